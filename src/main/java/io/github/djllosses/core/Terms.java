package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.Supplier;

/**
 * What the formula of a loss yields: a loss for every example, still differentiable, before example
 * weights and reduction.
 *
 * <p>There are five kinds. {@link #of} takes the values as an ordinary differentiable expression.
 * {@link #minusInnerProduct} is for losses that are linear in some array: their sum needs no
 * temporary. {@link #falling} and {@link #closedForm} are for losses whose gradient is known by
 * formula, which keeps digits that automatic differentiation loses and takes fewer passes over the
 * data. {@link #fastOrExact} puts one of these in the place of another that failed.
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
     * @return a scalar, differentiable
     */
    abstract NDArray sum();

    /**
     * Returns the sum of all terms, right for infinite arguments too.
     *
     * @return a scalar, differentiable
     */
    NDArray carefulSum() {
        return values().sum();
    }

    /**
     * Returns the sum of all terms, for when nobody asks for its gradient.
     *
     * @return a scalar
     */
    NDArray total() {
        return sum();
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
     * Makes terms of values and gradients that were computed by formula.
     *
     * @param values the values, not differentiable, which the terms may overwrite
     * @param x the array that the gradient belongs to
     * @param gradient the derivative of every value by the entries of its own row of {@code x},
     *     which the terms may overwrite; shaped like {@code x}
     * @return the terms
     */
    public static Terms closedForm(NDArray values, NDArray x, NDArray gradient) {
        return new ClosedForm(values, x, gradient);
    }

    /**
     * Makes terms that fall linearly with {@code x}: their values were computed apart, their
     * gradient is {@code -a}.
     *
     * @param values the values, not differentiable
     * @param coefficients the constant {@code a}, which is left as it is
     * @param x the differentiable {@code x}
     * @return the terms
     */
    public static Terms falling(NDArray values, NDArray coefficients, NDArray x) {
        return new Falling(values, coefficients, x);
    }

    /**
     * Makes terms of which two versions exist: a fast one, whose sum may be NaN for infinite
     * arguments, and an exact one, which then takes its place.
     *
     * @param fast the fast terms
     * @param exact makes the exact terms
     * @return the terms
     */
    public static Terms fastOrExact(Terms fast, Supplier<Terms> exact) {
        return new FastOrExact(fast, exact);
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

    /** Returns 0 with the derivative of the carrier: {@code c - c} is exactly 0. */
    private static NDArray zero(NDArray carrier) {
        return carrier.sub(carrier.stopGradient());
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
        NDArray sum() {
            return values.sum();
        }

        @Override
        public Terms times(NDArray weights) {
            return new Expression(values.mul(weights.reshape(values.getShape())));
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
        NDArray sum() {
            return x.reshape(-1).dot(coefficients.reshape(-1)).neg();
        }

        @Override
        public Terms times(NDArray weights) {
            return new InnerProduct(coefficients.mul(perRow(weights, coefficients)), x);
        }
    }

    private static final class Falling extends Terms {

        private final NDArray values;
        private final NDArray coefficients;
        private final NDArray x;

        Falling(NDArray values, NDArray coefficients, NDArray x) {
            this.values = values;
            this.coefficients = coefficients;
            this.x = x;
        }

        @Override
        NDArray values() {
            NDArray rows = coefficients.mul(x).sum(new int[] {1});
            return values.sub(zero(rows).reshape(values.getShape()));
        }

        @Override
        NDArray sum() {
            return total().sub(zero(x.reshape(-1).dot(coefficients.reshape(-1))));
        }

        @Override
        NDArray total() {
            return values.sum();
        }

        @Override
        public Terms times(NDArray weights) {
            NDArray w = weights.reshape(values.getShape());
            return new Falling(values.mul(w), coefficients.mul(perRow(w, coefficients)), x);
        }
    }

    private static final class FastOrExact extends Terms {

        private final Terms fast;
        private final Supplier<Terms> exact;

        FastOrExact(Terms fast, Supplier<Terms> exact) {
            this.fast = fast;
            this.exact = exact;
        }

        @Override
        NDArray values() {
            return exact.get().values();
        }

        @Override
        NDArray sum() {
            NDArray sum = fast.sum();
            return Double.isNaN(Numbers.toDouble(sum)) ? exact.get().sum() : sum;
        }

        @Override
        public Terms times(NDArray weights) {
            return new FastOrExact(fast.times(weights), () -> exact.get().times(weights));
        }
    }

    private static final class ClosedForm extends Terms {

        /** A power of two, so that multiplying and dividing by it leaves a gradient as it is. */
        private static final double SMALL = 0x1p-64;

        private final NDArray values;
        private final NDArray x;
        private final NDArray gradient;

        ClosedForm(NDArray values, NDArray x, NDArray gradient) {
            this.values = values;
            this.x = x;
            this.gradient = gradient;
        }

        @Override
        NDArray values() {
            NDArray carrier = finite().mul(gradient);
            NDArray rows = isElementwise() ? carrier : carrier.sum(new int[] {1});
            return values.add(
                    zero(rows).mul(Numbers.scalar(x, 1 / SMALL)).reshape(values.getShape()));
        }

        @Override
        NDArray sum() {
            return total().add(zero(x.reshape(-1).dot(gradient.reshape(-1))));
        }

        @Override
        NDArray total() {
            return values.sum();
        }

        /** Returns x with its gradient, without infinities, and small enough to be added up. */
        private NDArray finite() {
            NDArray copy = x.mul(Numbers.scalar(x, SMALL));
            // a write to the detached alias is not seen by the gradient, which still reaches x
            copy.stopGradient().set(x.isInfinite(), 0);
            return copy;
        }

        @Override
        public Terms times(NDArray weights) {
            NDArray w = weights.reshape(values.getShape());
            NDArray scale = isElementwise() ? w : perRow(w, gradient);
            return new ClosedForm(values.muli(w), x, gradient.muli(scale));
        }

        private boolean isElementwise() {
            return values.getShape().dimension() == gradient.getShape().dimension();
        }
    }
}
