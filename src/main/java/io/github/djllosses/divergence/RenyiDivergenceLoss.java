package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;

/**
 * Renyi divergence of order alpha of predicted distributions {@code q} from label distributions
 * {@code p}.
 *
 * <pre>{@code
 * value = log(sum_k p_k^alpha q_k^(1 - alpha)) / (alpha - 1)
 *         KL(p, q)                                              for alpha = 1, its limit
 * }</pre>
 *
 * Never negative and growing with alpha. Below 1 it is infinite only where the distributions have
 * nothing in common, from 1 on wherever {@code q_k = 0 < p_k}. From logits on both sides the value
 * keeps its digits however near the distributions are; from probabilities or their logarithms it is
 * as exact as they are rounded.
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
 * <p>Source: van Erven and Harremoes, Renyi Divergence and Kullback-Leibler Divergence, 2014.
 */
public final class RenyiDivergenceLoss extends Divergence {

    /** Up to here a logarithm of a sum near 1 loses digits. */
    private static final double NEAR = 0.5;

    private final float alpha;

    /** Creates the loss with all defaults. */
    public RenyiDivergenceLoss() {
        this(builder());
    }

    private RenyiDivergenceLoss(Builder builder) {
        super(builder);
        alpha = builder.alpha;
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
        NDArray w = pq.boundedLogRatio();
        NDArray values = values(pq, w);

        // minus (p / q)^alpha / sum of p^alpha q^(1 - alpha), less the offset -1
        double s = 1.0 - alpha;
        NDArray logSum = Terms.perRow(values.mul(Numbers.scalar(w, s)), w);
        NDArray z = w.mul(Numbers.scalar(w, -alpha)).add(logSum);
        return new Derived(values, StableMath.expm1MinusX(z).addi(z).negi(), -1);
    }

    private NDArray values(Distributions pq, NDArray w) {
        NDArray plain = plain(pq);
        if (!pq.ofLogits()) {
            return plain;
        }
        // sum_k p_k w_k = -sum_k p_k (e^w_k - 1 - w_k), by which the first orders of w cancel
        NDArray excess = StableMath.expm1MinusX(w);
        if (alpha == 1) {
            NDArray near = StableMath.rowProducts(pq.p(), excess);
            return NDArrays.where(near.lt(NEAR), near, plain);
        }
        NDArray s = Numbers.scalar(w, 1.0 - alpha);
        NDArray difference = StableMath.expm1MinusX(w.mul(s)).subi(excess.muli(s));
        NDArray sum = StableMath.rowProducts(pq.p(), difference);
        return NDArrays.where(sum.abs().lt(NEAR), StableMath.log1p(sum).negi().divi(s), plain);
    }

    private NDArray plain(Distributions pq) {
        NDArray w = pq.logRatio();
        if (alpha == 1) {
            return StableMath.rowProducts(pq.p(), w.neg());
        }
        NDArray s = Numbers.scalar(w, 1.0 - alpha);
        return StableMath.rowProducts(pq.p(), w.mul(s).exp()).log().negi().divi(s);
    }

    /** The options of {@link RenyiDivergenceLoss}. */
    public static final class Builder extends DivergenceBuilder<Builder> {

        private float alpha = 0.5f;

        Builder() {
            super(RenyiDivergenceLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the order: the larger it is, the more the largest ratios count.
         *
         * @param alpha the order, finite, above 0; 0.5 by default, which is symmetric
         * @return this builder
         */
        public Builder optAlpha(float alpha) {
            check(
                    alpha > 0 && alpha < Float.POSITIVE_INFINITY,
                    "alpha",
                    alpha,
                    "a finite order > 0");
            this.alpha = alpha;
            return changed("alpha", alpha, 0.5f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public RenyiDivergenceLoss build() {
            return new RenyiDivergenceLoss(this);
        }
    }
}
