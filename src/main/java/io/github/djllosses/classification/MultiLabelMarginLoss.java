package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.ClassAxisBuilder;
import io.github.djllosses.core.ClassSets;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * The hinge loss of scores {@code x} of several classes of which some, the set {@code T}, are
 * right: how much each of their scores lacks to lie above each other by 1.
 *
 * <pre>{@code
 * value = 1 / C sum_(j in T) sum_(k not in T) max(0, 1 - x_j + x_k),   C = number of classes
 * }</pre>
 *
 * <p>At the kink, where two scores are just 1 apart, the derivative is taken as 0. It is computed
 * in double on the host, in time that grows with the sizes of the sets.
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
                q -> Terms.closedForm(q, (x, from) -> formula(labels, x, from)));
    }

    private static ValueAndGradient formula(ClassSets labels, NDArray scores, long from) {
        double[] x = Numbers.toDoubles(scores);
        double[] slopes = new double[x.length];
        Shape shape = scores.getShape();
        long classes = shape.get(1);
        double[] values = new double[Math.toIntExact(x.length / classes)];
        for (int row = 0; row < values.length; row++) {
            int[][] positions = labels.membersAndOthers(from, row);
            values[row] = value(positions[0], positions[1], 1.0 / classes, x, slopes);
        }
        return new ValueAndGradient(
                Numbers.array(scores, values).reshape(shape.slice(0, 1).addAll(shape.slice(2))),
                Numbers.array(scores, slopes).reshape(shape));
    }

    /** Returns the value of a row and writes its slopes. */
    private static double value(
            int[] members, int[] others, double scale, double[] x, double[] slopes) {
        double value = 0;
        for (int j : members) {
            double lacking = 0;
            for (int k : others) {
                double lack = Math.max(0, x[k] - x[j] + 1);
                // 0 times NaN is NaN
                double lacks = lack > 0 ? 1 : 0 * lack;
                value += lack;
                slopes[k] += lacks * scale;
                lacking += lacks;
            }
            slopes[j] = -lacking * scale;
        }
        return value * scale;
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
