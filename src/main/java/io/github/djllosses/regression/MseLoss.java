package io.github.djllosses.regression;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Terms;

/**
 * Squared error between predictions {@code x} and labels {@code y}.
 *
 * <pre>{@code value = (x - y)^2}</pre>
 *
 * Its minimum is the mean of the labels.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>any</td></tr>
 * <tr><td>labels</td><td>the same, of any data type; then optionally example weights of the same
 *     shape</td></tr>
 * <tr><td>values</td><td>the same</td></tr>
 * </table>
 *
 * The mean divides by the number of elements, or by the sum of the example weights. Labels are
 * constants.
 *
 * <p>Source: {@code torch.nn.MSELoss}. DJL's {@code L2Loss} is half of it unless its weight is 1.
 */
public final class MseLoss extends AbstractLoss {

    /** Creates the loss with all defaults. */
    public MseLoss() {
        this(builder());
    }

    private MseLoss(Builder builder) {
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
                in, (x, y) -> Terms.huber(x, y, Double.POSITIVE_INFINITY, 0.5));
    }

    /** The options of {@link MseLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        Builder() {
            super(MseLoss.class);
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
        public MseLoss build() {
            return new MseLoss(this);
        }
    }
}
