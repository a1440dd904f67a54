package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the formula of a loss yields: a loss for every example, still differentiable, before example
 * weights and reduction.
 *
 * <p>{@link #of} takes the values as an ordinary differentiable expression. {@link
 * #minusInnerProduct} is for losses that are linear in some array, whose gradient is there already.
 * {@link #huber} is for errors squared near 0. {@link #closedForm} is for losses whose gradient is
 * known by formula, which keeps digits that automatic differentiation loses and takes fewer passes
 * over the data.
 */
public abstract class Terms {

    Terms() {}

    /**
     * Returns the terms as an array, right for infinite arguments too.
     *
     * @return one value per example, differentiable
     */
    abstract NDArray values();

    /**
     * Returns the sum of all terms by the fastest way, which may give NaN for infinite arguments.
     *
     * @return the sum, differentiable
     */
    abstract Total sum();

    /**
     * Returns the sum of all terms, right for infinite arguments too.
     *
     * @return the sum, differentiable
     */
    Total carefulSum() {
        return Total.of(values().sum());
    }

    /**
     * Multiplies every term by the weight of its example. These terms must not be used afterwards.
     *
     * @param weights one weight per value
     * @return the weighted terms
     */
    public abstract Terms times(NDArray weights);

    /**
     * Makes terms of a differentiable expression.
     *
     * @param values the values
     * @return the terms
     */
    public static Terms of(NDArray values) {
        return new Expression(values);
    }

    /**
     * Makes the terms {@code -sum_k a_k x_k}, summed over axis 1. An entry whose coefficient is 0
     * contributes 0, even where {@code x} is infinite.
     *
     * @param coefficients the constant {@code a}
     * @param x the differentiable {@code x}
     * @return the terms
     */
    public static Terms minusInnerProduct(NDArray coefficients, NDArray x) {
        return new InnerProduct(coefficients, x);
    }

    /**
     * Makes the terms {@code h - sum_k a_k x_k}, of which {@code h} does not depend on {@code x}.
     *
     * @param coefficients the constant {@code a}
     * @param x the differentiable {@code x}
     * @param y the label, with as many rows
     * @param formula the values, which are given large arrays piece by piece, along axis 0
     * @return the terms
     */
    public static Terms minusInnerProduct(
            NDArray coefficients, NDArray x, NDArray y, LinearFormula formula) {
        return new LinearTerms(
                coefficients,
                x,
                (part, from) ->
                        formula.apply(
                                ClosedForm.rows(coefficients, from, part),
                                part,
                                ClosedForm.rows(y, from, part)));
    }

    /** The values of a loss that is linear in its prediction. */
    @FunctionalInterface
    public interface LinearFormula {

        /**
         * Computes the values.
         *
         * @param a the coefficients, or some rows of them
         * @param x the same rows of the prediction; not differentiable
         * @param y the same rows of the label
         * @return one value per row, in an array of its own, right for infinite arguments too
         */
        NDArray apply(NDArray a, NDArray x, NDArray y);
    }

    /**
     * Adds up terms of the same examples.
     *
     * @param a some terms
     * @param b other terms
     * @return their sums
     */
    public static Terms plus(Terms a, Terms b) {
        return new Sum(a, b);
    }

    /**
     * Makes the terms {@code (g d - g^2 / 2) / scale}, of errors {@code d = x - y} and their size
     * {@code g} up to a bound: half their squares near 0, linear beyond the bound.
     *
     * @param x the array that the gradient belongs to
     * @param y the label, of the same shape
     * @param bound the bound, above 0, perhaps infinite
     * @param scale what the terms are divided by
     * @return the terms
     */
    public static Terms huber(NDArray x, NDArray y, double bound, double scale) {
        return new HuberTerms(x, y, bound, scale);
    }

    /**
     * Makes terms of a formula for values and gradient.
     *
     * @param x the array that the gradient belongs to
     * @param y the label, with as many rows
     * @param formula the formula, which is given large arrays piece by piece, along axis 0
     * @return the terms
     */
    public static Terms closedForm(NDArray x, NDArray y, ValueAndGradient.Formula formula) {
        return new ClosedForm(
                x, true, (part, from) -> formula.apply(part, ClosedForm.rows(y, from, part)));
    }

    /**
     * Makes terms of a formula that finds its labels by itself.
     *
     * @param x the array that the gradient belongs to
     * @param formula the formula, which is given a large array piece by piece, along axis 0
     * @return the terms
     */
    public static Terms closedForm(NDArray x, ValueAndGradient.RowsFormula formula) {
        return new ClosedForm(x, true, formula);
    }

    /**
     * Makes terms of a formula whose only large temporary is the gradient, so that there is nothing
     * to gain by piecework.
     *
     * @param x the array that the gradient belongs to
     * @param formula the formula, which is given the whole array
     * @return the terms
     */
    public static Terms closedForm(NDArray x, Function<NDArray, ValueAndGradient> formula) {
        return new ClosedForm(x, false, (whole, from) -> formula.apply(whole));
    }

    /**
     * Makes terms of a formula of the scores {@code h W^T + b}, of which only a chunk is held at
     * once.
     *
     * @param hidden {@code h}, of shape (N, D)
     * @param weight {@code W}, of shape (C, D)
     * @param bias {@code b}, of shape (C), or null
     * @param chunk how many rows of scores are held at once
     * @param formula the formula of the scores
     * @return the terms
     */
    public static Terms ofLinear(
            NDArray hidden,
            NDArray weight,
            @Nullable NDArray bias,
            long chunk,
            ValueAndGradient.RowsFormula formula) {
        return new LinearForm(hidden, weight, bias, chunk, formula);
    }

    /**
     * Shapes one number per row so that it broadcasts against the row's entries along axis 1.
     *
     * @param weights one number per row
     * @param matrix an array as {@link ClassAxis#matrix} lays it out
     * @return a view of the numbers
     */
    public static NDArray perRow(NDArray weights, NDArray matrix) {
        Shape shape = matrix.getShape();
        return weights.reshape(Shape.update(shape, 1, 1));
    }

    private static final class Expression extends Terms {

        private final NDArray values;

        Expression(NDArray values) {
            this.values = values;
        }

        @Override
        NDArray values() {
            return values;
        }

        @Override
        Total sum() {
            return Total.of(values.sum());
        }

        @Override
        public Terms times(NDArray weights) {
            return new Expression(values.mul(weights.reshape(values.getShape())));
        }
    }

    private static final class Sum extends Terms {

        private final Terms a;
        private final Terms b;

        Sum(Terms a, Terms b) {
            this.a = a;
            this.b = b;
        }

        @Override
        NDArray values() {
            return a.values().add(b.values());
        }

        @Override
        Total sum() {
            return a.sum().plus(b.sum());
        }

        @Override
        Total carefulSum() {
            return a.carefulSum().plus(b.carefulSum());
        }

        @Override
        public Terms times(NDArray weights) {
            return new Sum(a.times(weights), b.times(weights));
        }
    }

    private static final class InnerProduct extends Terms {

        private final NDArray coefficients;
        private final NDArray x;

        InnerProduct(NDArray coefficients, NDArray x) {
            this.coefficients = coefficients;
            this.x = x;
        }

        @Override
        NDArray values() {
            return StableMath.product(coefficients, x).sum(new int[] {1}).neg();
        }

        @Override
        Total sum() {
            return Total.of(ClosedForm.carrier(x, coefficients)).times(-1);
        }

        @Override
        public Terms times(NDArray weights) {
            return new InnerProduct(coefficients.mul(perRow(weights, coefficients)), x);
        }
    }
}
