package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.ClassWeights;
import io.github.djllosses.core.ClassWeightsBuilder;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

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
        smoothing = builder.labelSmoothing;
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

        boolean unweighted = classWeights.isNone() && posWeights.isNone();
        UnaryOperator<NDArray> rows =
                unweighted ? x -> x.reshape(-1) : ClassAxis.of(in, classAxis)::matrix;
        return Evaluation.elementwise(
                in,
                (x, y) ->
                        Terms.closedForm(
                                rows.apply(x), rows.apply(y), (a, b) -> formula(a, b, in, y)));
    }

    private ValueAndGradient formula(NDArray x, NDArray y, Inputs in, NDArray labels) {
        boolean hard = Numbers.areBinary(y);
        if (!hard) {
            in.checkRange("labels[0]", labels, 0, 1);
        }
        return hard && smoothing == 0 ? ofHardLabels(x, y) : ofSoftLabels(x, smoothed(y));
    }

    private NDArray smoothed(NDArray y) {
        return smoothing == 0 ? y : y.mul(1.0 - smoothing).addi(smoothing / 2.0);
    }

    /** The formula for labels that are 0 or 1: one softplus, of the logit with the label's sign. */
    private ValueAndGradient ofHardLabels(NDArray x, NDArray y) {
        NDArray sign = opposite(y).subi(y);
        NDArray z = x.mul(sign);

        NDArray values = StableMath.softplus(z);
        NDArray gradient = Activation.sigmoid(z).muli(sign);
        if (!posWeights.isNone() || !classWeights.isNone()) {
            NDArray weights = yes(y).add(no(y));
            values.muli(weights);
            gradient.muli(weights);
        }
        return new ValueAndGradient(values, gradient);
    }

    private ValueAndGradient ofSoftLabels(NDArray x, NDArray y) {
        NDArray yes = yes(y);
        NDArray no = no(y);
        NDArray minusX = x.neg();

        NDArray values = ofSoftLabels(x, minusX, yes, no, NDArray::mul);
        if (Double.isNaN(Numbers.toDouble(values.sum()))) {
            values = ofSoftLabels(x, minusX, yes, no, StableMath::product);
        }
        NDArray gradient =
                Activation.sigmoid(x).muli(no).subi(Activation.sigmoid(minusX).muli(yes));
        return new ValueAndGradient(values, gradient);
    }

    private static NDArray ofSoftLabels(
            NDArray x, NDArray minusX, NDArray yes, NDArray no, BinaryOperator<NDArray> product) {
        // -log sigmoid(x) = softplus(-|x|) + max(-x, 0), a sum in which nothing cancels
        return StableMath.softplus(x.abs().negi())
                .muli(yes.add(no))
                .addi(product.apply(no, Activation.relu(x)))
                .addi(product.apply(yes, Activation.relu(minusX)));
    }

    private NDArray yes(NDArray y) {
        return classWeights.scale(posWeights.scale(y, 1), 1);
    }

    private NDArray no(NDArray y) {
        return classWeights.scale(opposite(y), 1);
    }

    private static NDArray opposite(NDArray y) {
        return y.neg().addi(Numbers.scalar(y, 1));
    }

    /** The options of {@link BceWithLogitsLoss}. */
    public static final class Builder extends ClassWeightsBuilder<Builder> {

        private ClassWeights posWeights = ClassWeights.NONE;
        private float labelSmoothing;

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
            labelSmoothing = smoothing;
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
