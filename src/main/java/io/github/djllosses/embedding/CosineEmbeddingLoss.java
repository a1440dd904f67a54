package io.github.djllosses.embedding;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Turns embeddings {@code x1} and {@code x2} into the same direction, or away from each other.
 *
 * <pre>{@code
 * c = x1 . x2 / sqrt((|x1|^2 + epsilon) (|x2|^2 + epsilon)),    epsilon = 1e-12 as in PyTorch
 * value = 1 - c                 where y = 1
 *         max(0, c - margin)    where y = -1
 * }</pre>
 *
 * At {@code c = margin} the slope is that of a larger cosine. The vectors may be as large as their
 * squares have room for, 1e19 in float32; PyTorch multiplies both squares before it takes the root,
 * so that from 1e10 on its cosines are 0.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code x1 (N, D)}, also {@code (D)} or {@code (N, ..., D)}; {@code
 *     x2} of the same shape</td></tr>
 * <tr><td>labels</td><td>{@code (N)}, also {@code ()} or {@code (N, ...)}: 1 where a pair is
 *     alike, -1 where not, of any data type; then optionally example weights of the same
 *     shape</td></tr>
 * <tr><td>values</td><td>{@code (N)}, also {@code ()} or {@code (N, ...)}</td></tr>
 * </table>
 *
 * The mean divides by the number of values, or by the sum of the example weights. Labels are
 * constants.
 *
 * <p>Source: {@code torch.nn.CosineEmbeddingLoss}.
 */
public final class CosineEmbeddingLoss extends AbstractLoss {

    private static final float EPSILON = 1e-12f;

    private final float margin;

    /** Creates the loss with all defaults. */
    public CosineEmbeddingLoss() {
        this(builder());
    }

    private CosineEmbeddingLoss(Builder builder) {
        super(builder);
        margin = builder.margin;
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
        return Arity.of(2, 1).predicting("the first vectors, the second vectors");
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        NDArray y = in.labelOfValues(0, ClassAxis.of(in, -1).rows());
        in.checkSigns("labels[0]", y);

        return Evaluation.vectors(
                in, x -> Terms.closedForm(cosine(x.get(0), x.get(1)), y, this::formula));
    }

    private static NDArray cosine(NDArray x1, NDArray x2) {
        return dot(x1, x2).div(size(x1).mul(size(x2)));
    }

    private static NDArray size(NDArray x) {
        return dot(x, x).add(Numbers.scalar(x, EPSILON)).sqrt();
    }

    private static NDArray dot(NDArray a, NDArray b) {
        return a.mul(b).sum(new int[] {1});
    }

    private ValueAndGradient formula(NDArray c, NDArray y) {
        NDArray alike = y.gt(0).toType(c.getDataType(), false);
        NDArray excess = c.sub(Numbers.scalar(c, margin));
        NDArray counts = excess.gte(0).toType(c.getDataType(), false).muli(alike.sub(y));

        NDArray distance = c.neg().addi(Numbers.scalar(c, 1));
        NDArray values = alike.mul(distance).addi(counts.mul(excess));
        return new ValueAndGradient(values, counts.subi(alike));
    }

    /** The options of {@link CosineEmbeddingLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private float margin;

        Builder() {
            super(CosineEmbeddingLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the cosine up to which a pair that is not alike costs nothing.
         *
         * @param margin the cosine, in [-1, 1]; 0 by default
         * @return this builder
         */
        public Builder optMargin(float margin) {
            check(margin >= -1 && margin <= 1, "margin", margin, "a cosine in [-1, 1]");
            this.margin = margin;
            return changed("margin", margin, 0f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public CosineEmbeddingLoss build() {
            return new CosineEmbeddingLoss(this);
        }
    }
}
