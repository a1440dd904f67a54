package io.github.djllosses.sequence;

/**
 * All ways in which the steps of one sequence can spell its target: every symbol once or several
 * times in a row, blanks anywhere between, and at least one between two equal symbols.
 *
 * <p>States are the symbols of the target with a blank before, between and after them. Before and
 * after a step, the paths through a state have a probability each, which the classes of the state
 * at that step multiply.
 */
final class Alignments {

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
        int size = states.length;
        if (steps == 0) {
            return size == 1 ? 0 : Double.NEGATIVE_INFINITY;
        }
        TinyNumbers[] p = new TinyNumbers[steps];
        TinyNumbers[] forward = new TinyNumbers[steps];
        for (int t = 0; t < steps; t++) {
            p[t] = probabilities(t);
            forward[t] = t == 0 ? first(p[0]) : stepForward(forward[t - 1], p[t]);
        }
        TinyNumbers total = new TinyNumbers(1);
        total.setSum(0, forward[steps - 1], Math.max(size - 2, 0), size);
        double logLikelihood = total.log(0);
        if (logLikelihood == Double.NEGATIVE_INFINITY) {
            return logLikelihood;
        }

        TinyNumbers backward = new TinyNumbers(size);
        for (int s = Math.max(size - 2, 0); s < size; s++) {
            backward.setExp(s, 0);
        }
        for (int t = steps - 1; t >= 0; t--) {
            for (int s = 0; s < size; s++) {
                double posterior = TinyNumbers.share(forward[t], backward, s, total);
                gradient[at(t, s)] += scale * posterior;
            }
            backward = stepBackward(p[t], backward);
        }
        return logLikelihood;
    }

    /** Returns the probability of every state's class at a step. */
    private TinyNumbers probabilities(int t) {
        TinyNumbers p = new TinyNumbers(states.length);
        for (int s = 0; s < states.length; s++) {
            p.setExp(s, logP[at(t, s)]);
        }
        return p;
    }

    /** Returns the probability of the paths that the first step starts: blank or first symbol. */
    private static TinyNumbers first(TinyNumbers p) {
        TinyNumbers first = new TinyNumbers(p.size());
        for (int s = 0; s < Math.min(p.size(), 2); s++) {
            first.setSum(s, p, s, s + 1);
        }
        return first;
    }

    /** Goes from the paths up to each state to those that are a step longer. */
    private TinyNumbers stepForward(TinyNumbers before, TinyNumbers p) {
        TinyNumbers after = new TinyNumbers(states.length);
        for (int s = 0; s < states.length; s++) {
            after.setSum(s, before, skips(s) ? s - 2 : Math.max(s - 1, 0), s + 1);
            after.setProduct(s, after, p);
        }
        return after;
    }

    /** Goes from the paths onwards from each state to those that are a step longer. */
    private TinyNumbers stepBackward(TinyNumbers p, TinyNumbers after) {
        TinyNumbers through = new TinyNumbers(states.length);
        for (int s = 0; s < states.length; s++) {
            through.setProduct(s, after, p);
        }
        TinyNumbers before = new TinyNumbers(states.length);
        for (int s = 0; s < states.length; s++) {
            before.setSum(s, through, s, skips(s + 2) ? s + 3 : Math.min(s + 2, states.length));
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
}
