package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** One distribution over the classes per row. */
public final class ClassDistributions extends ClassLabels {

    private final NDArray matrix;

    ClassDistributions(Inputs in, ClassAxis axis, ClassWeights classWeights) {
        super(in, axis, classWeights, in.exampleWeights(axis.rows()));
        this.matrix = axis.matrix(in.masked(in.sameShapeLabel(0), weights(), axis.axis()));
    }

    @Override
    public double divisor() {
        NDArray weights = weights();
        if (classWeights().isNone()) {
            return weights == null ? axis().rows().size() : Numbers.sum(weights);
        }
        NDArray weighted = classWeights().scale(matrix.toType(DataType.FLOAT64, false), 1);
        NDArray expected = weighted.sum(new int[] {1});
        return Numbers.sum(
                weights == null ? expected : expected.mul(weights.reshape(expected.getShape())));
    }

    @Override
    NDArray smoothed(float smoothing) {
        return matrix.mul(1.0 - smoothing).addi((double) smoothing / axis().classes());
    }
}
