package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.Numbers;

/**
 * Total variation distance between label distributions {@code p} and predicted distributions {@code
 * q}.
 *
 * <pre>{@code value = sum_k |p_k - q_k| / 2}</pre>
 *
 * From 0 for equal distributions to 1 where they have nothing in common: the largest difference
 * that they make to the probability of any event. The derivative where {@code p_k = q_k} is taken
 * as 0. From logits on both sides the value keeps its digits however near the distributions are;
 * from probabilities or their logarithms it is as exact as they are rounded.
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
 * <p>Source: Levin, Peres, Wilmer, Markov Chains and Mixing Times, 2009, chapter 4.
 */
public final class TotalVariationLoss extends Divergence {

    /** Creates the loss with all defaults. */
    public TotalVariationLoss() {
        this(builder());
    }

    private TotalVariationLoss(Builder builder) {
        super(builder);
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
        NDArray half = Numbers.scalar(pq.p(), 0.5);
        NDArray terms = pq.total().muli(pq.contrast().abs()).muli(half);
        NDArray t = pq.contrast();
        // the sign of NaN is 0
        NDArray slopes = t.sign().addi(t.sub(t)).muli(half);
        return Derived.ofTerms(terms, slopes, pq.q().mul(slopes));
    }

    /** The options of {@link TotalVariationLoss}. */
    public static final class Builder extends DivergenceBuilder<Builder> {

        Builder() {
            super(TotalVariationLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public TotalVariationLoss build() {
            return new TotalVariationLoss(this);
        }
    }
}
