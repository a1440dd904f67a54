package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Kullback-Leibler divergence of predicted Gaussians with diagonal covariance from the standard
 * Gaussian, or from Gaussians given as labels.
 *
 * <pre>{@code
 * value = sum_d (e^s_d - 1 - s_d + (m_d - n_d)^2 / e^l_d) / 2,    s = v - l
 *
 * m, v = mean and logarithm of the variance, predicted; n, l = those of the label, 0 without
 * }</pre>
 *
 * This is {@code KL(prediction, label)}, the regulariser of a variational autoencoder. It keeps its
 * digits however near the Gaussians are.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>means {@code (D)}, {@code (N, D)}, {@code (N, ..., D)}; logarithms
 *     of variances of the same shape</td></tr>
 * <tr><td>labels</td><td>none, or means and logarithms of variances of the same shape; then
 *     optionally example weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * The mean divides by the number of examples, or by the sum of the example weights. Labels are
 * constants. Unit: nats.
 *
 * <p>Source: Kingma and Welling, Auto-Encoding Variational Bayes, 2014, appendix B.
 */
public final class GaussianKlLoss extends AbstractLoss {

    private static final int[] CLASSES = {1};

    /** Creates the loss with all defaults. */
    public GaussianKlLoss() {
        this(builder());
    }

    private GaussianKlLoss(Builder builder) {
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
    protected Arity arity(int labels) {
        return Arity.of(2, labels >= 2 ? 2 : 0)
                .predicting("means, logarithms of variances")
                .labelled("means, logarithms of variances");
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        ClassAxis axis = ClassAxis.of(in, -1);
        if (in.labelCount() == 0) {
            return Evaluation.vectors(
                    in, x -> terms(x, x.get(0).zerosLike(), x.get(0).zerosLike()));
        }
        NDArray mean = axis.matrix(in.maskedLabel(0, axis));
        NDArray logVariance = axis.matrix(in.maskedLabel(1, axis));
        return Evaluation.vectors(in, x -> terms(x, mean, logVariance));
    }

    private static Terms terms(NDList predictions, NDArray mean, NDArray logVariance) {
        NDArray precision = logVariance.neg().exp();
        return Terms.plus(
                Terms.closedForm(predictions.get(0).sub(mean), precision, GaussianKlLoss::ofMeans),
                Terms.closedForm(predictions.get(1), logVariance, GaussianKlLoss::ofVariances));
    }

    private static ValueAndGradient ofMeans(NDArray d, NDArray precision) {
        NDArray gradient = d.mul(precision);
        return new ValueAndGradient(half(d.mul(gradient)).sum(CLASSES), gradient);
    }

    private static ValueAndGradient ofVariances(NDArray v, NDArray l) {
        NDArray s = v.sub(l);
        NDArray excess = StableMath.expm1MinusX(s);
        return new ValueAndGradient(half(excess).sum(CLASSES), half(s.add(excess)));
    }

    private static NDArray half(NDArray x) {
        return x.mul(Numbers.scalar(x, 0.5));
    }

    /** The options of {@link GaussianKlLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        Builder() {
            super(GaussianKlLoss.class);
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
        public GaussianKlLoss build() {
            return new GaussianKlLoss(this);
        }
    }
}
