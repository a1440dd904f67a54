package io.github.djllosses.regression;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Terms;

/**
 * Squared error whose slope is bounded, so that outliers do not rule.
 *
 * <pre>{@code
 * d = x - y
 * value = d^2 / 2                    where |d| < delta
 *         delta (|d| - delta / 2)    elsewhere
 * }</pre>
 *
 * For {@code delta} beyond all errors it is half of {@link MseLoss}; divided by {@code delta} it is
 * {@link SmoothL1Loss}.
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
 * <p>Source: {@code torch.nn.HuberLoss}; Huber, Robust Estimation of a Location Parameter, 1964.
 */
public final class HuberLoss extends AbstractLoss {

    private final float delta;

    /** Creates the loss with all defaults. */
    public HuberLoss() {
        this(builder());
    }

    private HuberLoss(Builder builder) {
        super(builder);
        delta = builder.delta;
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
        return Evaluation.elementwise(in, (x, y) -> Terms.huber(x, y, delta, 1));
    }

    /** The options of {@link HuberLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private float delta = 1;

        Builder() {
            super(HuberLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the error from which on the loss grows linearly.
         *
         * @param delta the error, finite, above 0; 1 by default
         * @return this builder
         */
        public Builder optDelta(float delta) {
            check(
                    delta > 0 && delta < Float.POSITIVE_INFINITY,
                    "delta",
                    delta,
                    "a finite error > 0");
            this.delta = delta;
            return changed("delta", delta, 1f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public HuberLoss build() {
            return new HuberLoss(this);
        }
    }
}
