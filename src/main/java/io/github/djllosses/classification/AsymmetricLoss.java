package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.nn.Activation;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Asymmetric loss between labels {@code y} and {@code p = sigmoid(x)}, from the logits {@code x}:
 * for many yes-or-no questions per example of which few are answered yes. It is binary
 * cross-entropy that fades faster for a right no than for a right yes, and drops a no that is
 * nearly certain.
 *
 * <pre>{@code
 * value = -y (1 - p)^gammaPositive log p - (1 - y) u^gammaNegative log(1 - u)
 *
 * u = max(p - clip, 0)
 * }</pre>
 *
 * <p>With both exponents and {@code clip} 0 it is {@link BceWithLogitsLoss}. At the kink, where
 * {@code p} is {@code clip}, the derivative of {@code u} is taken as 0.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>any: logits</td></tr>
 * <tr><td>labels</td><td>the same: numbers in [0, 1], of any data type; then optionally example
 *     weights of the same shape</td></tr>
 * <tr><td>values</td><td>the same</td></tr>
 * </table>
 *
 * <p>The mean divides by the number of elements, or by the sum of the example weights. Labels are
 * constants. Unit: nats.
 *
 * <p>Source: Ridnik et al., Asymmetric Loss For Multi-Label Classification, 2021, with the defaults
 * of its authors' code, which adds up where this loss averages.
 */
public final class AsymmetricLoss extends AbstractLoss {

    private final float gammaPositive;
    private final float gammaNegative;
    private final float clip;

    /**
     * Creates the loss with all defaults: {@code gammaPositive} 1, {@code gammaNegative} 4, {@code
     * clip} 0.05, averaged.
     */
    public AsymmetricLoss() {
        this(builder());
    }

    private AsymmetricLoss(Builder builder) {
        super(builder);
        gammaPositive = builder.gammaPositive;
        gammaNegative = builder.gammaNegative;
        clip = builder.clip;
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
    protected Evaluation prepare(Inputs in) {
        return Evaluation.elementwise(
                in,
                (x, y) -> {
                    in.checkRange("labels[0]", y, 0, 1);
                    return Terms.closedForm(x.reshape(-1), y.reshape(-1), this::formula);
                });
    }

    private ValueAndGradient formula(NDArray x, NDArray y) {
        ValueAndGradient yes = SigmoidFocalLoss.ofMistake(x.neg(), gammaPositive);
        ValueAndGradient no = ofNo(x);
        NDArray not = y.neg().addi(1);

        NDArray values =
                StableMath.product(y, yes.values()).addi(StableMath.product(not, no.values()));
        return new ValueAndGradient(values, no.gradient().muli(not).subi(yes.gradient().muli(y)));
    }

    /** Returns {@code -u^gammaNegative log(1 - u)} and its derivative. */
    private ValueAndGradient ofNo(NDArray x) {
        NDArray p = Activation.sigmoid(x);
        NDArray q = Activation.sigmoid(x.neg()).maximum(Float.MIN_NORMAL);
        NDArray u = Activation.relu(p.sub(clip));
        NDArray entropy = clip == 0 ? StableMath.softplus(x) : entropy(u, q.add(clip));
        NDArray fade = u.pow(gammaNegative).muli(u.sign());

        // du/dx = p q, and q / (1 - u) is 1 where the clip is 0
        NDArray growth =
                entropy.minimum(SigmoidFocalLoss.MOST)
                        .divi(u.maximum(Float.MIN_NORMAL))
                        .muli(q)
                        .muli(gammaNegative);
        NDArray slope = growth.addi(q.div(q.add(clip))).muli(p);
        return new ValueAndGradient(entropy.muli(fade), slope.muli(fade));
    }

    /** Returns {@code -log(1 - u)}, from the small one of {@code u} and {@code 1 - u}. */
    private static NDArray entropy(NDArray u, NDArray complement) {
        NDArray logarithm = NDArrays.where(u.gt(0.5), complement.log(), StableMath.log1p(u.neg()));
        return logarithm.negi();
    }

    /** The options of {@link AsymmetricLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private float gammaPositive = 1;
        private float gammaNegative = 4;
        private float clip = 0.05f;

        Builder() {
            super(AsymmetricLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets how fast the loss fades for a right yes.
         *
         * @param gamma the exponent, finite and not negative; 1 by default
         * @return this builder
         */
        public Builder optGammaPositive(float gamma) {
            gammaPositive = exponent("gammaPositive", gamma);
            return changed("gammaPositive", gamma, 1f);
        }

        /**
         * Sets how fast the loss fades for a right no.
         *
         * @param gamma the exponent, finite and not negative; 4 by default
         * @return this builder
         */
        public Builder optGammaNegative(float gamma) {
            gammaNegative = exponent("gammaNegative", gamma);
            return changed("gammaNegative", gamma, 4f);
        }

        private float exponent(String option, float gamma) {
            check(gamma >= 0 && gamma < Float.POSITIVE_INFINITY, option, gamma, "a number >= 0");
            return gamma;
        }

        /**
         * Sets what is taken off the probability of a question whose answer is no: one below it
         * costs nothing.
         *
         * @param clip the probability, in [0, 1); 0.05 by default
         * @return this builder
         */
        public Builder optClip(float clip) {
            check(clip >= 0 && clip < 1, "clip", clip, "a number in [0, 1)");
            this.clip = clip;
            return changed("clip", clip, 0.05f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public AsymmetricLoss build() {
            return new AsymmetricLoss(this);
        }
    }
}
