package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassIndices;
import io.github.djllosses.core.ClassLabelsBuilder;
import io.github.djllosses.core.ClassOptions;
import io.github.djllosses.core.ClassWeights;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.RowEntries;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * The hinge loss of scores {@code x} of several classes of which one, {@code t}, is right: how much
 * its score lacks to lie above each other by a margin.
 *
 * <pre>{@code
 * value = w_t / C sum_(k != t) max(0, margin - x_t + x_k)^p
 *
 * w = class weights, C = number of classes
 * }</pre>
 *
 * <p>At the kink, where two scores are just a margin apart, the derivative is taken as 0.
 *
 * <table>
 * <caption>Shapes, for classes along the last axis</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code (C)}, {@code (N, C)}, {@code (N, ..., C)}: scores</td></tr>
 * <tr><td>labels</td><td>class indices {@code ()}, {@code (N)}, {@code (N, ...)}, integers or
 *     whole floating point numbers, also with a class axis of size 1; then optionally example
 *     weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * <p>The mean divides by the number of labels that count, or the sum of their example weights;
 * class weights do not enter it. Labels are constants.
 *
 * <p>Source: {@code torch.nn.MultiMarginLoss}; Crammer and Singer, On the Algorithmic
 * Implementation of Multiclass Kernel-based Vector Machines, 2001, take the largest term where this
 * takes the sum.
 */
public final class MultiMarginLoss extends AbstractLoss {

    private final ClassOptions options;
    private final int p;
    private final float margin;

    /**
     * Creates the loss with all defaults: {@code p} 1, {@code margin} 1, classes along the last
     * axis, averaged.
     */
    public MultiMarginLoss() {
        this(builder());
    }

    private MultiMarginLoss(Builder builder) {
        super(builder);
        options = builder.classOptions().withFactors(ClassWeights.NONE, builder.classWeights());
        p = builder.p;
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
        ClassIndices labels = ClassIndices.only(in, options);

        return labels.weightedEvaluation(
                q -> Terms.closedForm(q, (x, from) -> formula(labels.entries(x, from), x)));
    }

    private ValueAndGradient formula(RowEntries label, NDArray scores) {
        NDArray x = RowEntries.contiguous(scores);
        double[] least = label.of(x);
        for (int row = 0; row < least.length; row++) {
            least[row] -= margin;
        }
        NDArray lack = x.sub(Terms.perRow(Numbers.array(x, least), x));
        label.set(lack, new double[least.length]);
        lack = Activation.relu(lack);

        NDArray values = (p == 1 ? lack : lack.square()).sum(new int[] {1});
        NDArray gradient = p == 1 ? lack.sign() : lack.mul(2);
        label.balance(gradient);
        long classes = x.getShape().get(1);
        return new ValueAndGradient(values.divi(classes), gradient.divi(classes));
    }

    /** The options of {@link MultiMarginLoss}. */
    public static final class Builder extends ClassLabelsBuilder<Builder> {

        private int p = 1;
        private float margin = 1;

        Builder() {
            super(MultiMarginLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the power of what a score lacks.
         *
         * @param p 1 or 2; 1 by default
         * @return this builder
         */
        public Builder optP(int p) {
            check(p == 1 || p == 2, "p", p, "1 or 2");
            this.p = p;
            return changed("p", p, 1);
        }

        /**
         * Sets how far above the others the right score must lie to cost nothing.
         *
         * @param margin the margin, finite; 1 by default
         * @return this builder
         */
        public Builder optMargin(float margin) {
            check(Float.isFinite(margin), "margin", margin, "a finite number");
            this.margin = margin;
            return changed("margin", margin, 1f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public MultiMarginLoss build() {
            return new MultiMarginLoss(this);
        }
    }
}
