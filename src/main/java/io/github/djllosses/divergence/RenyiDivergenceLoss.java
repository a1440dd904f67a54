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
 * value = log(sum_k p_k^alpha q_k^(1 - alpha) / sum_k p_k) / (alpha - 1)
 *         KL(p, q) / sum_k p_k                                  for alpha = 1, its limit
 * }</pre>
 *
 * The sum of the label is 1 but for rounding, which a small {@code alpha - 1} would magnify. Never
 * negative and growing with alpha. Below 1 it is infinite only where the distributions have nothing
 * in common, from 1 on wherever {@code q_k = 0 < p_k}. From logits on both sides the value keeps
 * its digits however near the distributions are; from probabilities or their logarithms it is as
 * exact as they are rounded. A class that both sides give less than float64 can hold (from logits
 * more than 700 below the top) does not count. Where the value is infinite the gradient is 0,
 * unless alpha is 1.
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

    private static final int[] CLASSES = {1};

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
        NDArray v = pq.logRatio();
        NDArray mass = mass(pq);
        NDArray logMass = mass.log();
        if (alpha == 1) {
            NDArray values = relativeEntropy(pq).divi(mass);
            NDArray w = pq.p().div(Terms.perRow(mass, v));
            return derived(pq, values, w, v.neg().subi(Terms.perRow(logMass, v)));
        }
        NDArray z = exponents(pq);
        NDArray values = values(pq, z, mass, logMass);
        NDArray logSum = values.mul(Numbers.scalar(v, 1.0 - alpha)).subi(logMass);
        NDArray logRatio = v.mul(Numbers.scalar(v, -alpha)).addi(Terms.perRow(logSum, v));
        Derived derived = derived(pq, values, StableMath.softmax(z), logRatio);

        // an infinite divergence has no gradient, other than KL, whose is q - p even there: a slope
        // of 1, which the offset makes 0
        NDArray infinite = Terms.perRow(values, v).isInfinite().broadcast(v.getShape());
        return new Derived(
                values,
                NDArrays.where(infinite, v.onesLike(), derived.slopes()),
                NDArrays.where(infinite, pq.q(), derived.weighed()),
                derived.offset());
    }

    /** Returns the sum of the label of each row: exactly 1 of logits, else 1 but for rounding. */
    private static NDArray mass(Distributions pq) {
        NDArray sums = pq.p().sum(CLASSES);
        return pq.ofLogits() ? sums.onesLike() : sums;
    }

    /**
     * Adds the derivatives: by {@code log q} it is {@code -w}, where {@code w} is in proportion to
     * {@code p^alpha q^(1 - alpha)}.
     *
     * @param logRatio {@code log(w / q)}
     */
    private static Derived derived(Distributions pq, NDArray values, NDArray w, NDArray logRatio) {
        NDArray t = Distributions.boundedForSlopes(logRatio);
        NDArray slopes = StableMath.expm1MinusX(t).addi(t).negi();
        NDArray near = pq.q().add(w).muli(t.div(Numbers.scalar(t, 2)).tanh()).negi();
        NDArray weighed = NDArrays.where(t.abs().lt(1), near, pq.q().sub(w));
        return new Derived(values, slopes, weighed, -1);
    }

    /** Returns {@code log(p^alpha q^(1 - alpha))}, also where one of them has underflowed. */
    private NDArray exponents(Distributions pq) {
        NDArray v = pq.logRatio();
        NDArray zero = Numbers.scalar(v, 0);
        NDArray ofLarger = pq.p().maximum(pq.q()).log();
        NDArray ofP = v.maximum(zero).muli(Numbers.scalar(v, -alpha));
        return v.minimum(zero).muli(Numbers.scalar(v, 1.0 - alpha)).addi(ofP).addi(ofLarger);
    }

    private NDArray relativeEntropy(Distributions pq) {
        NDArray v = pq.logRatio();
        NDArray plain = StableMath.product(pq.p(), v).negi();
        if (!pq.ofLogits()) {
            return plain.sum(CLASSES);
        }
        // plus q - p, which adds up to 0, so that no term is negative
        NDArray near = pq.p().mul(StableMath.expm1MinusX(StableMath.clip(v, 1)));
        return NDArrays.where(v.abs().lt(1), near, pq.difference().addi(plain)).sum(CLASSES);
    }

    private NDArray values(Distributions pq, NDArray z, NDArray mass, NDArray logMass) {
        NDArray logSum = logSumOfExponentials(z).subi(logMass);
        NDArray near = StableMath.log1p(excess(pq, mass));
        return NDArrays.where(logSum.abs().lt(NEAR), near, logSum)
                .divi(Numbers.scalar(z, alpha - 1.0));
    }

    /** Returns {@code sum_k p_k^alpha q_k^(1 - alpha) / sum_k p_k - 1}. */
    private NDArray excess(Distributions pq, NDArray mass) {
        NDArray v = pq.logRatio();
        if (!pq.ofLogits()) {
            // no constant is left that a small alpha - 1 would magnify
            NDArray x = Distributions.bounded(v.mul(Numbers.scalar(v, 1.0 - alpha)));
            return expm1(x).muli(pq.p()).sum(CLASSES).divi(mass);
        }
        // from the side on which less cancels
        return alpha < 0.5
                ? excess(pq.q(), v.neg(), alpha, pq.difference().negi())
                : excess(pq.p(), v, 1.0 - alpha, pq.difference());
    }

    /**
     * Returns {@code sum_k p_k e^(c v_k) - 1}: the sum of {@code p (e^(c v) - 1 - c (e^v - 1))},
     * whose terms have one sign.
     *
     * @param difference {@code p (e^v - 1)}, which adds up to 0
     */
    private static NDArray excess(NDArray p, NDArray v, double c, NDArray difference) {
        NDArray factor = Numbers.scalar(v, c);
        NDArray small = StableMath.clip(v, 1);
        NDArray ofSmall = StableMath.expm1MinusX(small).muli(factor);
        NDArray near = StableMath.expm1MinusX(small.mul(factor)).subi(ofSmall).muli(p);

        NDArray x = Distributions.bounded(v.mul(factor));
        NDArray far = expm1(x).muli(p).subi(difference.mul(factor));
        return NDArrays.where(v.abs().lt(1), near, far).sum(CLASSES);
    }

    private static NDArray expm1(NDArray x) {
        NDArray small = StableMath.clip(x, NEAR);
        NDArray near = StableMath.expm1MinusX(small).addi(small);
        return NDArrays.where(x.eq(small), near, x.exp().subi(Numbers.scalar(x, 1)));
    }

    private static NDArray logSumOfExponentials(NDArray z) {
        // infinite exponents stay infinite, also where all are
        NDArray top = StableMath.clip(z.max(CLASSES, true), Float.MAX_VALUE);
        return z.sub(top).exp().sum(CLASSES, true).log().addi(top).squeeze(1);
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
