package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;

/**
 * Values and their gradient, both computed by formula.
 *
 * @param values one value per element or row of {@code x}, not differentiable
 * @param gradient the derivative of every value by the entries of its own row of {@code x}, shaped
 *     like {@code x}
 */
public record ValueAndGradient(NDArray values, NDArray gradient) {

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
