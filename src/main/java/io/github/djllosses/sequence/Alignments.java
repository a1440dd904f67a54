package io.github.djllosses.sequence;

import java.util.Arrays;

/**
 * All ways in which the steps of one sequence can spell its target: every symbol once or several
 * times in a row, blanks anywhere between, and at least one between two equal symbols.
 *
 * <p>States are the symbols of the target with a blank before, between and after them. Sums over
 * paths through the states are kept as logarithms, in double.
 */
final class Alignments {

    private static final double NONE = Double.NEGATIVE_INFINITY;

    private final double[] logP;
    private final int start;
    private final int steps;
    private final int classes;
    private final int[] states;

    /**
     * Takes a sequence and its target.
     *
     * @param logP log-probabilities, of a class after the other and a step after the other
     * @param start where those of the sequence start
     * @param steps the length of the sequence
     * @param classes the number of classes
     * @param states the target with its blanks
     */
    Alignments(double[] logP, int start, int steps, int classes, int... states) {
        this.logP = logP;
        this.start = start;
        this.steps = steps;
        this.classes = classes;
        this.states = states;
    }

    /**
     * Returns the logarithm of the probability of the target, and writes its derivatives.
     *
     * @param scale what the derivatives are multiplied by
     * @param gradient where they go, laid out as the log-probabilities are
     * @return the logarithm; {@code -inf}, without derivatives, where no path spells the target
     */
    double logLikelihood(double scale, double... gradient) {
        if (steps == 0) {
            return states.length == 1 ? 0 : NONE;
        }
        double[][] forward = forward();
        double[] last = forward[steps - 1];
        int end = states.length - 1;
        double total = logSum(last[end], end > 0 ? last[end - 1] : NONE, NONE);
        if (total == NONE) {
            return total;
        }

        double[] backward = new double[states.length];
        Arrays.fill(backward, 0, Math.max(end - 1, 0), NONE);
        for (int t = steps - 1; t >= 0; t--) {
            for (int s = 0; s <= end; s++) {
                double posterior = Math.exp(forward[t][s] + backward[s] - total);
                gradient[at(t, s)] += scale * posterior;
            }
            backward = before(t, backward);
        }
        return total;
    }

    /** Returns, for each step and state, what all paths from the start to there add up to. */
    private double[][] forward() {
        double[][] forward = new double[steps][states.length];
        double[] before = new double[states.length];
        Arrays.fill(before, NONE);
        for (int t = 0; t < steps; t++) {
            for (int s = 0; s < states.length; s++) {
                double stay = t == 0 && s == 0 ? 0 : before[s];
                double next = t == 0 ? (s == 1 ? 0 : NONE) : s > 0 ? before[s - 1] : NONE;
                double skip = skips(s) ? before[s - 2] : NONE;
                forward[t][s] = logSum(stay, next, skip) + logP[at(t, s)];
            }
            before = forward[t];
        }
        return forward;
    }

    /** Goes from what paths to the end add up to after a step to the same before it. */
    private double[] before(int t, double... after) {
        double[] before = new double[states.length];
        for (int s = 0; s < states.length; s++) {
            before[s] =
                    logSum(
                            after[s] + logP[at(t, s)],
                            s + 1 < states.length ? after[s + 1] + logP[at(t, s + 1)] : NONE,
                            skips(s + 2) ? after[s + 2] + logP[at(t, s + 2)] : NONE);
        }
        return before;
    }

    /** Tells whether a path may leave out the blank before a state. */
    private boolean skips(int s) {
        return s > 1 && s < states.length && states[s] != states[s - 2];
    }

    private int at(int step, int state) {
        return start + step * classes + states[state];
    }

    private static double logSum(double a, double b, double c) {
        double largest = Math.max(a, Math.max(b, c));
        return largest == NONE
                ? NONE
                : largest
                        + Math.log(
                                Math.exp(a - largest)
                                        + Math.exp(b - largest)
                                        + Math.exp(c - largest));
    }
}
