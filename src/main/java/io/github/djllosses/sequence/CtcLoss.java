package io.github.djllosses.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Connectionist temporal classification: negative log-likelihood of a target that is shorter than
 * its sequence of predictions, over all alignments of both.
 *
 * <pre>{@code
 * value = -log sum_a prod_t q_t(a_t)
 * mean  = sum of value / max(S, 1), divided by the number of sequences
 *
 * a = every sequence of classes, one for each step, that spells the target when repetitions are
 *     merged and blanks removed;  q_t = distribution at step t;  S = length of the target
 * }</pre>
 *
 * <p><b>The mean is that of losses per symbol</b>, as PyTorch's: each sequence's loss is divided by
 * the length of its target, at least 1, before they are averaged. So it is not the mean of the
 * values; those, their sum and the batch mean are of whole sequences. With a builder's {@code
 * optReduction(Reduction.BATCH_MEAN)} a long target counts more than a short one.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>log-probabilities {@code (T, N, C)}, as {@code logSoftmax(-1)} returns
 *     them; {@code (T, C)} is a single sequence</td></tr>
 * <tr><td>labels</td><td>targets {@code (N, S)}, class indices without blanks, padded with anything;
 *     lengths of the sequences {@code (N)}, at most T; lengths of the targets {@code (N)}, at most
 *     S; all whole numbers of any data type; without N for a single sequence; then optionally
 *     example weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code (N)}, {@code ()} for a single sequence</td></tr>
 * </table>
 *
 * <p>Where no alignment exists, because the sequence is too short for its target, the value is
 * infinite, or 0 with {@link Builder#optZeroInfinity}, and the gradient 0. The sequence still
 * counts.
 *
 * <p>The gradient is the derivative by the log-probabilities as they are: minus the posterior of
 * each class at each step. PyTorch's assumes that they come from a log-softmax and adds {@code
 * exp(logQ)}; behind a log-softmax both give the same. It is computed in double on the host, one
 * sequence beside the other; time and memory grow with {@code T S} for each.
 *
 * <p>The divisor is the number of sequences, or the sum of the example weights. Labels are
 * constants. Unit: nats.
 *
 * <p>Source: Graves et al., Connectionist Temporal Classification, 2006; {@code torch.nn.CTCLoss},
 * which also takes targets one after the other in one dimension.
 */
public final class CtcLoss extends AbstractLoss {

    /** From here on sequences are worth a thread each. */
    private static final int MANY = 1 << 14;

    private final int blank;
    private final boolean zeroInfinity;

    /** Creates the loss with all defaults. */
    public CtcLoss() {
        this(builder());
    }

    private CtcLoss(Builder builder) {
        super(builder);
        blank = builder.blank;
        zeroInfinity = builder.zeroInfinity;
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
        return Arity.of(1, 3).labelled("targets, lengths of the sequences, lengths of the targets");
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        CtcTargets targets = new CtcTargets(in, blank);
        Shape values = targets.values();

        NDArray weights = in.exampleWeights(values);
        return Evaluation.of(
                values,
                weights,
                isMean() ? targets.weightsPerSymbol() : weights,
                () -> in.totalWeight(values),
                x -> in.masked(x, targets.used(), x.getShape().dimension() - 1),
                false,
                predictions ->
                        Terms.closedForm(
                                sequences(predictions.head()),
                                (part, from) -> formula(targets, part, (int) from)));
    }

    /** Lays out the log-probabilities with one sequence in each row. */
    private static NDArray sequences(NDArray x) {
        Shape shape = x.getShape();
        return shape.dimension() == 2
                ? x.reshape(1, shape.size())
                : x.transpose(1, 0, 2).reshape(shape.get(1), shape.get(0) * shape.get(2));
    }

    private ValueAndGradient formula(CtcTargets targets, NDArray x, int from) {
        double[] logQ = Numbers.toDoubles(x);
        double[] gradient = new double[logQ.length];
        double[] values = new double[(int) x.getShape().get(0)];
        int size = (int) x.getShape().get(1);
        int[] counting =
                IntStream.range(0, values.length).filter(i -> targets.counts(from + i)).toArray();
        for (int i : counting) {
            targets.checkLogarithms(from + i, logQ, i * size);
        }
        IntStream sequences = Arrays.stream(counting);
        (logQ.length < MANY ? sequences : sequences.parallel())
                .forEach(i -> values[i] = value(targets, from + i, logQ, i * size, gradient));
        return new ValueAndGradient(
                Numbers.array(x, values), Numbers.array(x, gradient).reshape(x.getShape()));
    }

    private double value(CtcTargets targets, int i, double[] logQ, int start, double... gradient) {
        Alignments alignments =
                new Alignments(logQ, start, targets.steps(i), targets.classes(), targets.states(i));
        double value = -alignments.logLikelihood(-1, gradient);
        return zeroInfinity && value == Double.POSITIVE_INFINITY ? 0 : value;
    }

    /** The options of {@link CtcLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private int blank;
        private boolean zeroInfinity;

        Builder() {
            super(CtcLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the class that stands for nothing.
         *
         * @param blank the class, not negative; 0 by default
         * @return this builder
         */
        public Builder optBlank(int blank) {
            check(blank >= 0, "blank", blank, "a class >= 0");
            this.blank = blank;
            return changed("blank", blank, 0);
        }

        /**
         * Makes the loss of a sequence 0 that is too short for its target, where it is infinite.
         *
         * @param zeroInfinity whether it is 0; false by default
         * @return this builder
         */
        public Builder optZeroInfinity(boolean zeroInfinity) {
            this.zeroInfinity = zeroInfinity;
            return changed("zeroInfinity", zeroInfinity, false);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public CtcLoss build() {
            return new CtcLoss(this);
        }
    }
}
