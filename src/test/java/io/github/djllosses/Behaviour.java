package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * What losses that are the same have in common: their values, and the derivatives of the sum of the
 * values by each prediction.
 */
final class Behaviour {

    private final double[] values;
    private final List<double[]> gradients;

    private Behaviour(double[] values, List<double[]> gradients) {
        this.values = values;
        this.gradients = gradients;
    }

    double[] values() {
        return values;
    }

    List<double[]> gradients() {
        return gradients;
    }

    /** Differentiates a loss before reduction. */
    static Behaviour of(AbstractLoss loss, NDList labels, NDArray... predictions) {
        return of(x -> loss.pointwise(labels, x).values(), predictions);
    }

    /** Differentiates a formula, given as operations of the engine. */
    static Behaviour of(Function<NDList, NDArray> formula, NDArray... predictions) {
        NDList leaves = new NDList();
        for (NDArray prediction : predictions) {
            NDArray leaf = prediction.duplicate();
            leaf.setRequiresGradient(true);
            leaves.add(leaf);
        }
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray values = formula.apply(leaves);
            collector.backward(values.sum());
            return new Behaviour(
                    Numbers.toDoubles(values),
                    leaves.stream().map(x -> Numbers.toDoubles(x.getGradient())).toList());
        }
    }

    /** Draws normal numbers. */
    static NDArray normal(NDManager manager, Random random, long... shape) {
        Shape sizes = new Shape(shape);
        double[] numbers = new double[(int) sizes.size()];
        Arrays.setAll(numbers, i -> random.nextGaussian());
        return manager.create(numbers, sizes);
    }

    /** Demands the same, but for rounding relative to the largest number. */
    void assertSame(Behaviour actual, double tolerance) {
        assertNear("values", values, actual.values, tolerance);
        assertEquals(gradients.size(), actual.gradients.size());
        for (int i = 0; i < gradients.size(); i++) {
            assertNear("gradient " + i, gradients.get(i), actual.gradients.get(i), tolerance);
        }
    }

    private static void assertNear(
            String what, double[] expected, double[] actual, double tolerance) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertArrayEquals(expected, actual, Math.max(tolerance * largest, Double.MIN_VALUE), what);
    }
}
