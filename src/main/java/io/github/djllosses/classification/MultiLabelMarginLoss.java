package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.ClassAxisBuilder;
import io.github.djllosses.core.ClassSets;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.RowEntries;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;
import java.util.List;

/**
 * The hinge loss of scores {@code x} of several classes of which some, the set {@code T}, are
 * right: how much each of their scores lacks to lie above each other by 1.
 *
 * <pre>{@code
 * value = 1 / C sum_(j in T) sum_(k not in T) max(0, 1 - x_j + x_k),   C = number of classes
 * }</pre>
 *
 * <p>At the kink, where two scores are just 1 apart, the derivative is taken as 0. It takes time in
 * proportion to the size of the largest set.
 *
 * <table>
 * <caption>Shapes, for classes along the last axis</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code (C)}, {@code (N, C)}, {@code (N, ..., C)}: scores</td></tr>
 * <tr><td>labels</td><td>the same: along the class axis the indices of the right classes, then
 *     -1 up to the end; integers or whole floating point numbers; then optionally example weights
 *     of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * <p>The mean divides by the number of rows, or the sum of the example weights. Labels are
 * constants.
 *
 * <p>Source: {@code torch.nn.MultiLabelMarginLoss}, which takes a class twice if it is listed
 * twice, and does not look behind the first -1; here both are errors.
 */
public final class MultiLabelMarginLoss extends AbstractLoss {

    private final int classAxis;

    /** Creates the loss with all defaults: classes along the last axis, averaged. */
    public MultiLabelMarginLoss() {
        this(builder());
    }

    private MultiLabelMarginLoss(Builder builder) {
        super(builder);
        classAxis = builder.classAxis();
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
        ClassAxis axis = ClassAxis.of(in, classAxis);
        ClassSets labels = ClassSets.of(in, axis);

        return Evaluation.rows(
                in,
                axis,
                in.exampleWeights(axis.rows()),
                () -> in.totalWeight(axis.rows()),
                q -> Terms.closedForm(q, (x, from) -> formula(labels.members(x, from), x)));
    }

    private static ValueAndGradient formula(List<ClassSets.Members> labels, NDArray scores) {
        NDArray x = RowEntries.contiguous(scores);
        NDArray rivals = x.duplicate();
        for (ClassSets.Members members : labels) {
            members.entries().set(rivals, members.all(Double.NEGATIVE_INFINITY));
        }
        NDArray gradient = x.zerosLike();
        NDArray values = gradient.sum(new int[] {1});
        for (ClassSets.Members members : labels) {
            double[] own = members.spread(0, members.entries().of(x));
            double[] most =
                    members.spread(Double.NEGATIVE_INFINITY, members.all(Double.POSITIVE_INFINITY));
            NDArray lack =
                    Activation.relu(rivals.minimum(perRow(x, most)).subi(perRow(x, own)).addi(1));

            NDArray slopes = lack.sign();
            values.addi(lack.sum(new int[] {1}));
            gradient.addi(slopes);
            double[] rise = members.pick(Numbers.toDoubles(slopes.sum(new int[] {1}).negi()));
            members.entries().set(gradient, rise);
        }
        long classes = x.getShape().get(1);
        return new ValueAndGradient(values.divi(classes), gradient.divi(classes));
    }

    private static NDArray perRow(NDArray x, double... numbers) {
        return Terms.perRow(Numbers.array(x, numbers), x);
    }

    /** The options of {@link MultiLabelMarginLoss}. */
    public static final class Builder extends ClassAxisBuilder<Builder> {

        Builder() {
            super(MultiLabelMarginLoss.class);
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
        public MultiLabelMarginLoss build() {
            return new MultiLabelMarginLoss(this);
        }
    }
}
