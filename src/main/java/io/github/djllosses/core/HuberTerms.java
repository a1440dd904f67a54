package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;

/**
 * Huber's function of the errors {@code d = x - y}: half their squares up to a bound, linear beyond
 * it.
 *
 * <pre>{@code
 * g = d, cut at +-bound
 * value = g d - g^2 / 2
 * slope = g
 * }</pre>
 *
 * The sum takes fewer passes over the data than that of a {@link ClosedForm}: the product that
 * carries the slopes to {@code x} is the first half of the value.
 */
final class HuberTerms extends Terms {

    /**
     * Beyond these scales slopes are divided one by one: the factor of all would lose its digits.
     */
    private static final double SMALL = 1e-18;

    private static final double LARGE = 1e18;

    private final NDArray x;
    private final NDArray y;
    private final double bound;
    private final double scale;
    private final Terms closedForm;

    /**
     * Binds the function to its arrays.
     *
     * @param x the array that the gradient belongs to
     * @param y the label, of the same shape
     * @param bound the error from which on the function is linear, infinite for none
     * @param scale what the function is divided by
     */
    HuberTerms(NDArray x, NDArray y, double bound, double scale) {
        this.x = x;
        this.y = y;
        this.bound = bound;
        this.scale = scale;
        closedForm = Terms.closedForm(x, y, this::formula);
    }

    private ValueAndGradient formula(NDArray x, NDArray y) {
        NDArray d = x.sub(y);
        NDArray half = cut(d).mul(Numbers.scalar(x, 0.5));

        // (d - g/2) g, with half of g so that nothing overflows; of squares d - g/2 is g/2
        NDArray rest = isUnbounded() ? half.duplicate() : d.subi(half);
        NDArray slope = half.muli(Numbers.scalar(x, 2)).divi(Numbers.scalar(x, scale));
        return new ValueAndGradient(rest.muli(slope), slope);
    }

    private NDArray cut(NDArray d) {
        return isUnbounded() ? d : StableMath.clip(d, bound);
    }

    private boolean isUnbounded() {
        return bound == Double.POSITIVE_INFINITY;
    }

    @Override
    public Terms times(NDArray weights) {
        return closedForm.times(weights);
    }

    @Override
    NDArray values() {
        return closedForm.values();
    }

    @Override
    Total carefulSum() {
        return closedForm.carefulSum();
    }

    @Override
    Total sum() {
        if (!ClosedForm.isOnePiece(x) || scale < SMALL || scale > LARGE) {
            return closedForm.sum();
        }
        NDArray d = x.reshape(-1).sub(y.reshape(-1));
        NDArray constant = d.stopGradient();
        NDArray slope = cut(constant);

        NDArray carrier = d.dot(slope);
        double squares = Numbers.sumOfSquares(slope);
        // nothing needs the errors any more: in the gradient's graph lie the slopes alone
        double products = isUnbounded() ? squares : Numbers.sumOfProducts(constant, slope);
        return new Total(carrier, 1, products - squares / 2).times(1 / scale);
    }
}
