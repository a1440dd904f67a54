package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.jspecify.annotations.Nullable;

/** One distribution over the classes per row. */
public final class ClassDistributions extends ClassLabels {

    private final Inputs in;
    private final NDArray matrix;
    private final @Nullable NDArray weights;

    ClassDistributions(Inputs in, ClassAxis axis, ClassOptions options) {
        super(in, axis, options);
        this.in = in;
        weights = in.exampleWeights(axis.rows());
        NDArray label = in.masked(in.sameShapeLabel(0), weights, axis.axis());
        in.checkProbabilities("labels[0]", label, Encoding.PROBABILITIES);
        matrix = axis.matrix(label);
    }

    @Override
    public double divisor() {
        if (classWeights().isNone()) {
            return in.totalWeight(axis().rows());
        }
        NDArray labels = matrix.toType(DataType.FLOAT64, false);
        NDArray expected = labels.mul(classWeights().along(axis(), labels)).sum(new int[] {1});
        return Numbers.sum(
                weights == null ? expected : expected.mul(weights.reshape(expected.getShape())));
    }

    @Override
    public @Nullable NDArray weights() {
        return weights;
    }

    @Override
    public NDArray targets(float smoothing, NDArray like, long from) {
        NDArray labels = ClosedForm.rows(matrix, from, like);
        NDArray targets =
                smoothing == 0
                        ? labels
                        : labels.mul(1.0 - smoothing).addi((double) smoothing / axis().classes());
        return multipliers().isNone() ? targets : targets.mul(multipliers().along(axis(), targets));
    }
}
