package io.github.djllosses.regression;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Logarithm of the hyperbolic cosine of the error: squared near 0, absolute far away, smooth
 * everywhere.
 *
 * <pre>{@code value = log cosh(x - y)}</pre>
 *
 * It keeps its digits for tiny errors, where it is {@code d^2 / 2}, and never overflows: far from 0
 * it is {@code |d| - log 2}.
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
 * <p>Source: {@code keras.losses.LogCosh}, {@code optax.losses.log_cosh}.
 */
public final class LogCoshLoss extends AbstractLoss {

    private static final double EXCESS_OF_ONE = Math.log1p(Math.exp(-2));

    /** Creates the loss with all defaults. */
    public LogCoshLoss() {
        this(builder());
    }

    private LogCoshLoss(Builder builder) {
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
        return Evaluation.elementwise(in, (x, y) -> Terms.closedForm(x, y, LogCoshLoss::formula));
    }

    private static ValueAndGradient formula(NDArray x, NDArray y) {
        NDArray d = x.sub(y);
        NDArray size = d.abs();
        NDArray near = size.minimum(Numbers.scalar(x, 1));

        // log cosh s = log((1 + t^2) / (1 - t^2)),  t = tanh(s / 2); added where |d| > 1 is the
        // rest
        NDArray t = near.muli(Numbers.scalar(x, 0.5)).tanh();
        NDArray values = StableMath.atanh(t.muli(t)).muli(Numbers.scalar(x, 2));
        return new ValueAndGradient(values.addi(beyondOne(size)), d.tanh());
    }

    /** Returns {@code log cosh s - log cosh 1}, or 0 where s is less than 1; s is overwritten. */
    private static NDArray beyondOne(NDArray s) {
        // log cosh s = s - log 2 + log(1 + e^(-2 s))
        NDArray excess = StableMath.softplus(s.mul(Numbers.scalar(s, -2)));
        excess.subi(Numbers.scalar(s, EXCESS_OF_ONE));
        return Activation.relu(s.subi(Numbers.scalar(s, 1)).addi(excess));
    }

    /** The options of {@link LogCoshLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        Builder() {
            super(LogCoshLoss.class);
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
        public LogCoshLoss build() {
            return new LogCoshLoss(this);
        }
    }
}
