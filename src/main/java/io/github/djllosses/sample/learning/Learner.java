package io.github.djllosses.sample.learning;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.github.djllosses.core.Encoding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /**
     * Returns the model that learns.
     *
     * @return the model
     */
    public Model model() {
        return model;
    }

    /**
     * Saves all that this learner needs to go on as if it had never stopped: the number of steps,
     * then each parameter with its moments. Sizes are not written, so that none need be believed.
     *
     * @return the state, after at least one step
     */
    public byte[] save() {
        ByteBuffer state = ByteBuffer.allocate(stateSize());
        state.putInt(adam().map(ResumableAdam::steps).orElse(0));
        for (Parameter parameter : model.getBlock().getParameters().values()) {
            write(state, parameter.getArray());
            adam().map(adam -> adam.moments(parameter.getId()))
                    .orElse(List.of())
                    .forEach(moment -> write(state, moment));
        }
        return state.array();
    }

    private static void write(ByteBuffer state, NDArray array) {
        for (float number : array.toFloatArray()) {
            state.putFloat(number);
        }
    }

    /**
     * Takes over the state of a learner with the same network and optimizer, before the first step.
     *
     * @param bytes what {@link #save} returned
     * @throws IllegalArgumentException if it is the state of another network or optimizer
     */
    public void restore(byte[] bytes) {
        if (bytes.length != stateSize()) {
            throw new IllegalArgumentException(
                    "a state of " + bytes.length + " bytes, expected " + stateSize());
        }
        ByteBuffer state = ByteBuffer.wrap(bytes);
        int steps = state.getInt();
        adam().ifPresent(adam -> adam.restoreSteps(steps));
        for (Parameter parameter : model.getBlock().getParameters().values()) {
            NDArray array = parameter.getArray();
            try (NDArray saved = read(state, array.getShape())) {
                array.set(new NDIndex("..."), saved);
            }
            adam().ifPresent(
                            adam -> {
                                List<NDArray> moments = new ArrayList<>();
                                for (int i = 0; i < ResumableAdam.MOMENTS; i++) {
                                    moments.add(read(state, array.getShape()));
                                }
                                adam.restoreMoments(parameter.getId(), moments);
                            });
        }
    }

    /** Reads an array that stays with the model, as those do that the optimizer makes itself. */
    private NDArray read(ByteBuffer state, Shape shape) {
        float[] numbers = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = state.getFloat();
        }
        return model.getNDManager().create(numbers, shape);
    }

    private int stateSize() {
        long numbers = parameters().stream().mapToLong(NDArray::size).sum();
        long copies = adam().isPresent() ? 1 + ResumableAdam.MOMENTS : 1;
        return Math.toIntExact(Integer.BYTES + Float.BYTES * copies * numbers);
    }

    private Optional<ResumableAdam> adam() {
        return optimizer instanceof ResumableAdam adam ? Optional.of(adam) : Optional.empty();
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
