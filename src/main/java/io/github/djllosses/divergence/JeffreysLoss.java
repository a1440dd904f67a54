package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;

/**
 * Jeffreys divergence between label distributions {@code p} and predicted distributions {@code q}:
 * the Kullback-Leibler divergence in both directions.
 *
 * <pre>{@code value = KL(p, q) + KL(q, p) = sum_k (q_k - p_k) (log q_k - log p_k)}</pre>
 *
 * Never negative, symmetric, infinite where only one of them is 0. From logits on both sides the
 * value keeps its digits however near the distributions are; from probabilities or their logarithms
 * it is as exact as they are rounded.
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
 * constants. Unit: nats.
 *
 * <p>Source: Jeffreys, An Invariant Form for the Prior Probability in Estimation Problems, 1946;
 * some authors halve it.
 */
public final class JeffreysLoss extends Divergence {

    /** Creates the loss with all defaults. */
    public JeffreysLoss() {
        this(builder());
    }

    private JeffreysLoss(Builder builder) {
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
        NDArray v = pq.logRatio();
        NDArray difference = pq.difference();
        NDArray terms = StableMath.product(difference, v);

        // log(q / p) + 1 - p / q, and times q; an infinite ratio has no slope
        NDArray w = Distributions.boundedForSlopes(v);
        NDArray slopes = w.mul(Numbers.scalar(w, 2)).subi(StableMath.expm1MinusX(w.neg()));
        NDArray finite = NDArrays.where(v.isInfinite(), v.zerosLike(), v);
        return Derived.ofTerms(terms, slopes, finite.muli(pq.q()).addi(difference));
    }

    /** The options of {@link JeffreysLoss}. */
    public static final class Builder extends DivergenceBuilder<Builder> {

        Builder() {
            super(JeffreysLoss.class);
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
        public JeffreysLoss build() {
            return new JeffreysLoss(this);
        }
    }
}
