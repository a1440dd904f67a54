package io.github.djllosses.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.ClassIndices;
import io.github.djllosses.core.ClassLabels;
import io.github.djllosses.core.ClassOptions;
import io.github.djllosses.core.ClassWeights;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.EpochTotal;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Expected calibration error: how far the confidence of a classifier is from how often it is right.
 *
 * <pre>{@code
 * ECE = sum_m (n_m / n) |accuracy_m - confidence_m|
 *
 * ExpectedCalibrationError calibration = new ExpectedCalibrationError();
 * config.addEvaluator(calibration);
 * ...
 * calibration.bins("validate/epoch");   // what a reliability diagram shows
 * }</pre>
 *
 * <p>The confidence of a prediction is the probability of its most probable class. Predictions are
 * put into M bins of equal width by their confidence, {@code ((m - 1)/M, m/M]}.
 *
 * <p>Predictions and class indices are those of {@code CrossEntropyLoss}, ignored labels and
 * example weights too.
 *
 * <p>Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
 */
public final class ExpectedCalibrationError extends ExactEvaluator {

    private static final String NAME = "ExpectedCalibrationError";

    /** How far above 1 a rounded probability may lie. */
    private static final double ROUNDINGS = 1e-6;

    private final int bins;
    private final Encoding encoding;
    private final ClassOptions options;

    /** Creates the evaluator with all defaults: 15 bins, from logits along the last axis. */
    public ExpectedCalibrationError() {
        this(builder());
    }

    private ExpectedCalibrationError(Builder builder) {
        super(NAME);
        bins = builder.bins;
        encoding = builder.encoding;
        options = new ClassOptions(builder.classAxis, ClassWeights.NONE, builder.ignoreIndex);
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
    List<EpochTotal> totals(NDList labels, NDList predictions) {
        return Inputs.within(NAME, given -> Arity.ONE, labels, predictions, false, this::totals);
    }

    /** Returns the confidences and then the hits of every bin, each with the number of examples. */
    private List<EpochTotal> totals(Inputs in) {
        ClassIndices labels = indices(in);
        ClassAxis axis = ClassAxis.of(in, options.classAxis());
        NDArray exact = in.prediction().toType(DataType.FLOAT64, false);
        double[] p = Numbers.toDoubles(encoding.probabilities(exact, axis.axis()));

        EpochTotal[] totals = new EpochTotal[2 * bins];
        Arrays.fill(totals, EpochTotal.EMPTY.plus(0, 0));
        for (int row = 0; row < labels.count(); row++) {
            double weight = labels.weight(row);
            if (weight != 0) {
                long top = top(axis, row, p);
                double confidence = p[(int) axis.position(row, top)];
                if (confidence > 1 + ROUNDINGS) {
                    throw in.error(
                            "predictions[0] %s holds a probability of %s, expected at most 1: set"
                                    + " optPredictionEncoding to what the predictions are",
                            in.prediction().getShape(), confidence);
                }
                int bin = bin(confidence);
                double hit = top == labels.index(row) ? 1 : 0;
                totals[bin] = totals[bin].plus(weight * confidence, weight);
                totals[bins + bin] = totals[bins + bin].plus(weight * hit, weight);
            }
        }
        return List.of(totals);
    }

    private ClassIndices indices(Inputs in) {
        if (ClassLabels.of(in, options) instanceof ClassIndices indices) {
            return indices;
        }
        throw in.error(
                "labels[0] %s has the shape of predictions[0], expected class indices",
                in.label(0).getShape());
    }

    private static long top(ClassAxis axis, long row, double... p) {
        long top = 0;
        for (long k = 1; k < axis.classes(); k++) {
            if (p[(int) axis.position(row, k)] > p[(int) axis.position(row, top)]) {
                top = k;
            }
        }
        return top;
    }

    private int bin(double confidence) {
        return Math.max(0, Math.min(bins, (int) Math.ceil(confidence * bins)) - 1);
    }

    @Override
    double result(List<EpochTotal> totals) {
        double gaps = 0;
        double count = 0;
        for (int bin = 0; bin < bins; bin++) {
            gaps += Math.abs(totals.get(bins + bin).total() - totals.get(bin).total());
            count += totals.get(bin).divisor();
        }
        return count == 0 ? 0 : gaps / count;
    }

    /**
     * Returns the bins over all batches since the accumulator was reset: the bars of a reliability
     * diagram.
     *
     * @param key the key of the accumulator
     * @return the bins by rising confidence; none before the first batch
     * @throws IllegalArgumentException if there is no such accumulator
     */
    public List<Bin> bins(String key) {
        List<EpochTotal> totals = find(key);
        return IntStream.range(0, totals.size() / 2).mapToObj(bin -> bin(totals, bin)).toList();
    }

    private Bin bin(List<EpochTotal> totals, int bin) {
        EpochTotal confidence = totals.get(bin);
        return new Bin(
                (double) bin / bins,
                (bin + 1.0) / bins,
                confidence.divisor(),
                confidence.average(),
                totals.get(bins + bin).average());
    }

    /**
     * The predictions of a range of confidences.
     *
     * @param from the least confidence, exclusive
     * @param to the largest confidence, inclusive
     * @param weight the number of predictions, or the sum of their example weights
     * @param confidence their mean confidence, 0 where there is none
     * @param accuracy the share of them that is right, 0 where there is none
     */
    public record Bin(double from, double to, double weight, double confidence, double accuracy) {}

    /** The options of {@link ExpectedCalibrationError}. */
    public static final class Builder {

        private int bins = 15;
        private Encoding encoding = Encoding.LOGITS;
        private int classAxis = -1;
        private @Nullable Long ignoreIndex;

        Builder() {}

        /**
         * Sets the number of bins.
         *
         * @param bins the number, 1 or more; 15 by default
         * @return this builder
         */
        public Builder optBins(int bins) {
            if (bins < 1) {
                throw new IllegalArgumentException(
                        NAME + ": bins is " + bins + ", expected 1 or more");
            }
            this.bins = bins;
            return this;
        }

        /**
         * Sets how the predictions spell their distributions.
         *
         * @param encoding the encoding; {@link Encoding#LOGITS} by default
         * @return this builder
         */
        public Builder optPredictionEncoding(Encoding encoding) {
            this.encoding = encoding;
            return this;
        }

        /**
         * Sets the axis along which the classes lie.
         *
         * @param axis the axis, perhaps counted from the end; -1 by default
         * @return this builder
         */
        public Builder optClassAxis(int axis) {
            classAxis = axis;
            return this;
        }

        /**
         * Sets the label that marks examples to leave out, such as padding.
         *
         * @param index the label; none by default
         * @return this builder
         */
        public Builder optIgnoreIndex(long index) {
            ignoreIndex = index;
            return this;
        }

        /**
         * Builds the evaluator.
         *
         * @return the evaluator
         */
        public ExpectedCalibrationError build() {
            return new ExpectedCalibrationError(this);
        }
    }
}
