package io.github.djllosses.regression;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Pinball loss: its minimum is a quantile of the labels.
 *
 * <pre>{@code value = max(q (y - x), (q - 1) (y - x)),    q = quantile}</pre>
 *
 * With {@code q = 0.9} a prediction that is too low costs nine times as much as one that is too
 * high. {@code q = 0.5} is half of {@link L1Loss}. At {@code x = y} the derivative is the mean of
 * its two sides, {@code 1/2 - q}.
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
 * <p>Source: Koenker and Bassett, Regression Quantiles, 1978; scikit-learn's {@code
 * mean_pinball_loss}.
 */
public final class QuantileLoss extends AbstractLoss {

    private final float quantile;

    /** Creates the loss with all defaults. */
    public QuantileLoss() {
        this(builder());
    }

    private QuantileLoss(Builder builder) {
        super(builder);
        quantile = builder.quantile;
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
        return Evaluation.elementwise(in, (x, y) -> Terms.closedForm(x, y, this::formula));
    }

    private ValueAndGradient formula(NDArray x, NDArray y) {
        NDArray d = x.sub(y);
        NDArray sign = d.sign();
        NDArray one = Numbers.scalar(x, 1);

        // 1 - q above the label and -q below, each by itself: a small quantile keeps its digits
        NDArray above = sign.add(one).muli(Numbers.scalar(x, (1.0 - quantile) / 2));
        NDArray below = one.sub(sign).muli(Numbers.scalar(x, -quantile / 2.0));
        NDArray slope = above.addi(below);
        return new ValueAndGradient(d.muli(slope), slope);
    }

    /** The options of {@link QuantileLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private float quantile = 0.5f;

        Builder() {
            super(QuantileLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the quantile that is predicted.
         *
         * @param quantile the quantile, in (0, 1); 0.5, the median, by default
         * @return this builder
         */
        public Builder optQuantile(float quantile) {
            check(quantile > 0 && quantile < 1, "quantile", quantile, "a quantile in (0, 1)");
            this.quantile = quantile;
            return changed("quantile", quantile, 0.5f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public QuantileLoss build() {
            return new QuantileLoss(this);
        }
    }
}
