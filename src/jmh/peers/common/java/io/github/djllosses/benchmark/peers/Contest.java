package io.github.djllosses.benchmark.peers;

import java.util.Random;

/** What is compared: its name in the tables of the benchmarks, and its formula to check by. */
enum Contest {
    INDICES(
            "cross-entropy, indices",
            (a, i, k, x, logZ) -> k == a.indices[i] ? (logZ - x) / a.rows : 0),
    WEIGHTS("cross-entropy, weights, ignored, smoothing", Contest::weighted),
    DISTRIBUTIONS(
            "cross-entropy, distributions",
            (a, i, k, x, logZ) -> a.p[i * a.classes + k] * (logZ - x) / a.rows),
    KL("KL, probabilities", Contest::divergence),
    KL_LOGS("KL, log-probabilities", Contest::divergence),
    BCE("BCE with logits", (a, i, k, x, logZ) -> binary(a, i, k, x, 1)),
    BCE_WEIGHTS(
            "BCE with logits, positive weights",
            (a, i, k, x, logZ) -> binary(a, i, k, x, a.weights[k]));

    static final double SMOOTHING = 0.1;

    private static final double AGREEMENT = 1e-3;
    private static final double SHIFT = 1e-4;

    private final String title;
    private final Term term;

    Contest(String title, Term term) {
        this.title = title;
        this.term = term;
    }

    String title() {
        return title;
    }

    /**
     * Refuses to time another function: compares the gradient's slope in a random direction with
     * the difference quotient of the formula. A wrong loss with the right gradient is reported.
     */
    void check(Arguments a, Result theirs) {
        Random random = new Random(1);
        double loss = 0;
        double slope = 0;
        double theirSlope = 0;
        double square = 0;
        double[] x = new double[a.classes];
        double[] direction = new double[a.classes];
        for (int i = 0; i < a.rows; i++) {
            for (int k = 0; k < a.classes; k++) {
                int at = i * a.classes + k;
                x[k] = leaf(a)[at];
                direction[k] = random.nextGaussian();
                theirSlope += theirs.gradient()[at] * direction[k];
                square += Math.pow(theirs.gradient()[at], 2);
            }
            loss += row(a, i, x, direction, 0);
            slope += row(a, i, x, direction, SHIFT) / (2 * SHIFT);
            slope -= row(a, i, x, direction, -SHIFT) / (2 * SHIFT);
        }
        if (!(Math.abs(theirSlope - slope) <= AGREEMENT * Math.sqrt(square))) {
            throw new IllegalStateException(
                    title + " has another gradient: slope " + theirSlope + " instead of " + slope);
        }
        if (!(Math.abs(theirs.loss() - loss) <= AGREEMENT * loss)) {
            System.out.println(title + ": loss " + theirs.loss() + " instead of " + loss);
        }
    }

    private float[] leaf(Arguments a) {
        return this == KL || this == KL_LOGS ? a.logQ : a.x;
    }

    private double row(Arguments a, int i, double[] x, double[] direction, double shift) {
        double z = 0;
        for (int k = 0; k < a.classes; k++) {
            z += Math.exp(x[k] + shift * direction[k]);
        }
        double sum = 0;
        for (int k = 0; k < a.classes; k++) {
            sum += term.at(a, i, k, x[k] + shift * direction[k], Math.log(z));
        }
        return sum;
    }

    private static double weighted(Arguments a, int i, int k, double x, double logZ) {
        double label = (k == a.indices[i] ? 1 - SMOOTHING : 0) + SMOOTHING / a.classes;
        return a.indices[i] == Arguments.IGNORED
                ? 0
                : label * a.weights[k] * (logZ - x) / a.weightSum;
    }

    private static double divergence(Arguments a, int i, int k, double logQ, double logZ) {
        double logP = a.logP[i * a.classes + k];
        return Math.exp(logP) * (logP - logQ) / a.rows;
    }

    private static double binary(Arguments a, int i, int k, double x, double weight) {
        double softplus = Math.log1p(Math.exp(-x));
        double yes = a.yes[i * a.classes + k];
        return ((1 - yes) * (x + softplus) + yes * weight * softplus) / a.rows / a.classes;
    }

    /** What one element adds to the loss, given the logarithm of its row's sum of exponentials. */
    private interface Term {
        double at(Arguments a, int row, int k, double x, double logZ);
    }
}
