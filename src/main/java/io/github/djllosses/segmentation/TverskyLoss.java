package io.github.djllosses.segmentation;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;

/**
 * Tversky loss: one minus an overlap in which false positives and false negatives weigh
 * differently.
 *
 * <pre>{@code
 * value = (1 - (TP + smooth) / (TP + alpha FP + beta FN + smooth))^gamma
 *
 * TP = sum p t,   FP = sum p (1 - t),   FN = sum (1 - p) t, over the elements of an image
 * p = predicted probability of the class, t = one-hot label, distribution, or what smoothing makes
 *     of it
 * }</pre>
 *
 * <p>There is one value for each class in each image. With both weights 1/2 it is {@link DiceLoss},
 * with both 1 {@link JaccardLoss}. A {@code beta} above {@code alpha} finds more of small regions.
 * With a {@code gamma} other than 1 it is the focal Tversky loss; its authors write the exponent as
 * 1/gamma, so that their 4/3 is 0.75 here. Below 1 the slope at a perfect overlap is infinite and
 * taken as 0.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>images {@code (N, ...)} with the classes along any axis but the first
 *     one, the last by default; with the classes along axis 0 it is a single image. Logits, or what
 *     {@link Builder#optPredictionEncoding} says</td></tr>
 * <tr><td>labels</td><td>class indices of the same shape without the class axis, integers or whole
 *     floating point numbers, also with a class axis of size 1; or distributions of the prediction's
 *     shape; then optionally example weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code (N, C)}, {@code (C)} for a single image</td></tr>
 * </table>
 *
 * <p>What a confident prediction lacks to 1 is as exact as the softmax is: in float32 to 6e-8, so
 * that regions that overlap better than that have no digits left. float64 goes on to 1e-16.
 *
 * <p>The mean divides by the sum of the weights that count: for each class in each image the class
 * weight, times its example weight. An image whose elements are all ignored does not count; one
 * whose weights are all 0 may hold anything. A class that does not occur in an image counts as any
 * other. Labels are constants.
 *
 * <p>Source: Salehi, Erdogmus and Gholipour, Tversky loss function for image segmentation, 2017,
 * whose alpha and beta these are; Abraham and Khan, A Novel Focal Tversky Loss Function, 2018.
 */
public final class TverskyLoss extends AbstractLoss {

    private final Overlaps overlaps;
    private final float gamma;

    /** Creates the loss with all defaults. */
    public TverskyLoss() {
        this(builder());
    }

    private TverskyLoss(Builder builder) {
        super(builder);
        overlaps = new Overlaps(builder, builder.alpha, builder.beta);
        gamma = builder.gamma;
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
        return overlaps.evaluation(in, gamma);
    }

    /** The options of {@link TverskyLoss}. */
    public static final class Builder extends OverlapBuilder<Builder> {

        private float alpha = 0.5f;
        private float beta = 0.5f;
        private float gamma = 1;

        Builder() {
            super(TverskyLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the weight of false positives.
         *
         * @param alpha the weight, finite, not negative; 1/2 by default
         * @return this builder
         */
        public Builder optAlpha(float alpha) {
            check(
                    alpha >= 0 && alpha < Float.POSITIVE_INFINITY,
                    "alpha",
                    alpha,
                    "a finite weight >= 0");
            this.alpha = alpha;
            return changed("alpha", alpha, 0.5f);
        }

        /**
         * Sets the weight of false negatives.
         *
         * @param beta the weight, finite, not negative; 1/2 by default
         * @return this builder
         */
        public Builder optBeta(float beta) {
            check(
                    beta >= 0 && beta < Float.POSITIVE_INFINITY,
                    "beta",
                    beta,
                    "a finite weight >= 0");
            this.beta = beta;
            return changed("beta", beta, 0.5f);
        }

        /**
         * Sets the power to which the loss is raised.
         *
         * @param gamma the exponent, finite, above 0; 1 by default
         * @return this builder
         */
        public Builder optGamma(float gamma) {
            check(
                    gamma > 0 && gamma < Float.POSITIVE_INFINITY,
                    "gamma",
                    gamma,
                    "a finite exponent > 0");
            this.gamma = gamma;
            return changed("gamma", gamma, 1f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         * @throws IllegalArgumentException if both weights are 0
         */
        public TverskyLoss build() {
            check(alpha + beta > 0, "beta", beta, "a weight > 0 where alpha is 0");
            return new TverskyLoss(this);
        }
    }
}
