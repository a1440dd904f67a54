package io.github.djllosses.embedding;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import org.jspecify.annotations.Nullable;

/** Cosines between all rows of two matrices of embeddings. */
final class Cosines {

    /** Keeps the direction of a vector of length 0 finite. */
    private static final double LEAST_LENGTH = 1e-12;

    /** An exponential of this is 0 in every precision. */
    private static final double NEVER = -1e9;

    private Cosines() {}

    /** Refuses predictions that are not one embedding per example. */
    static void check(Inputs in) {
        Shape shape = in.sameShapePredictions();
        if (shape.dimension() != 2) {
            throw in.error(
                    "predictions[0] %s must be embeddings (N, D), one row per example", shape);
        }
    }

    /** Returns the cosines of all pairs of rows, divided by a temperature. */
    static NDArray tempered(NDArray x, NDArray y, double temperature) {
        return direction(x).matMul(direction(y).transpose()).div(Numbers.scalar(x, temperature));
    }

    private static NDArray direction(NDArray x) {
        NDArray squares = x.mul(x).sum(new int[] {1}, true);
        return x.div(squares.add(Numbers.scalar(x, LEAST_LENGTH * LEAST_LENGTH)).sqrt());
    }

    /** Returns what to add to a matrix so that columns whose example weighs nothing drop out. */
    static NDArray absent(NDArray matrix, @Nullable NDArray weights) {
        return weights == null
                ? Numbers.scalar(matrix, 0)
                : weights.eq(0)
                        .toType(matrix.getDataType(), false)
                        .reshape(1, -1)
                        .muli(Numbers.scalar(matrix, NEVER));
    }

    /** Returns what to add to a square matrix so that its diagonal drops out. */
    static NDArray withoutDiagonal(NDArray matrix) {
        long size = matrix.getShape().get(0);
        NDArray eye = matrix.getManager().eye((int) size).toType(matrix.getDataType(), false);
        return eye.toDevice(matrix.getDevice(), false).muli(Numbers.scalar(matrix, NEVER));
    }
}
