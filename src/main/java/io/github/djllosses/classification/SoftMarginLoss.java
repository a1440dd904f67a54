package io.github.djllosses.classification;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Terms;

/**
 * The logistic loss of scores {@code x} and labels {@code y} that are 1 or -1.
 *
 * <pre>{@code value = log(1 + exp(-y x))}</pre>
 *
 * <p>It is {@link BceWithLogitsLoss} with other labels. Value and gradient keep their digits at any
 * score; PyTorch's overflow from 89 on in float32.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>any: scores</td></tr>
 * <tr><td>labels</td><td>the same: 1 or -1, of any data type; then optionally example weights of
 *     the same shape</td></tr>
 * <tr><td>values</td><td>the same</td></tr>
 * </table>
 *
 * <p>The mean divides by the number of elements, or by the sum of the example weights. Labels are
 * constants. Unit: nats.
 *
 * <p>Source: {@code torch.nn.SoftMarginLoss}.
 */
public final class SoftMarginLoss extends AbstractLoss {

    /** Creates the loss with all defaults. */
    public SoftMarginLoss() {
        this(builder());
    }

    private SoftMarginLoss(Builder builder) {
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
    protected Evaluation prepare(Inputs in) {
        return Evaluation.elementwise(
                in,
                (x, y) -> {
                    in.checkSigns("labels[0]", y);
                    return Terms.closedForm(
                            x.reshape(-1), y.reshape(-1), BinaryCrossEntropy::ofSigns);
                });
    }

    /** The options of {@link SoftMarginLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        Builder() {
            super(SoftMarginLoss.class);
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
        public SoftMarginLoss build() {
            return new SoftMarginLoss(this);
        }
    }
}
