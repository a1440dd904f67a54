package io.github.djllosses;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What a loss makes of a batch. */
final class Outcome {

    private final double[] result;
    private final double[] gradient;

    private Outcome(double[] result, double[] gradient) {
        this.result = result;
        this.gradient = gradient;
    }

    /** Returns the result, or all values before reduction. */
    double[] result() {
        return result;
    }

    /** Returns the derivative of the sum of the result by the prediction, row-major. */
    double[] gradient() {
        return gradient;
    }

    /** Labels and predictions in a manager. */
    @FunctionalInterface
    interface Batch extends Function<NDManager, NDList[]> {}

    /** Evaluates a loss and differentiates it, as training does. */
    static Outcome evaluated(Loss loss, Batch batch) {
        return differentiated(batch, arrays -> loss.evaluate(arrays[0], arrays[1]));
    }

    /** Takes the values before reduction and differentiates their sum. */
    static Outcome pointwise(AbstractLoss loss, Batch batch) {
        return differentiated(batch, arrays -> loss.pointwise(arrays[0], arrays[1]).values());
    }

    /** Evaluates any function of labels and predictions and differentiates it. */
    static Outcome of(BiFunction<NDList, NDList, NDArray> function, Batch batch) {
        return differentiated(batch, arrays -> function.apply(arrays[0], arrays[1]));
    }

    /** Evaluates a loss where no gradient is asked for. */
    static double value(Loss loss, Batch batch) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList[] arrays = batch.apply(manager);
            return Numbers.toDouble(loss.evaluate(arrays[0], arrays[1]));
        }
    }

    private static Outcome differentiated(Batch batch, Function<NDList[], NDArray> loss) {
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDList[] arrays = batch.apply(manager);
            NDArray x = arrays[1].singletonOrThrow();
            x.setRequiresGradient(true);
            NDArray result = loss.apply(arrays);
            collector.backward(result.sum());
            return new Outcome(Numbers.toDoubles(result), Numbers.toDoubles(x.getGradient()));
        }
    }
}
