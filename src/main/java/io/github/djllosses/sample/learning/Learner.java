package io.github.djllosses.sample.learning;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.github.djllosses.core.Encoding;
import java.util.List;
import java.util.stream.Collectors;

/** A network, a loss and an optimizer. Two learners with the same options start the same. */
public final class Learner implements AutoCloseable {

    private final Model model;
    private final Optimizer optimizer;
    private final Trainer trainer;
    private final Objective objective;

    /**
     * Creates a learner that has learnt nothing yet, with {@link Network#MLP}.
     *
     * @param loss what it makes small: a loss of logits
     * @param options how it learns
     * @param pixels the number of pixels of an image
     */
    public Learner(Loss loss, LearningOptions options, long pixels) {
        this(
                new Objective(loss, new Fit(LabelKind.INDEX, Encoding.LOGITS)),
                options,
                Network.MLP,
                pixels);
    }

    /**
     * Creates a learner that has learnt nothing yet.
     *
     * @param objective what it makes small
     * @param options how it learns
     * @param network what it is made of
     * @param pixels the number of pixels of an image
     */
    public Learner(Objective objective, LearningOptions options, Network network, long pixels) {
        this.objective = objective;
        optimizer = options.optimizer().create(options.learningRate());
        model = Model.newInstance("digits");
        model.setBlock(network.create(model, options.seed()));
        trainer =
                model.newTrainer(
                        new DefaultTrainingConfig(objective.loss()).optOptimizer(optimizer));
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
            scope.tempAttachAll(batch.arrays());
            try (GradientCollector gradients = trainer.newGradientCollector()) {
                scores = trainer.forward(new NDList(batch.images())).head();
                value = objective.evaluate(batch, scores);
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
        double divisors = 0;
        double right = 0;
        long count = 0;
        for (Batch batch : batches) {
            try (NDManager scope = batch.images().getManager().newSubManager()) {
                NDArray scores = scores(batch, scope);
                scope.tempAttachAll(batch.arrays());
                double divisor = objective.divisor(batch, scores);
                total += objective.evaluate(batch, scores).getFloat() * divisor;
                divisors += divisor;
                right += scores.argMax(1).eq(batch.indices()).countNonzero().getLong();
                count += batch.size();
            }
        }
        return new Score(total / divisors, right / count);
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
                .map(Parameter::getArray)
                .collect(Collectors.toList());
    }

    private List<String> parameterIds() {
        return model.getBlock().getParameters().values().stream().map(Parameter::getId).toList();
    }

    /**
     * Returns the model that learns.
     *
     * @return the model
     */
    public Model model() {
        return model;
    }

    /**
     * Saves all that this learner needs to go on as if it had never stopped: the parameters and the
     * state of the optimizer.
     *
     * @return the state, after at least one step
     */
    public byte[] save() {
        try (NDManager scope = NDManager.newBaseManager()) {
            NDList state = new NDList(parameters());
            if (optimizer instanceof ResumableAdam adam) {
                state.addAll(adam.save(parameterIds(), scope));
            }
            return state.encode();
        }
    }

    /**
     * Takes over the state of a learner with the same network and optimizer, before the first step.
     *
     * @param bytes what {@link #save} returned
     */
    public void restore(byte[] bytes) {
        // moments stay with the optimizer, as those do that it makes itself
        NDList state = NDList.decode(model.getNDManager(), bytes);
        List<NDArray> parameters = parameters();
        for (int i = 0; i < parameters.size(); i++) {
            try (NDArray saved = state.get(i)) {
                parameters.get(i).set(new NDIndex("..."), saved);
            }
        }
        if (optimizer instanceof ResumableAdam adam) {
            adam.restore(
                    parameterIds(), new NDList(state.subList(parameters.size(), state.size())));
        }
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
