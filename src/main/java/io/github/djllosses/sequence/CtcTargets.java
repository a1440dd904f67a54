package io.github.djllosses.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The targets of a batch of sequences and both lengths, read to the host, where each number is
 * checked before it is used as an index.
 */
final class CtcTargets {

    /** How far a logarithm may be above 0: less than a raw score is, more than rounding. */
    private static final double ABOVE_ZERO = 0.01;

    private final Inputs in;
    private final Shape prediction;
    private final int blank;
    private final double[] symbols;
    private final double[] steps;
    private final double[] lengths;
    private final double @Nullable [] weights;

    /**
     * Reads the labels.
     *
     * @param in the arguments of the loss
     * @param blank the class that stands for nothing
     * @throws IllegalArgumentException if the labels do not fit the prediction or each other
     */
    CtcTargets(Inputs in, int blank) {
        this.in = in;
        this.blank = blank;
        prediction = in.prediction().getShape();
        checkPrediction();
        Shape values = values();
        Shape targets = in.label(0).getShape();
        check(0, targets.isScalar() ? targets : targets.slice(0, targets.dimension() - 1));
        check(1, in.label(1).getShape());
        check(2, in.label(2).getShape());
        symbols = Numbers.toDoubles(in.label(0));
        steps = Numbers.toDoubles(in.label(1));
        lengths = Numbers.toDoubles(in.label(2));
        NDArray given = in.exampleWeights(values);
        weights = given == null ? null : Numbers.toDoubles(given);
        for (int i = 0; i < steps.length; i++) {
            if (counts(i)) {
                checkNumbers(i);
            }
        }
    }

    private void checkPrediction() {
        int rank = prediction.dimension();
        if (rank != 2 && rank != 3) {
            throw in.error(
                    "predictions[0] %s must be log-probabilities (T, N, C), or (T, C) of a single"
                            + " sequence",
                    prediction);
        }
        if (prediction.get(0) == 0 || blank >= classes()) {
            throw in.error(
                    "predictions[0] %s must have at least one step and more classes than the blank"
                            + " %d",
                    prediction, blank);
        }
    }

    private void check(int index, Shape sequences) {
        NDArray label = in.label(index);
        boolean isTargets = index == 0;
        int rank = values().dimension() + (isTargets ? 1 : 0);
        if (!sequences.equals(values()) || label.getShape().dimension() != rank) {
            throw in.error(
                    "labels[%d] %s does not fit predictions[0] %s: expected targets %s, padded to"
                            + " the same length, then the lengths of the sequences and those of the"
                            + " targets, both %s; predictions are (T, N, C), so transpose(1, 0, 2)"
                            + " them if the batch comes first",
                    index,
                    label.getShape(),
                    prediction,
                    values().isScalar() ? "(S)" : "(" + values().get(0) + ", S)",
                    values());
        }
        if (label.getDataType() == DataType.BOOLEAN) {
            throw in.error(
                    "labels[%d] %s is boolean, expected whole numbers", index, label.getShape());
        }
    }

    private void checkNumbers(int i) {
        check(1, i, steps[i], 0, prediction.get(0), "the length of a sequence");
        check(2, i, lengths[i], 0, longest(), "the length of a target");
        for (int k = 0; k < lengths[i]; k++) {
            int at = i * longest() + k;
            check(0, at, symbols[at], 0, classes() - 1L, "a class");
            if (symbols[at] == blank) {
                throw in.error(
                        "labels[0] %s holds the blank %d at element %d, inside a target: a target"
                                + " is spelled without blanks",
                        in.label(0).getShape(), blank, at);
            }
        }
    }

    /**
     * Refuses numbers that are no logarithms of probabilities.
     *
     * @param i the number of a sequence that counts
     * @param logQ what should be its logarithms, and others
     * @param start where its own start
     */
    void checkLogarithms(int i, double[] logQ, int start) {
        for (int k = start; k < start + steps(i) * classes(); k++) {
            if (logQ[k] > ABOVE_ZERO) {
                throw in.error(
                        "predictions[0] %s holds %s in sequence %d, which is no log-probability:"
                                + " pass scores.logSoftmax(-1)",
                        prediction, logQ[k], i);
            }
        }
    }

    private void check(int index, int at, double number, long least, long most, String what) {
        if (!(number >= least && number <= most && number == Math.rint(number))) {
            throw in.error(
                    "labels[%d] %s holds %s at element %d, expected %s, in [%d, %d]",
                    index, in.label(index).getShape(), number, at, what, least, most);
        }
    }

    /** Returns the shape of the values: (N), or () for a single sequence. */
    Shape values() {
        return prediction.slice(1, prediction.dimension() - 1);
    }

    int classes() {
        return (int) prediction.get(prediction.dimension() - 1);
    }

    private int longest() {
        return symbols.length / Math.max(1, steps.length);
    }

    /** Returns, in the prediction's layout without its classes, 1 for each step that is used. */
    NDArray used() {
        double[] used = new double[(int) prediction.get(0) * steps.length];
        for (int i = 0; i < steps.length; i++) {
            for (int t = 0; counts(i) && t < steps[i]; t++) {
                used[t * steps.length + i] = 1;
            }
        }
        return Numbers.array(in.prediction(), used)
                .reshape(prediction.slice(0, prediction.dimension() - 1));
    }

    /** Returns the weight of every sequence divided by the length of its target, at least 1. */
    NDArray weightsPerSymbol() {
        double[] perSymbol = new double[steps.length];
        for (int i = 0; i < perSymbol.length; i++) {
            double weight = weights == null ? 1 : weights[i];
            perSymbol[i] = counts(i) ? weight / Math.max(length(i), 1) : 0;
        }
        return Numbers.array(in.prediction(), perSymbol).reshape(values());
    }

    /** Tells whether a sequence has any weight: one that has none may hold anything. */
    boolean counts(int i) {
        return weights == null || weights[i] != 0;
    }

    /** Returns the number of steps of a sequence. */
    int steps(int i) {
        return (int) steps[i];
    }

    /** Returns the number of symbols of a target. */
    int length(int i) {
        return (int) lengths[i];
    }

    /** Returns a target with a blank before, between and after its symbols. */
    int[] states(int i) {
        int[] states = new int[2 * length(i) + 1];
        Arrays.fill(states, blank);
        for (int k = 0; k < length(i); k++) {
            states[2 * k + 1] = (int) symbols[i * longest() + k];
        }
        return states;
    }
}
