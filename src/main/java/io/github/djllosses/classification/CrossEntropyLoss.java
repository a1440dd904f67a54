package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassIndices;
import io.github.djllosses.core.ClassLabels;
import io.github.djllosses.core.ClassOptions;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.ScoresBuilder;
import io.github.djllosses.core.SoftmaxCrossEntropy;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Cross-entropy between class labels {@code t} and a predicted distribution {@code q}.
 *
 * <pre>{@code
 * value = -sum_k w_k ((1 - s) t_k + s / C) log q_k
 *
 * t = one-hot or a distribution, w = class weights, s = label smoothing, C = number of classes
 * }</pre>
 *
 * <p>From logits, value and gradient keep their digits however confident the prediction is: of
 * {@code [17, 0]} with label 0 the loss is 4.1e-8, where log-softmax in float32 gives 0.
 *
 * <table>
 * <caption>Shapes, for classes along the last axis</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code (C)}, {@code (N, C)}, {@code (N, ..., C)}: logits, or what
 *     {@link Builder#optPredictionEncoding} says</td></tr>
 * <tr><td>labels</td><td>class indices {@code ()}, {@code (N)}, {@code (N, ...)}, integers or whole
 *     floating point numbers, also with a class axis of size 1; or distributions of the prediction's
 *     shape; then optionally example weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * <p>The mean divides by the sum of the weights that count: for indices the class weight of the
 * label, for distributions the expected class weight {@code sum_k t_k w_k}, each times its example
 * weight. So a one-hot label equals its index. PyTorch divides by the number of rows for
 * distributions, whatever the weights. Labels are constants. Unit: nats.
 *
 * <p>Source: {@code torch.nn.CrossEntropyLoss}, which ignores index -100 unless told otherwise;
 * here nothing is ignored unless {@link Builder#optIgnoreIndex} says so, and a mean over nothing is
 * 0.
 */
public final class CrossEntropyLoss extends AbstractLoss {

    /** Up to this many logits, to find out whether the plain way is exact costs what it saves. */
    private static final long FEW = 1 << 14;

    private final ClassOptions options;
    private final Encoding encoding;
    private final float smoothing;

    /** Creates the loss with all defaults: from logits along the last axis, averaged. */
    public CrossEntropyLoss() {
        this(builder());
    }

    private CrossEntropyLoss(Builder builder) {
        super(builder);
        options = builder.classOptions();
        encoding = builder.predictionEncoding();
        smoothing = builder.labelSmoothing();
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
        ClassLabels labels = ClassLabels.of(in, options);

        if (smoothing == 0 && labels instanceof ClassIndices indices) {
            return indices.weightedEvaluation(
                    encoding == Encoding.LOGITS
                            ? q -> Terms.closedForm(q, x -> ofIndices(indices, x))
                            : q -> NllLoss.terms(indices, q, encoding));
        }
        return labels.evaluation(
                q ->
                        encoding == Encoding.LOGITS
                                ? fromLogits(labels, q)
                                : fromProbabilities(labels, q));
    }

    private static ValueAndGradient ofIndices(ClassIndices labels, NDArray x) {
        return SoftmaxCrossEntropy.of(labels.entries(x, 0), x);
    }

    private Terms fromLogits(ClassLabels labels, NDArray x) {
        if (x.size() > FEW) {
            NDArray logP = x.logSoftmax(1);
            if (SoftmaxCrossEntropy.areExact(logP)) {
                return Terms.minusInnerProduct(labels.targets(smoothing, x, 0), logP);
            }
        }
        return Terms.closedForm(x, (part, from) -> ofTargets(labels, part, from));
    }

    private ValueAndGradient ofTargets(ClassLabels labels, NDArray x, long from) {
        return SoftmaxCrossEntropy.of(labels.targets(smoothing, x, from), x);
    }

    private Terms fromProbabilities(ClassLabels labels, NDArray q) {
        NDArray targets = labels.targets(smoothing, q, 0);
        return Terms.minusInnerProduct(targets, encoding.logProbabilities(q, 1));
    }

    /** The options of {@link CrossEntropyLoss}. */
    public static final class Builder extends ScoresBuilder<Builder> {

        Builder() {
            super(CrossEntropyLoss.class);
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
        public CrossEntropyLoss build() {
            return new CrossEntropyLoss(this);
        }
    }
}
