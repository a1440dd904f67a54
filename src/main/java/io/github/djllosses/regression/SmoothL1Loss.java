package io.github.djllosses.regression;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Terms;

/**
 * Absolute error that is squared near 0, so that its slope passes 0 smoothly.
 *
 * <pre>{@code
 * d = x - y
 * value = d^2 / (2 beta)    where |d| < beta
 *         |d| - beta / 2    elsewhere
 * }</pre>
 *
 * It is {@link HuberLoss} with {@code delta = beta}, divided by {@code beta}, so that its slope far
 * from 0 stays 1. A {@code beta} of 0, or too small to have all digits, is {@link L1Loss}.
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
 * <p>Source: {@code torch.nn.SmoothL1Loss}; Girshick, Fast R-CNN, 2015.
 */
public final class SmoothL1Loss extends AbstractLoss {

    /** Below this, half of it has fewer digits than other numbers of float32. */
    private static final float LEAST = 2 * Float.MIN_NORMAL;

    private final float beta;

    /** Creates the loss with all defaults. */
    public SmoothL1Loss() {
        this(builder());
    }

    private SmoothL1Loss(Builder builder) {
        super(builder);
        beta = builder.beta;
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
                        beta < LEAST
                                ? Terms.closedForm(x, y, L1Loss::formula)
                                : Terms.huber(x, y, beta, beta));
    }

    /** The options of {@link SmoothL1Loss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private float beta = 1;

        Builder() {
            super(SmoothL1Loss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the error up to which the loss is squared.
         *
         * @param beta the error, finite, not negative; 1 by default
         * @return this builder
         */
        public Builder optBeta(float beta) {
            check(beta >= 0 && beta < Float.POSITIVE_INFINITY, "beta", beta, "a finite error >= 0");
            this.beta = beta;
            return changed("beta", beta, 1f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public SmoothL1Loss build() {
            return new SmoothL1Loss(this);
        }
    }
}
