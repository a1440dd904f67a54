package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.nn.Activation;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassWeights;
import io.github.djllosses.core.ClassWeightsBuilder;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * Binary cross-entropy between labels {@code y} and {@code sigmoid(x)}, from the logits {@code x}.
 *
 * <pre>{@code
 * value = -w_k (v_k y log sigmoid(x) + (1 - y) log sigmoid(-x))
 *
 * w = class weights, v = positive weights, y smoothed to (1 - s) y + s / 2
 * }</pre>
 *
 * <p>Every element is a yes-or-no question of its own; several may be yes. Value and gradient keep
 * their digits at any logit, are symmetric in {@code (x, y)} and {@code (-x, 1 - y)}, and take
 * their limits at infinite logits.
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
 * <p>The mean divides by the number of elements, or by the sum of the example weights; class
 * weights and positive weights do not enter it. Labels are constants. Unit: nats.
 *
 * <p>Source: {@code torch.nn.BCEWithLogitsLoss}, whose {@code weight} and {@code pos_weight} are
 * broadcast from the last axis; here they lie along {@link Builder#optClassAxis}.
 */
public final class BceWithLogitsLoss extends AbstractLoss {

    private final int classAxis;
    private final ClassWeights classWeights;
    private final ClassWeights posWeights;
    private final float smoothing;

    /** Creates the loss with all defaults. */
    public BceWithLogitsLoss() {
        this(builder());
    }

    private BceWithLogitsLoss(Builder builder) {
        super(builder);
        classAxis = builder.classAxis();
        classWeights = builder.classWeights();
        posWeights = builder.posWeights;
        smoothing = builder.smoothing;
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
        classWeights.check(in, classAxis);
        posWeights.check(in, classAxis);

        return Evaluation.elementwise(
                in,
                (x, y) -> {
                    // y^2 - y: above 0 outside [0, 1], 0 at its ends, below 0 within
                    NDArray excess = y.mul(y).subi(y);
                    if (!(Numbers.toDouble(excess.max()) <= 0)) {
                        in.checkRange("labels[0]", y, 0, 1);
                    }
                    return smoothing == 0 && Numbers.toDouble(excess.min()) == 0
                            ? hardTerms(x, y)
                            : softTerms(x, smoothed(y));
                });
    }

    private NDArray smoothed(NDArray y) {
        return smoothing == 0 ? y : y.mul(1.0 - smoothing).addi(smoothing / 2.0);
    }

    /** The formula for labels that are 0 or 1: one softplus, of the logit with the label's sign. */
    private Terms hardTerms(NDArray logits, NDArray y) {
        NDArray sign = y.mul(-2).addi(1);
        NDArray z = logits.stopGradient().mul(sign);

        NDArray values = StableMath.softplus(z);
        NDArray gradient = Activation.sigmoid(z).muli(sign);
        if (!posWeights.isNone() || !classWeights.isNone()) {
            NDArray weights = yes(y).add(no(y));
            values.muli(weights);
            gradient.muli(weights);
        }
        return Terms.closedForm(values, logits, gradient);
    }

    private Terms softTerms(NDArray logits, NDArray y) {
        Terms fast = softTerms(logits, y, NDArray::mul);
        Supplier<Terms> exact = () -> softTerms(logits, y, StableMath::product);
        return Terms.fastOrExact(fast, exact);
    }

    private Terms softTerms(NDArray logits, NDArray y, BinaryOperator<NDArray> product) {
        NDArray x = logits.stopGradient();
        NDArray yes = yes(y);
        NDArray no = no(y);

        // -log sigmoid(x) = softplus(-|x|) + max(-x, 0), split so that nothing cancels
        NDArray size = x.abs();
        NDArray values = product.apply(NDArrays.where(x.gt(0), no, yes), size);
        values.addi(StableMath.softplus(size.negi()).muli(yes.add(no)));
        NDArray gradient =
                Activation.sigmoid(x).muli(no).subi(Activation.sigmoid(x.neg()).muli(yes));
        return Terms.closedForm(values, logits, gradient);
    }

    private NDArray yes(NDArray y) {
        return classWeights.scale(posWeights.scale(y, classAxis), classAxis);
    }

    private NDArray no(NDArray y) {
        return classWeights.scale(y.neg().addi(1), classAxis);
    }

    /** The options of {@link BceWithLogitsLoss}. */
    public static final class Builder extends ClassWeightsBuilder<Builder> {

        private ClassWeights posWeights = ClassWeights.NONE;
        private float smoothing;

        Builder() {
            super(BceWithLogitsLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the weight of a yes in every class, along the class axis: above 1 it raises recall,
         * below 1 precision.
         *
         * @param posWeights as many weights as there are classes, finite, not negative, not all
         *     zero; none by default
         * @return this builder
         */
        public Builder optPosWeights(float... posWeights) {
            this.posWeights = perClass("posWeights", posWeights);
            return changed("posWeights", Arrays.toString(posWeights), "[]");
        }

        /**
         * Sets the share of every label that is replaced by 1/2.
         *
         * @param smoothing the share, in [0, 1]; 0 by default
         * @return this builder
         */
        public Builder optLabelSmoothing(float smoothing) {
            check(
                    smoothing >= 0 && smoothing <= 1,
                    "labelSmoothing",
                    smoothing,
                    "a share in [0, 1]");
            this.smoothing = smoothing;
            return changed("labelSmoothing", smoothing, 0f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public BceWithLogitsLoss build() {
            return new BceWithLogitsLoss(this);
        }
    }
}
