package io.github.djllosses.regression;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Absolute error between predictions {@code x} and labels {@code y}.
 *
 * <pre>{@code value = |x - y|}</pre>
 *
 * Its minimum is the median of the labels. The derivative at 0 is taken as 0.
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
 * <p>Source: {@code torch.nn.L1Loss}; DJL's {@code L1Loss} is the same without weights.
 */
public final class L1Loss extends AbstractLoss {

    /** Creates the loss with all defaults. */
    public L1Loss() {
        this(builder());
    }

    private L1Loss(Builder builder) {
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
        return Evaluation.elementwise(in, (x, y) -> Terms.closedForm(x, y, L1Loss::formula));
    }

    static ValueAndGradient formula(NDArray x, NDArray y) {
        NDArray d = x.sub(y);
        return new ValueAndGradient(d.abs(), d.sign());
    }

    /** The options of {@link L1Loss}. */
    public static final class Builder extends LossBuilder<Builder> {

        Builder() {
            super(L1Loss.class);
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
        public L1Loss build() {
            return new L1Loss(this);
        }
    }
}
