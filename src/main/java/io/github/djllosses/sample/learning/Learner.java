package io.github.djllosses.sample.learning;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import java.util.List;
import java.util.stream.Collectors;

/** A network, a loss and an optimizer. Two learners with the same options start the same. */
public final class Learner implements AutoCloseable {

    private final Model model;
    private final Trainer trainer;
    private final Loss loss;

    /**
     * Creates a learner that has learnt nothing yet.
     *
     * @param loss what it makes small
     * @param options how it learns
     * @param pixels the number of pixels of an image
     */
    public Learner(Loss loss, LearningOptions options, long pixels) {
        this.loss = loss;
        model = Model.newInstance("digits");
        model.setBlock(Network.create(options.seed()));
        trainer =
                model.newTrainer(
                        new DefaultTrainingConfig(loss)
                                .optOptimizer(options.optimizer().create(options.learningRate())));
        trainer.initialize(Network.input(pixels));
    }

    /**
     * Learns from one batch. This is DJL's training loop, bare: no listeners, which evaluate the
     * loss a second time, and a manager that takes the temporaries along when the step ends.
     *
     * @param batch the batch
     * @param keep the manager that gets the scores and the loss
     * @return scores, loss and time
     */
    public Step learn(Batch batch, NDManager keep) {
        long start = System.nanoTime();
        NDArray scores;
        NDArray value;
        try (NDManager scope = keep.newSubManager()) {
            scope.tempAttachAll(batch.images(), batch.labels());
            try (GradientCollector gradients = trainer.newGradientCollector()) {
                scores = trainer.forward(new NDList(batch.images())).head();
                value = loss.evaluate(new NDList(batch.labels()), new NDList(scores));
                gradients.backward(value);
            }
            trainer.step();
            scores.attach(keep);
            value.attach(keep);
        }
        return new Step(scores, value, System.nanoTime() - start);
    }

    /**
     * Judges the network.
     *
     * @param batches the images to judge by
     * @return its score
     */
    public Score judge(List<Batch> batches) {
        double total = 0;
        double right = 0;
        long count = 0;
        for (Batch batch : batches) {
            try (NDManager scope = batch.images().getManager().newSubManager()) {
                NDArray scores = scores(batch, scope);
                scope.tempAttachAll(batch.indices(), batch.labels());
                NDArray value = loss.evaluate(new NDList(batch.labels()), new NDList(scores));
                total += value.getFloat() * (double) batch.size();
                right += scores.argMax(1).eq(batch.indices()).countNonzero().getLong();
                count += batch.size();
            }
        }
        return new Score(total / count, right / count);
    }

    /**
     * Lets the network judge images.
     *
     * @param batch the images
     * @param keep the manager that gets the scores
     * @return a logit for each image and class
     */
    public NDArray scores(Batch batch, NDManager keep) {
        try (NDManager scope = keep.newSubManager()) {
            scope.tempAttachAll(batch.images());
            NDArray scores = trainer.evaluate(new NDList(batch.images())).head();
            scores.attach(keep);
            return scores;
        }
    }

    /** Moves every weight to a neighbouring float32 number. */
    public void nudge() {
        for (NDArray weights : parameters()) {
            weights.muli(Math.nextUp(1f));
        }
    }

    /**
     * Returns the largest difference between the parameters of this learner and another one.
     *
     * @param other a learner with the same network
     * @return the difference
     */
    public double distance(Learner other) {
        List<NDArray> mine = parameters();
        List<NDArray> others = other.parameters();
        double distance = 0;
        for (int i = 0; i < mine.size(); i++) {
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray difference = mine.get(i).sub(others.get(i));
                difference.attach(scope);
                distance = Math.max(distance, difference.abs().max().getFloat());
            }
        }
        return distance;
    }

    private List<NDArray> parameters() {
        return model.getBlock().getParameters().values().stream()
                .map(parameter -> parameter.getArray())
                .collect(Collectors.toList());
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
