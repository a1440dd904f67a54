package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;

/**
 * Jensen-Shannon divergence between label distributions {@code p} and predicted distributions
 * {@code q}.
 *
 * <pre>{@code
 * m = beta p + (1 - beta) q
 * value = beta KL(p, m) + (1 - beta) KL(q, m)
 * }</pre>
 *
 * With {@code beta = 1/2} it is symmetric and between 0 and log 2, also where one distribution is
 * 0. For other {@code beta} it is the mutual information of an outcome and the distribution it was
 * drawn from; towards 0 and 1 it vanishes. (Libraries that put a KL divergence there instead make
 * it discontinuous; divide by {@code beta} or {@code 1 - beta} to approach one.) From logits on
 * both sides the value keeps its digits however near the distributions are; from probabilities or
 * their logarithms it is as exact as they are rounded.
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
 * <p>Source: Lin, Divergence Measures Based on the Shannon Entropy, 1991.
 */
public final class JensenShannonLoss extends Divergence {

    private static final double SMALL = 0.25;

    /** The exponential of it is infinite, and of its opposite 0. */
    private static final double LARGE = 1000;

    private final float beta;

    /** Creates the loss with all defaults. */
    public JensenShannonLoss() {
        this(builder());
    }

    private JensenShannonLoss(Builder builder) {
        super(builder);
        beta = builder.beta;
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
        NDArray p = Numbers.scalar(pq.p(), beta);
        NDArray q = Numbers.scalar(pq.p(), 1.0 - beta);

        // m = (p + q) share / 2,  p / m - 1 = -(1 - beta) x,  q / m - 1 = beta x
        NDArray t = pq.contrast();
        NDArray share = t.mul(q.sub(p)).addi(Numbers.scalar(t, 1));
        NDArray x = t.mul(Numbers.scalar(t, 2)).divi(share);
        NDArray m = pq.total().muli(share).muli(Numbers.scalar(t, 0.5));

        // beta (p - m) + (1 - beta) (q - m) = 0 is left out, so that no term is negative
        NDArray ofP = excess(x.mul(q).negi()).muli(p);
        NDArray terms = m.muli(excess(x.mul(p)).muli(q).addi(ofP));
        NDArray slopes = slopes(StableMath.clip(pq.logRatio(), LARGE));
        return Derived.ofTerms(terms, slopes, pq.q().mul(slopes));
    }

    /** Returns {@code (1 + x) log(1 + x) - x}. */
    private static NDArray excess(NDArray x) {
        NDArray small = StableMath.clip(x, SMALL);
        // log(1 + x) = 2 atanh(z), and x - 2 z = x z
        NDArray one = Numbers.scalar(x, 1);
        NDArray z = small.div(small.add(Numbers.scalar(x, 2)));
        NDArray higher = StableMath.atanhMinusX(z).muli(small.add(one));
        NDArray near = higher.muli(Numbers.scalar(x, 2)).addi(small.mul(z));
        return Numbers.largest(x) <= SMALL ? near : near.addi(plain(x).subi(plain(small)));
    }

    private static NDArray plain(NDArray x) {
        NDArray sum = x.add(Numbers.scalar(x, 1));
        return StableMath.logOfNormal(sum).muli(sum).subi(x);
    }

    /** Returns {@code (1 - beta) log(q / m)}, where {@code w = log(q / p)}. */
    private NDArray slopes(NDArray w) {
        double rest = 1.0 - beta;
        NDArray small = StableMath.clip(w, SMALL);
        NDArray t = small.div(Numbers.scalar(w, 2)).tanh();
        NDArray one = Numbers.scalar(w, 1);
        NDArray z = t.mul(Numbers.scalar(w, beta)).divi(t.mul(Numbers.scalar(w, rest)).addi(one));
        NDArray near = StableMath.atanh(z).muli(Numbers.scalar(w, 2));
        return near.addi(plainSlopes(w).subi(plainSlopes(small))).muli(Numbers.scalar(w, rest));
    }

    /** Returns {@code log(q / m) + log(1 - beta) = -log(1 + e^(-w) beta / (1 - beta))}. */
    private NDArray plainSlopes(NDArray w) {
        NDArray odds = Numbers.scalar(w, Math.log(beta / (1.0 - beta)));
        return StableMath.softplus(odds.sub(w)).negi();
    }

    /** The options of {@link JensenShannonLoss}. */
    public static final class Builder extends DivergenceBuilder<Builder> {

        private float beta = 0.5f;

        Builder() {
            super(JensenShannonLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the weight of the label in the mixture that both are compared with.
         *
         * @param beta the weight, in (0, 1); 0.5 by default
         * @return this builder
         */
        public Builder optBeta(float beta) {
            check(beta > 0 && beta < 1, "beta", beta, "a weight in (0, 1)");
            this.beta = beta;
            return changed("beta", beta, 0.5f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public JensenShannonLoss build() {
            return new JensenShannonLoss(this);
        }
    }
}
