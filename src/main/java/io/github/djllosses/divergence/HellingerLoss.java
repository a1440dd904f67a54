package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;

/**
 * Squared Hellinger distance between label distributions {@code p} and predicted distributions
 * {@code q}, or the distance itself.
 *
 * <pre>{@code
 * value = sum_k (sqrt(p_k) - sqrt(q_k))^2 / 2 = 1 - sum_k sqrt(p_k q_k)
 *         the square root of it                   if not squared
 * }</pre>
 *
 * From 0 for equal distributions to 1 where they have nothing in common; finite where one of them
 * is 0, unlike KL. The distance is a metric, but has no derivative where the distributions are
 * equal; there it is taken as 0. From logits on both sides the value keeps its digits however near
 * the distributions are; from probabilities or their logarithms it is as exact as they are rounded.
 *
 * <table>
 * <caption>Shapes, for classes along the last axis</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code (C)}, {@code (N, C)}, {@code (N, ..., C)}: log-probabilities,
 *     or what {@link DivergenceBuilder#optPredictionEncoding} says</td></tr>
 * <tr><td>labels</td><td>the same: probabilities, or what {@link
 *     DivergenceBuilder#optLabelEncoding} says; then optionally example weights of the shape of
 *     the values</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * The mean divides by the number of distributions, or by the sum of the example weights. Labels are
 * constants. The value has no unit.
 *
 * <p>Source: Hellinger, 1909; Pardo, Statistical Inference Based on Divergence Measures, 2006.
 */
public final class HellingerLoss extends Divergence {

    private final boolean squared;

    /** Creates the loss with all defaults. */
    public HellingerLoss() {
        this(builder());
    }

    private HellingerLoss(Builder builder) {
        super(builder);
        squared = builder.squared;
    }

    /**
     * Returns a builder with every option at its default.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    Derived of(Distributions pq) {
        NDArray one = Numbers.scalar(pq.p(), 1);
        NDArray half = Numbers.scalar(pq.p(), 0.5);

        // (sqrt(p) - sqrt(q))^2 = (p + q) t^2 / (1 + sqrt(1 - t^2)),  t = (q - p) / (q + p),
        // where the root, which has no digits left at t = 1, is 1 / cosh(log(q / p) / 2)
        NDArray root = one.div(pq.logRatio().mul(half).cosh());
        NDArray square = pq.contrast().square();
        NDArray terms = pq.total().muli(square).divi(root.add(one)).muli(half);

        // (1 - sqrt(p / q)) / 2, and times q: (q - sqrt(p q)) / 2
        NDArray w = Distributions.boundedForSlopes(pq.logRatio()).muli(half).negi();
        NDArray slopes = StableMath.expm1MinusX(w).addi(w).muli(half).negi();
        NDArray apart = pq.q().sub(pq.total().muli(root).muli(half)).muli(half);
        NDArray weighed = NDArrays.where(w.gt(half), apart, pq.q().mul(slopes));
        Derived derived = Derived.ofTerms(terms, slopes, weighed);
        return squared ? derived : rooted(derived);
    }

    private static Derived rooted(Derived squares) {
        NDArray roots = squares.values().sqrt();
        NDArray twice = roots.mul(Numbers.scalar(roots, 2));
        // a slope of 0 stays 0 where the distance is
        NDArray least = Numbers.scalar(roots, Float.MIN_NORMAL);
        NDArray divisors = Terms.perRow(twice.maximum(least), squares.slopes());
        return new Derived(
                roots, squares.slopes().div(divisors), squares.weighed().div(divisors), 0);
    }

    /** The options of {@link HellingerLoss}. */
    public static final class Builder extends DivergenceBuilder<Builder> {

        private boolean squared = true;

        Builder() {
            super(HellingerLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets whether the value is the square of the distance.
         *
         * @param squared whether it is; true by default
         * @return this builder
         */
        public Builder optSquared(boolean squared) {
            this.squared = squared;
            return changed("squared", squared, true);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public HellingerLoss build() {
            return new HellingerLoss(this);
        }
    }
}
