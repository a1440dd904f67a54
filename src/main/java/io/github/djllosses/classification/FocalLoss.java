package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassWeights;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.ScoresBuilder;
import io.github.djllosses.core.ValueAndGradient;
import java.util.Arrays;

/**
 * Focal loss between class labels {@code t} and a predicted distribution {@code q}: cross-entropy
 * that fades where the prediction is right already, so that many easy examples do not drown the few
 * hard ones.
 *
 * <pre>{@code
 * value = -sum_k alpha_k w_k ((1 - s) t_k + s / C) (1 - q_k)^gamma log q_k
 *
 * t = one-hot or a distribution, w = class weights, s = label smoothing, C = number of classes
 * }</pre>
 *
 * <p>{@code gamma} 0 is {@link CrossEntropyLoss}. From logits, value and gradient keep their digits
 * however confident the prediction is, also for {@code gamma} below 1, whose textbook formula
 * divides by 0 there.
 *
 * <table>
 * <caption>Shapes, for classes along the last axis</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code (C)}, {@code (N, C)}, {@code (N, ..., C)}: logits, or what
 *     {@link Builder#optPredictionEncoding} says</td></tr>
 * <tr><td>labels</td><td>class indices {@code ()}, {@code (N)}, {@code (N, ...)}, integers or
 *     whole floating point numbers, also with a class axis of size 1; or distributions of the
 *     prediction's shape; then optionally example weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * <p>The mean divides by the number of labels that count, or the sum of their example weights;
 * class weights enter it as they do in {@link CrossEntropyLoss}, {@code alpha} does not. So {@code
 * alpha} is the paper's, and {@link Builder#optClassWeights} a weighted mean. Labels are constants.
 * Unit: nats.
 *
 * <p>Source: Lin et al., Focal Loss for Dense Object Detection, 2017, equation 5, for one class out
 * of several; {@link SigmoidFocalLoss} has its yes-or-no questions.
 */
public final class FocalLoss extends AbstractLoss {

    private final float gamma;
    private final Surprisal surprisal;

    /**
     * Creates the loss with all defaults: {@code gamma} 2, from logits along the last axis,
     * averaged.
     */
    public FocalLoss() {
        this(builder());
    }

    private FocalLoss(Builder builder) {
        super(builder);
        gamma = builder.gamma;
        surprisal =
                new Surprisal(
                        builder,
                        builder.classOptions().withFactors(builder.classWeights(), builder.alpha),
                        this::cost);
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
        return surprisal.prepare(in);
    }

    private ValueAndGradient cost(NDArray s) {
        // a surprisal of 0 stands for its limit: s / (1 - p) is 1 there
        NDArray near = s.clip(Double.MIN_NORMAL, Surprisal.MOST);
        NDArray rest = Surprisal.complement(near);
        NDArray fade = rest.pow(gamma);

        NDArray values = fade.mul(s);
        NDArray slopes = near.mul(near.neg().exp()).divi(rest).muli(gamma).addi(1).muli(fade);
        return new ValueAndGradient(values, slopes);
    }

    /** The options of {@link FocalLoss}. */
    public static final class Builder extends ScoresBuilder<Builder> {

        private float gamma = 2;
        private ClassWeights alpha = ClassWeights.NONE;

        Builder() {
            super(FocalLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets how fast the loss fades where the prediction is right.
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
         * Sets a factor for every class, along the class axis, that does not enter the divisor.
         *
         * @param alpha as many factors as there are classes, finite, not negative, not all zero;
         *     none by default
         * @return this builder
         */
        public Builder optAlpha(float... alpha) {
            this.alpha = perClass("alpha", alpha);
            return changed("alpha", Arrays.toString(alpha), "[]");
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public FocalLoss build() {
            return new FocalLoss(this);
        }
    }
}
