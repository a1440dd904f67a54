package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.ClassWeights;
import io.github.djllosses.core.ClassWeightsBuilder;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Binary cross-entropy between labels {@code y} and {@code sigmoid(x)}, from the logits {@code x},
 * averaged over the classes of every row.
 *
 * <pre>{@code
 * value = -1 / C sum_k w_k (y_k log sigmoid(x_k) + (1 - y_k) log sigmoid(-x_k))
 *
 * w = class weights, C = number of classes
 * }</pre>
 *
 * <p>Its mean is that of {@link BceWithLogitsLoss}; its values and example weights belong to rows.
 * Value and gradient keep their digits at any logit.
 *
 * <table>
 * <caption>Shapes, for classes along the last axis</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code (C)}, {@code (N, C)}, {@code (N, ..., C)}: logits</td></tr>
 * <tr><td>labels</td><td>the same: numbers in [0, 1], of any data type; then optionally example
 *     weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * <p>The mean divides by the number of rows, or the sum of the example weights; class weights do
 * not enter it. Labels are constants. Unit: nats.
 *
 * <p>Source: {@code torch.nn.MultiLabelSoftMarginLoss}.
 */
public final class MultiLabelSoftMarginLoss extends AbstractLoss {

    private final int classAxis;
    private final ClassWeights classWeights;

    /** Creates the loss with all defaults: classes along the last axis, averaged. */
    public MultiLabelSoftMarginLoss() {
        this(builder());
    }

    private MultiLabelSoftMarginLoss(Builder builder) {
        super(builder);
        classAxis = builder.classAxis();
        classWeights = builder.classWeights();
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
        ClassAxis axis = ClassAxis.of(in, classAxis);
        classWeights.check(in, classAxis);

        return Evaluation.distributions(
                in, axis, (x, y) -> Terms.closedForm(x, y, (a, b) -> formula(a, b, in, y)));
    }

    private ValueAndGradient formula(NDArray x, NDArray y, Inputs in, NDArray labels) {
        boolean hard = Numbers.areBinary(y);
        if (!hard) {
            in.checkRange("labels[0]", labels, 0, 1);
        }
        ValueAndGradient entropy =
                hard
                        ? BinaryCrossEntropy.ofSigns(x, BinaryCrossEntropy.signs(y))
                        : BinaryCrossEntropy.of(x, y);

        long classes = x.getShape().get(1);
        NDArray values = classWeights.scale(entropy.values(), 1).sum(new int[] {1});
        NDArray gradient = classWeights.scale(entropy.gradient(), 1);
        return new ValueAndGradient(values.divi(classes), gradient.divi(classes));
    }

    /** The options of {@link MultiLabelSoftMarginLoss}. */
    public static final class Builder extends ClassWeightsBuilder<Builder> {

        Builder() {
            super(MultiLabelSoftMarginLoss.class);
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
        public MultiLabelSoftMarginLoss build() {
            return new MultiLabelSoftMarginLoss(this);
        }
    }
}
