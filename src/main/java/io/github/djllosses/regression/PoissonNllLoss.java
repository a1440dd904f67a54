package io.github.djllosses.regression;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Negative log-likelihood of counts {@code y} under a Poisson distribution whose rate is predicted.
 *
 * <pre>{@code
 * value = e^x - y x                    x = logarithm of the rate (the default)
 *         x - y log(x + epsilon)       x = rate
 *         + y log y - y + log(2 pi y) / 2    if full, where y > 1
 * }</pre>
 *
 * The last line is Stirling's approximation of {@code log y!}, within 0.08 of it.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>any: logarithms of rates, or rates not below 0</td></tr>
 * <tr><td>labels</td><td>the same: counts not below 0, of any data type; then optionally example
 *     weights of the same shape</td></tr>
 * <tr><td>values</td><td>the same</td></tr>
 * </table>
 *
 * The mean divides by the number of elements, or by the sum of the example weights. Labels are
 * constants. Unit: nats.
 *
 * <p>Source: {@code torch.nn.PoissonNLLLoss}.
 */
public final class PoissonNllLoss extends AbstractLoss {

    private static final double HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

    private final boolean logInput;
    private final boolean full;
    private final float epsilon;

    /** Creates the loss with all defaults. */
    public PoissonNllLoss() {
        this(builder());
    }

    private PoissonNllLoss(Builder builder) {
        super(builder);
        logInput = builder.logInput;
        full = builder.full();
        epsilon = builder.epsilon();
    }

    /**
     * Returns a builder with every option at its default; {@code epsilon} is 1e-8.
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
                    in.checkRange("labels[0]", y, 0, Double.MAX_VALUE);
                    if (logInput) {
                        return Terms.closedForm(x, y, this::formula);
                    }
                    // a rate of 0 may have an infinite slope
                    NDArray rates = in.masked(x);
                    in.checkRange("predictions[0]", rates, 0, Double.POSITIVE_INFINITY);
                    return Terms.closedForm(rates, y, this::formula);
                });
    }

    private ValueAndGradient formula(NDArray x, NDArray y) {
        ValueAndGradient terms = logInput ? ofLogarithms(x, y) : ofRates(x, y);
        if (full) {
            terms.values().addi(logFactorial(y));
        }
        return terms;
    }

    private static ValueAndGradient ofLogarithms(NDArray x, NDArray y) {
        NDArray rate = x.exp();
        return new ValueAndGradient(rate.sub(y.mul(x)), rate.subi(y));
    }

    private ValueAndGradient ofRates(NDArray x, NDArray y) {
        NDArray rate = x.add(Numbers.scalar(x, epsilon));
        return new ValueAndGradient(
                x.sub(rate.log().muli(y)), y.div(rate).negi().addi(Numbers.scalar(x, 1)));
    }

    /** Returns Stirling's approximation of {@code log y!}, 0 up to 1. */
    private static NDArray logFactorial(NDArray y) {
        NDArray atLeastOne = y.maximum(Numbers.scalar(y, 1));
        NDArray log = atLeastOne.log();
        NDArray stirling =
                log.mul(atLeastOne).subi(atLeastOne).addi(log.muli(Numbers.scalar(y, 0.5)));
        stirling.addi(Numbers.scalar(y, HALF_LOG_TWO_PI));
        // of counts up to 1 the factorial is 1
        return stirling.muli(y.gt(1).toType(y.getDataType(), false));
    }

    /** The options of {@link PoissonNllLoss}. */
    public static final class Builder extends LikelihoodBuilder<Builder> {

        private boolean logInput = true;

        Builder() {
            super(PoissonNllLoss.class, 1e-8f);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets whether predictions are logarithms of rates, or rates.
         *
         * @param logInput whether they are logarithms; true by default
         * @return this builder
         */
        public Builder optLogInput(boolean logInput) {
            this.logInput = logInput;
            return changed("logInput", logInput, true);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public PoissonNllLoss build() {
            return new PoissonNllLoss(this);
        }
    }
}
