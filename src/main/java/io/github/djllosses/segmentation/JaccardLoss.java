package io.github.djllosses.segmentation;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;

/**
 * Jaccard loss: one minus intersection over union of predicted and labelled regions.
 *
 * <pre>{@code
 * value = 1 - (TP + smooth) / (TP + FP + FN + smooth)
 *
 * TP = sum p t,   FP = sum p (1 - t),   FN = sum (1 - p) t, over the elements of an image
 * p = predicted probability of the class, t = one-hot label, distribution, or what smoothing makes
 *     of it
 * }</pre>
 *
 * <p>There is one value for each class in each image. It is {@link TverskyLoss} with both weights
 * 1.
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
 * <p>Source: Rahman and Wang, Optimizing Intersection-Over-Union in Deep Neural Networks for Image
 * Segmentation, 2016.
 */
public final class JaccardLoss extends AbstractLoss {

    private final Overlaps overlaps;

    /** Creates the loss with all defaults. */
    public JaccardLoss() {
        this(builder());
    }

    private JaccardLoss(Builder builder) {
        super(builder);
        overlaps = new Overlaps(builder, 1, 1);
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
        return overlaps.evaluation(in, 1);
    }

    /** The options of {@link JaccardLoss}. */
    public static final class Builder extends OverlapBuilder<Builder> {

        Builder() {
            super(JaccardLoss.class);
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
        public JaccardLoss build() {
            return new JaccardLoss(this);
        }
    }
}
