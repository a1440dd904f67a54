package io.github.djllosses.embedding;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Asks that of two predictions {@code x1} and {@code x2} one be larger by a margin.
 *
 * <pre>{@code value = max(0, margin - y (x1 - x2))}</pre>
 *
 * The label {@code y} is 1 where {@code x1} should be the larger one and -1 where {@code x2}
 * should. Where the difference is exactly the margin, the slope is that of a smaller difference.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code x1} of any shape, {@code x2} of the same shape</td></tr>
 * <tr><td>labels</td><td>the same shape: 1 or -1, of any data type; then optionally example
 *     weights of the same shape</td></tr>
 * <tr><td>values</td><td>the same shape</td></tr>
 * </table>
 *
 * The mean divides by the number of values, or by the sum of the example weights. Labels are
 * constants.
 *
 * <p>Source: {@code torch.nn.MarginRankingLoss}.
 */
public final class MarginRankingLoss extends AbstractLoss {

    private final float margin;

    /** Creates the loss with all defaults. */
    public MarginRankingLoss() {
        this(builder());
    }

    private MarginRankingLoss(Builder builder) {
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
        return Arity.of(2, 1).predicting("the first scores, the second scores");
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        return Evaluation.elementwise(
                in,
                (x1, x2, y) -> {
                    in.checkSigns("labels[0]", y);
                    return Terms.closedForm(x1.sub(x2), y, this::formula);
                });
    }

    private ValueAndGradient formula(NDArray d, NDArray y) {
        NDArray lack = d.mul(y).negi().addi(Numbers.scalar(d, margin));
        NDArray counts = lack.gte(0).toType(d.getDataType(), false);
        return new ValueAndGradient(Activation.relu(lack), counts.mul(y).negi());
    }

    /** The options of {@link MarginRankingLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private float margin;

        Builder() {
            super(MarginRankingLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets by how much one prediction should exceed the other.
         *
         * @param margin the margin, finite; 0 by default
         * @return this builder
         */
        public Builder optMargin(float margin) {
            check(Float.isFinite(margin), "margin", margin, "a finite margin");
            this.margin = margin;
            return changed("margin", margin, 0f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public MarginRankingLoss build() {
            return new MarginRankingLoss(this);
        }
    }
}
