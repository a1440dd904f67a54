package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.ScoresBuilder;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Generalized cross-entropy between class labels {@code t} and a predicted distribution {@code p}:
 * between cross-entropy, which learns fast, and the mean absolute error, which does not learn wrong
 * labels by heart.
 *
 * <pre>{@code
 * value = sum_k w_k ((1 - s) t_k + s / C) (1 - p_k^q) / q
 *
 * t = one-hot or a distribution, w = class weights, s = label smoothing, C = number of classes
 * }</pre>
 *
 * <p>For {@code q} near 0 it is {@link CrossEntropyLoss}, for {@code q} 1 the probability {@code 1
 * - p} of a mistake. No value is above {@code w_k / q}. From logits, value and gradient keep their
 * digits however confident the prediction is.
 *
 * <table>
 * <caption>Shapes, for classes along the last axis</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code (C)}, {@code (N, C)}, {@code (N, ..., C)}: logits, or what
 *     {@link Builder#optPredictionEncoding} says</td></tr>
 * <tr><td>labels</td><td>class indices {@code ()}, {@code (N)}, {@code (N, ...)}, integers or
 *     whole floating point numbers, also with a class axis of size 1; or distributions of the
 *     prediction's shape; then optionally example weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * <p>The mean divides by the number of labels that count, or the sum of their example weights;
 * class weights enter it as they do in {@link CrossEntropyLoss}. Labels are constants.
 *
 * <p>Source: Zhang and Sabuncu, Generalized Cross Entropy Loss for Training Deep Neural Networks
 * with Noisy Labels, 2018.
 */
public final class GeneralizedCrossEntropyLoss extends AbstractLoss {

    private final float q;
    private final Surprisal surprisal;

    /**
     * Creates the loss with all defaults: {@code q} 0.7, from logits along the last axis, averaged.
     */
    public GeneralizedCrossEntropyLoss() {
        this(builder());
    }

    private GeneralizedCrossEntropyLoss(Builder builder) {
        super(builder);
        q = builder.q;
        surprisal = new Surprisal(builder, builder.classOptions(), this::cost);
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
        return surprisal.prepare(in);
    }

    private ValueAndGradient cost(NDArray s) {
        // p^q = exp(-q s)
        NDArray scaled = s.mul(q);
        return new ValueAndGradient(Surprisal.complement(scaled).divi(q), scaled.neg().exp());
    }

    /** The options of {@link GeneralizedCrossEntropyLoss}. */
    public static final class Builder extends ScoresBuilder<Builder> {

        private float q = 0.7f;

        Builder() {
            super(GeneralizedCrossEntropyLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets where the loss lies between cross-entropy and the mean absolute error.
         *
         * @param q the exponent, above 0 and at most 1; 0.7 by default
         * @return this builder
         */
        public Builder optQ(float q) {
            check(q > 0 && q <= 1, "q", q, "a number in (0, 1]");
            this.q = q;
            return changed("q", q, 0.7f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public GeneralizedCrossEntropyLoss build() {
            return new GeneralizedCrossEntropyLoss(this);
        }
    }
}
