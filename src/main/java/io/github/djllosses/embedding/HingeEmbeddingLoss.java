package io.github.djllosses.embedding;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Pulls together what is alike and pushes apart what is not, given a distance {@code x} of two
 * embeddings.
 *
 * <pre>{@code
 * value = x                     where y = 1
 *         max(0, margin - x)    where y = -1
 * }</pre>
 *
 * At {@code x = margin} the slope is that of a smaller distance.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>any: distances</td></tr>
 * <tr><td>labels</td><td>the same: 1 where a pair is alike, -1 where not, of any data type; then
 *     optionally example weights of the same shape</td></tr>
 * <tr><td>values</td><td>the same</td></tr>
 * </table>
 *
 * The mean divides by the number of values, or by the sum of the example weights. Labels are
 * constants.
 *
 * <p>Source: {@code torch.nn.HingeEmbeddingLoss}; Hadsell, Chopra, LeCun, Dimensionality Reduction
 * by Learning an Invariant Mapping, 2006, has the square of it.
 */
public final class HingeEmbeddingLoss extends AbstractLoss {

    private final float margin;

    /** Creates the loss with all defaults. */
    public HingeEmbeddingLoss() {
        this(builder());
    }

    private HingeEmbeddingLoss(Builder builder) {
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
    protected Evaluation prepare(Inputs in) {
        return Evaluation.elementwise(
                in,
                (x, y) -> {
                    in.checkSigns("labels[0]", y);
                    return Terms.closedForm(x, y, this::formula);
                });
    }

    private ValueAndGradient formula(NDArray x, NDArray y) {
        NDArray alike = y.gt(0).toType(x.getDataType(), false);
        NDArray lack = x.neg().addi(Numbers.scalar(x, margin));
        NDArray counts = lack.gte(0).toType(x.getDataType(), false).muli(alike.sub(y));

        NDArray values = alike.mul(x).addi(counts.mul(lack));
        return new ValueAndGradient(values, alike.subi(counts));
    }

    /** The options of {@link HingeEmbeddingLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private float margin = 1;

        Builder() {
            super(HingeEmbeddingLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the distance from which on a pair that is not alike costs nothing.
         *
         * @param margin the margin, finite; 1 by default
         * @return this builder
         */
        public Builder optMargin(float margin) {
            check(Float.isFinite(margin), "margin", margin, "a finite margin");
            this.margin = margin;
            return changed("margin", margin, 1f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public HingeEmbeddingLoss build() {
            return new HingeEmbeddingLoss(this);
        }
    }
}
