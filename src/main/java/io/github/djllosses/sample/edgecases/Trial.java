package io.github.djllosses.sample.edgecases;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import java.util.List;

/** One batch of a trial: a loss gets labels and scores, all float32. */
record Trial(Loss loss, List<Tensor> labels, Tensor scores) {

    private static final String ACCUMULATOR = "epoch";

    /** Numbers with a shape. */
    static final class Tensor {

        private final Shape shape;
        private final float[] numbers;

        private Tensor(Shape shape, float... numbers) {
            this.shape = shape;
            this.numbers = numbers;
        }

        /** Makes a vector. */
        static Tensor of(float... numbers) {
            return new Tensor(new Shape(numbers.length), numbers);
        }

        /** Gives the same numbers another shape. */
        Tensor shaped(long... dimensions) {
            return new Tensor(new Shape(dimensions), numbers);
        }

        NDArray on(NDManager manager) {
            return manager.create(numbers, shape);
        }
    }

    /** Returns the loss. */
    double[] value() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray value = loss.evaluate(labelsOn(manager), new NDList(scores.on(manager)));
            return doubles(value.toFloatArray());
        }
    }

    /** Returns the gradient of the loss. */
    double[] gradient() {
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
            NDArray leaf = scores.on(manager);
            leaf.setRequiresGradient(true);
            gradients.backward(loss.evaluate(labelsOn(manager), new NDList(leaf)));
            return doubles(leaf.getGradient().toFloatArray());
        }
    }

    /** Returns the average that the loss keeps of an epoch that consists of some batches. */
    static double[] epochMean(Trial... batches) {
        Loss loss = batches[0].loss();
        loss.addAccumulator(ACCUMULATOR);
        try (NDManager manager = NDManager.newBaseManager()) {
            for (Trial batch : batches) {
                loss.updateAccumulator(
                        ACCUMULATOR,
                        batch.labelsOn(manager),
                        new NDList(batch.scores().on(manager)));
            }
        }
        return new double[] {loss.getAccumulator(ACCUMULATOR)};
    }

    private NDList labelsOn(NDManager manager) {
        return new NDList(labels.stream().map(label -> label.on(manager)).toList());
    }

    private static double[] doubles(float... floats) {
        double[] doubles = new double[floats.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }
}
