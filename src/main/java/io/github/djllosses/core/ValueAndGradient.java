package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Values and their gradient, both computed by formula.
 *
 * @param values one value per element or row of {@code x}, not differentiable
 * @param gradient the derivative of every value by the entries of its own row of {@code x}, shaped
 *     like {@code x}
 */
public record ValueAndGradient(NDArray values, NDArray gradient) {

    /** A slope of which neither weights nor what carries it to the values make an infinity. */
    private static final double STEEPEST = 1e17;

    /** A formula of prediction and label. */
    @FunctionalInterface
    public interface Formula {

        /**
         * Computes values and gradient, in arrays of their own.
         *
         * @param x the prediction, or some rows of it; not differentiable
         * @param y the same rows of the label
         * @return values and gradient, right for infinite arguments too
         */
        ValueAndGradient apply(NDArray x, NDArray y);
    }

    /** A formula of a prediction, which finds the labels by itself. */
    @FunctionalInterface
    public interface RowsFormula {

        /**
         * Computes values and gradient, in arrays of their own.
         *
         * @param x the prediction, or some rows of it along axis 0; not differentiable
         * @param from the number of the first of these rows
         * @return values and gradient, right for infinite arguments too
         */
        ValueAndGradient apply(NDArray x, long from);
    }

    /**
     * Rounds both to the data type of the arguments, after a formula was computed in float64.
     *
     * @param type the data type
     * @return both in this data type; slopes beyond 1e17 are cut there where it is float32
     */
    public ValueAndGradient toType(DataType type) {
        if (type == DataType.FLOAT64) {
            return this;
        }
        // a weight of 0 would make NaN of an infinite slope
        return new ValueAndGradient(
                values.toType(type, false),
                StableMath.clip(gradient, STEEPEST).toType(type, false));
    }

    /** Multiplies values and gradient by the weights of their examples. */
    ValueAndGradient times(NDArray weights) {
        NDArray w = weights.reshape(values.getShape());
        return new ValueAndGradient(
                values.muli(w), gradient.muli(isElementwise() ? w : Terms.perRow(w, gradient)));
    }

    boolean isElementwise() {
        return values.getShape().dimension() == gradient.getShape().dimension();
    }
}
