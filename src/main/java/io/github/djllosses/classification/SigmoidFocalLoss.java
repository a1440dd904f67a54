package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Focal loss between labels {@code y} and {@code p = sigmoid(x)}, from the logits {@code x}: binary
 * cross-entropy that fades where the answer is right already, so that many easy questions do not
 * drown the few hard ones.
 *
 * <pre>{@code
 * value = -(alpha y + (1 - alpha) (1 - y)) m^gamma (y log p + (1 - y) log(1 - p))
 *
 * m = y (1 - p) + (1 - y) p, the probability of a mistake; without alpha its factor is 1
 * }</pre>
 *
 * <p>{@code gamma} 0 is {@link BceWithLogitsLoss}. Value and gradient keep their digits at any
 * logit, also for {@code gamma} below 1, whose textbook formula divides by 0 where the answer is
 * certain.
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
 * <p>Source: Lin et al., Focal Loss for Dense Object Detection, 2017, equation 5, and for labels
 * between 0 and 1 {@code torchvision.ops.sigmoid_focal_loss}, which has {@code alpha} 0.25 unless
 * told otherwise.
 */
public final class SigmoidFocalLoss extends AbstractLoss {

    /** Beyond this, a cross-entropy stands beside a probability that has underflown to 0. */
    static final double MOST = 1000;

    private final float gamma;
    private final double yes;
    private final double no;

    /** Creates the loss with all defaults: {@code gamma} 2, no {@code alpha}, averaged. */
    public SigmoidFocalLoss() {
        this(builder());
    }

    private SigmoidFocalLoss(Builder builder) {
        super(builder);
        gamma = builder.gamma;
        yes = builder.yes;
        no = builder.no;
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
                (x, y) ->
                        Terms.closedForm(
                                x.reshape(-1), y.reshape(-1), (a, b) -> formula(a, b, in, y)));
    }

    private ValueAndGradient formula(NDArray x, NDArray y, Inputs in, NDArray labels) {
        boolean hard = Numbers.areBinary(y);
        if (!hard) {
            in.checkRange("labels[0]", labels, 0, 1);
        }
        ValueAndGradient focal = hard ? ofHardLabels(x, y) : ofSoftLabels(x, y);
        if (yes == 1 && no == 1) {
            return focal;
        }
        NDArray alpha = y.mul(yes - no).addi(no);
        return new ValueAndGradient(focal.values().muli(alpha), focal.gradient().muli(alpha));
    }

    private ValueAndGradient ofHardLabels(NDArray x, NDArray y) {
        NDArray sign = y.mul(-2).addi(1);
        ValueAndGradient mistake = ofMistake(x.mul(sign), gamma);
        return new ValueAndGradient(mistake.values(), mistake.gradient().muli(sign));
    }

    /**
     * Returns {@code -m^gamma log(1 - m)} and its derivative by {@code z}, where {@code m =
     * sigmoid(z)} is the probability of a mistake.
     */
    static ValueAndGradient ofMistake(NDArray z, double gamma) {
        NDArray m = Activation.sigmoid(z);
        NDArray entropy = StableMath.softplus(z);
        NDArray fade = m.pow(gamma);

        NDArray slope = Activation.sigmoid(z.neg()).muli(entropy.minimum(MOST)).muli(gamma).addi(m);
        return new ValueAndGradient(entropy.muli(fade), slope.muli(fade));
    }

    private ValueAndGradient ofSoftLabels(NDArray x, NDArray y) {
        NDArray not = y.neg().addi(1);
        NDArray p = Activation.sigmoid(x);
        NDArray q = Activation.sigmoid(x.neg());
        ValueAndGradient entropy = BinaryCrossEntropy.of(x, y);
        NDArray fade = p.mul(not).addi(q.mul(y)).pow(gamma);

        // m' / m = (1 - 2 y) p q / m = (1 - 2 y) / (y / p + (1 - y) / q)
        NDArray odds =
                y.div(p.maximum(Float.MIN_NORMAL)).addi(not.div(q.maximum(Float.MIN_NORMAL)));
        NDArray growth = not.sub(y).divi(odds);
        NDArray slope = growth.muli(entropy.values().minimum(MOST)).muli(gamma);
        return new ValueAndGradient(
                entropy.values().muli(fade), slope.addi(entropy.gradient()).muli(fade));
    }

    /** The options of {@link SigmoidFocalLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private float gamma = 2;
        private double yes = 1;
        private double no = 1;

        Builder() {
            super(SigmoidFocalLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets how fast the loss fades where the answer is right already.
         *
         * @param gamma the exponent, finite and not negative; 2 by default, 0 is cross-entropy
         * @return this builder
         */
        public Builder optGamma(float gamma) {
            check(gamma >= 0 && gamma < Float.POSITIVE_INFINITY, "gamma", gamma, "a number >= 0");
            this.gamma = gamma;
            return changed("gamma", gamma, 2f);
        }

        /**
         * Sets the factor of questions whose answer is yes; the others get {@code 1 - alpha}.
         *
         * @param alpha the factor, in [0, 1]; none by default
         * @return this builder
         */
        public Builder optAlpha(float alpha) {
            check(alpha >= 0 && alpha <= 1, "alpha", alpha, "a share in [0, 1]");
            yes = alpha;
            no = 1.0 - alpha;
            return changed("alpha", alpha, "none");
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public SigmoidFocalLoss build() {
            return new SigmoidFocalLoss(this);
        }
    }
}
