package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.ClassIndices;
import io.github.djllosses.core.ClassLabels;
import io.github.djllosses.core.ClassOptions;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.SmoothedLabelsBuilder;
import io.github.djllosses.core.SoftmaxCrossEntropy;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of a linear layer's logits, which are never all held at once.
 *
 * <pre>{@code
 * value = CrossEntropyLoss(labels, h W^T + b)
 *
 * h = hidden states, W = weight, b = bias of the last layer
 * }</pre>
 *
 * <p>With many classes (a vocabulary) the logits outweigh everything else in memory. This loss
 * takes the last layer's input and parameters instead of its output, computes the logits of a few
 * rows at a time, and turns them into the gradients of {@code h}, {@code W} and {@code b} at once.
 * Memory: one chunk of logits, and the weight's gradient up to three times, whatever the number of
 * rows. The result is that of {@link CrossEntropyLoss} on the logits, with the same digits.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code h (D)}, {@code (N, D)}, {@code (N, ..., D)}; {@code W (C, D)};
 *     optionally {@code b (C)}</td></tr>
 * <tr><td>labels</td><td>class indices {@code ()}, {@code (N)}, {@code (N, ...)}, integers or whole
 *     floating point numbers, also with a last axis of size 1; or distributions {@code (C)}, {@code
 *     (N, C)}, {@code (N, ..., C)}; then optionally example weights of the shape of the values
 *     </td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * <p>The mean divides as {@link CrossEntropyLoss} does. {@link #pointwise} holds all logits, since
 * every value may get a gradient of its own. Labels are constants. Unit: nats.
 *
 * <p>Source: {@code torch.nn.LinearCrossEntropyLoss}, which ignores index -100 unless told
 * otherwise; Wijmans et al., Cut Your Losses in Large-Vocabulary Language Models, 2024.
 */
public final class LinearCrossEntropyLoss extends AbstractLoss {

    /** Least number of logits in a chunk unless the user sets its size: 32 MiB in float32. */
    private static final long CHUNK = 1 << 23;

    /** Least number of chunks of a large batch, so that they hold a small part of its logits. */
    private static final long LEAST_CHUNKS = 8;

    /** With fewer rows, adding to the gradient of the weight costs more than computing it. */
    private static final long LEAST_ROWS = 256;

    private final ClassOptions options;
    private final float smoothing;
    private final @Nullable Integer chunkSize;

    /** Creates the loss with all defaults. */
    public LinearCrossEntropyLoss() {
        this(builder());
    }

    private LinearCrossEntropyLoss(Builder builder) {
        super(builder);
        options = builder.classOptions();
        smoothing = builder.labelSmoothing();
        chunkSize = builder.chunkSize;
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
        return Arity.of(2, 1).predicting("the input of the layer, its weight").perhaps("a bias");
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        ClassLabels labels = ClassLabels.of(in.scoring(logits(in), "the logits"), options);

        if (smoothing == 0 && labels instanceof ClassIndices indices) {
            return indices.weightedEvaluation(
                    h -> terms(h, in, (x, from) -> ofIndices(indices, x, from)));
        }
        return labels.evaluation(h -> terms(h, in, (x, from) -> ofTargets(labels, x, from)));
    }

    /** Returns the shape of the logits. */
    private static Shape logits(Inputs in) {
        Shape h = in.prediction().getShape();
        Shape w = in.predictions().get(1).getShape();
        if (h.isScalar() || w.dimension() != 2 || w.get(1) != h.get(h.dimension() - 1)) {
            throw in.error(
                    "predictions[0] %s and predictions[1] %s must be hidden states (..., D) and a"
                            + " weight (C, D), as a linear layer holds it",
                    h, w);
        }
        Shape b = new Shape(w.get(0));
        if (in.predictions().size() > 2 && !in.predictions().get(2).getShape().equals(b)) {
            throw in.error(
                    "predictions[2] %s must be a bias of shape %s, for predictions[1] %s",
                    in.predictions().get(2).getShape(), b, w);
        }
        return h.slice(0, h.dimension() - 1).addAll(b);
    }

    private Terms terms(NDArray h, Inputs in, ValueAndGradient.RowsFormula formula) {
        NDList predictions = in.predictions();
        NDArray weight = predictions.get(1);
        @Nullable NDArray bias = predictions.size() > 2 ? predictions.get(2) : null;
        long rows = chunkSize == null ? rowsPerChunk(h.getShape(), weight.getShape()) : chunkSize;
        return Terms.ofLinear(h, weight, bias, rows, formula);
    }

    private static long rowsPerChunk(Shape hidden, Shape weight) {
        // every chunk writes a gradient of the weight's size: chunks of that size cost no memory
        long asWeight = Math.min(weight.get(1), hidden.get(0) / LEAST_CHUNKS);
        return Math.max(Math.max(CHUNK / weight.get(0), LEAST_ROWS), asWeight);
    }

    private static ValueAndGradient ofIndices(ClassIndices labels, NDArray x, long from) {
        return SoftmaxCrossEntropy.of(labels.entries(x, from), x);
    }

    private ValueAndGradient ofTargets(ClassLabels labels, NDArray x, long from) {
        return SoftmaxCrossEntropy.of(labels.targets(smoothing, x, from), x);
    }

    /** The options of {@link LinearCrossEntropyLoss}. */
    public static final class Builder extends SmoothedLabelsBuilder<Builder> {

        private @Nullable Integer chunkSize;

        Builder() {
            super(LinearCrossEntropyLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets how many rows of logits are held at once.
         *
         * @param chunkSize the number of rows, above 0; by default as many as make 32 MiB of
         *     float32, at least 256, and in large batches up to D, for a chunk of the weight's size
         * @return this builder
         */
        public Builder optChunkSize(int chunkSize) {
            check(chunkSize > 0, "chunkSize", chunkSize, "a number of rows > 0");
            this.chunkSize = chunkSize;
            return changed("chunkSize", chunkSize, "none");
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         * @throws IllegalArgumentException if a class axis was set that is not the last
         */
        public LinearCrossEntropyLoss build() {
            check(
                    classAxis() == -1,
                    "classAxis",
                    classAxis(),
                    "-1: a linear layer's classes are last");
            return new LinearCrossEntropyLoss(this);
        }
    }
}
