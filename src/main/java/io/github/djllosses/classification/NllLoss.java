package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassIndices;
import io.github.djllosses.core.ClassLabelsBuilder;
import io.github.djllosses.core.ClassOptions;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Terms;

/**
 * The negative log-likelihood of class indices under log-probabilities.
 *
 * <pre>{@code value = -w_t q_t,    q = log-probabilities, t = label, w = class weights}</pre>
 *
 * <p>Use {@link CrossEntropyLoss} where there are logits: a log-probability close to 0 has lost the
 * digits of a confident prediction already.
 *
 * <table>
 * <caption>Shapes, for classes along the last axis</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code (C)}, {@code (N, C)}, {@code (N, ..., C)}: natural logarithms
 *     of probabilities</td></tr>
 * <tr><td>labels</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}: class indices, integers or
 *     whole floating point numbers; then optionally example weights of the same shape</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * <p>The mean divides by the sum of the class weights of the labels that count, each times its
 * example weight. Unit: nats.
 *
 * <p>Source: {@code torch.nn.NLLLoss}, which ignores index -100 unless told otherwise; here nothing
 * is ignored unless {@link Builder#optIgnoreIndex} says so, and a mean over nothing is 0.
 */
public final class NllLoss extends AbstractLoss {

    private final ClassOptions options;

    /** Creates the loss with all defaults. */
    public NllLoss() {
        this(builder());
    }

    private NllLoss(Builder builder) {
        super(builder);
        options = builder.classOptions();
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
        ClassIndices labels = ClassIndices.only(in, options);

        return labels.weightedEvaluation(q -> terms(labels, q, Encoding.LOG_PROBABILITIES));
    }

    /** Returns the terms {@code -log q_t} of distributions that are not logits. */
    static Terms terms(ClassIndices labels, NDArray q, Encoding encoding) {
        NDArray selected = labels.select(q);
        NDArray logQ = encoding == Encoding.PROBABILITIES ? selected.log() : selected;
        return Terms.of(logQ.neg());
    }

    /** The options of {@link NllLoss}. */
    public static final class Builder extends ClassLabelsBuilder<Builder> {

        Builder() {
            super(NllLoss.class);
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
        public NllLoss build() {
            return new NllLoss(this);
        }
    }
}
