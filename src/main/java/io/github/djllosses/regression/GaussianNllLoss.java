package io.github.djllosses.regression;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;

/**
 * Negative log-likelihood of labels {@code y} under Gaussians whose mean {@code m} and variance
 * {@code v} are predicted.
 *
 * <pre>{@code
 * value = (log v + (m - y)^2 / v) / 2 + log(2 pi) / 2 if full,    v at least epsilon
 * }</pre>
 *
 * A variance below {@code epsilon} counts as {@code epsilon}, and gets the derivative that {@code
 * epsilon} would get, so that it can recover. With a variance of 1 it is half of {@link MseLoss}.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>means of any shape; variances of the same shape, not below
 *     0</td></tr>
 * <tr><td>labels</td><td>the same shape, of any data type; then optionally example weights of the
 *     same shape</td></tr>
 * <tr><td>values</td><td>the same</td></tr>
 * </table>
 *
 * The mean divides by the number of elements, or by the sum of the example weights. Labels are
 * constants. Unit: nats.
 *
 * <p>Source: {@code torch.nn.GaussianNLLLoss}, which also broadcasts variances; Nix and Weigend,
 * Estimating the Mean and Variance of the Target Probability Distribution, 1994.
 */
public final class GaussianNllLoss extends AbstractLoss {

    private static final double HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

    private final boolean full;
    private final float epsilon;

    /** Creates the loss with all defaults. */
    public GaussianNllLoss() {
        this(builder());
    }

    private GaussianNllLoss(Builder builder) {
        super(builder);
        full = builder.full();
        epsilon = builder.epsilon();
    }

    /**
     * Returns a builder with every option at its default; {@code epsilon} is 1e-6.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    protected Arity arity(int labels) {
        return Arity.of(2, 1).predicting("means, variances");
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        return Evaluation.elementwise(
                in,
                (mean, variance, y) -> {
                    in.checkRange("predictions[1]", in.masked(variance), 0, Double.MAX_VALUE);
                    return Terms.of(formula(mean, atLeast(epsilon, variance), y));
                });
    }

    private NDArray formula(NDArray mean, NDArray variance, NDArray y) {
        NDArray d = mean.sub(y);
        NDArray twice = variance.log().add(d.mul(d.div(variance)));
        NDArray constant = Numbers.scalar(y, full ? HALF_LOG_TWO_PI : 0);
        return twice.mul(Numbers.scalar(y, 0.5)).add(constant);
    }

    /** Returns the larger of both numbers, with the derivative 1 everywhere. */
    private static NDArray atLeast(double least, NDArray variance) {
        NDArray constant = variance.stopGradient();
        return variance.add(constant.maximum(Numbers.scalar(constant, least)).subi(constant));
    }

    /** The options of {@link GaussianNllLoss}. */
    public static final class Builder extends LikelihoodBuilder<Builder> {

        Builder() {
            super(GaussianNllLoss.class, 1e-6f);
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
        public GaussianNllLoss build() {
            return new GaussianNllLoss(this);
        }
    }
}
