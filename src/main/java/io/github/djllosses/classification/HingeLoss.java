package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * The hinge loss of scores {@code x} and labels {@code y} that are 1 or -1: how much a score lacks
 * to lie on the right side by a margin.
 *
 * <pre>{@code
 * value = max(0, margin - y x),   squared: max(0, margin - y x)^2
 * }</pre>
 *
 * <p>At the kink, where a score has just the margin, the derivative is taken as 0.
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
 * constants.
 *
 * <p>Source: Rosasco et al., Are Loss Functions All the Same?, 2004; the margin of a support vector
 * machine is 1.
 */
public final class HingeLoss extends AbstractLoss {

    private final float margin;
    private final boolean squared;

    /** Creates the loss with all defaults: {@code margin} 1, not squared, averaged. */
    public HingeLoss() {
        this(builder());
    }

    private HingeLoss(Builder builder) {
        super(builder);
        margin = builder.margin;
        squared = builder.squared;
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
                    return Terms.closedForm(x.reshape(-1), y.reshape(-1), this::formula);
                });
    }

    private ValueAndGradient formula(NDArray x, NDArray y) {
        NDArray lack = Activation.relu(x.mul(y).negi().addi(margin));

        return squared
                ? new ValueAndGradient(lack.square(), lack.mul(y).muli(-2))
                : new ValueAndGradient(lack, lack.sign().muli(y).negi());
    }

    /** The options of {@link HingeLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private float margin = 1;
        private boolean squared;

        Builder() {
            super(HingeLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets how far on the right side a score must lie to cost nothing.
         *
         * @param margin the margin, finite and not negative; 1 by default
         * @return this builder
         */
        public Builder optMargin(float margin) {
            check(
                    margin >= 0 && margin < Float.POSITIVE_INFINITY,
                    "margin",
                    margin,
                    "a number >= 0");
            this.margin = margin;
            return changed("margin", margin, 1f);
        }

        /**
         * Sets whether the loss is squared.
         *
         * @param squared whether it is; false by default
         * @return this builder
         */
        public Builder optSquared(boolean squared) {
            this.squared = squared;
            return changed("squared", squared, false);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public HingeLoss build() {
            return new HingeLoss(this);
        }
    }
}
