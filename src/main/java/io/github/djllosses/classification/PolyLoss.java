package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.ScoresBuilder;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Poly-1 loss between class labels {@code t} and a predicted distribution {@code q}: cross-entropy
 * with another first coefficient of its series in {@code 1 - q}.
 *
 * <pre>{@code
 * value = sum_k w_k ((1 - s) t_k + s / C) (-log q_k + epsilon (1 - q_k))
 *
 * t = one-hot or a distribution, w = class weights, s = label smoothing, C = number of classes
 * }</pre>
 *
 * <p>Above 0, {@code epsilon} keeps training examples that are right already; below 0 it drops them
 * sooner; 0 is {@link CrossEntropyLoss}. From logits, value and gradient keep their digits however
 * confident the prediction is.
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
 * class weights enter it as they do in {@link CrossEntropyLoss}. Labels are constants. Unit: nats.
 *
 * <p>Source: Leng et al., PolyLoss: A Polynomial Expansion Perspective of Classification Loss
 * Functions, 2022.
 */
public final class PolyLoss extends AbstractLoss {

    private final float epsilon;
    private final Surprisal surprisal;

    /**
     * Creates the loss with all defaults: {@code epsilon} 1, from logits along the last axis,
     * averaged.
     */
    public PolyLoss() {
        this(builder());
    }

    private PolyLoss(Builder builder) {
        super(builder);
        epsilon = builder.epsilon;
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
        NDArray values = Surprisal.complement(s).muli(epsilon).addi(s);
        NDArray slopes = s.neg().exp().muli(epsilon).addi(1);
        return new ValueAndGradient(values, slopes);
    }

    /** The options of {@link PolyLoss}. */
    public static final class Builder extends ScoresBuilder<Builder> {

        private float epsilon = 1;

        Builder() {
            super(PolyLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the coefficient of {@code 1 - q}.
         *
         * @param epsilon the coefficient, finite and not below -1, where the loss would reward
         *     doubt; 1 by default, 0 is cross-entropy
         * @return this builder
         */
        public Builder optEpsilon(float epsilon) {
            check(
                    epsilon >= -1 && epsilon < Float.POSITIVE_INFINITY,
                    "epsilon",
                    epsilon,
                    "a number >= -1");
            this.epsilon = epsilon;
            return changed("epsilon", epsilon, 1f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public PolyLoss build() {
            return new PolyLoss(this);
        }
    }
}
