package io.github.djllosses.information;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The Renyi divergence {@code log(sum_k p_k^a q_k^(1-a)) / (a - 1)} in nats, of distributions that
 * have been checked.
 */
final class RenyiDivergence {

    private RenyiDivergence() {}

    static double of(double[] p, double[] q, double alpha) {
        if (alpha == 1) {
            return Nats.klDivergence(p, q);
        }
        if (alpha == Double.POSITIVE_INFINITY) {
            return largestLogRatio(p, q);
        }
        if (alpha < 0.5) {
            // the same, but for what follows cancels less
            return alpha / (1 - alpha) * of(q, p, 1 - alpha);
        }
        double logSum = logSum(p, q, alpha);
        return Math.abs(logSum) > 0.5
                ? logSum / (alpha - 1)
                : Math.log1p((alpha - 1) * excess(p, q, alpha)) / (alpha - 1);
    }

    private static double largestLogRatio(double[] p, double[] q) {
        return IntStream.range(0, p.length)
                .filter(k -> p[k] > 0)
                .mapToDouble(k -> logRatio(p[k], q[k]))
                .max()
                .orElseThrow();
    }

    /** Returns {@code log sum_k p_k^a q_k^(1-a)}. */
    private static double logSum(double[] p, double[] q, double alpha) {
        IntToDoubleFunction log = k -> Math.log(p[k]) + (alpha - 1) * logRatio(p[k], q[k]);
        double[] logs =
                IntStream.range(0, p.length).filter(k -> p[k] > 0).mapToDouble(log).toArray();
        double max = IntStream.range(0, logs.length).mapToDouble(k -> logs[k]).max().orElseThrow();
        return Double.isInfinite(max)
                ? max
                : max
                        + Math.log(
                                IntStream.range(0, logs.length)
                                        .mapToDouble(k -> Math.exp(logs[k] - max))
                                        .sum());
    }

    /**
     * Returns {@code (sum_k p_k^a q_k^(1-a) - 1) / (a - 1)} without subtracting 1: with z = (a - 1)
     * log(p/q) its terms are {@code p log(p/q) - p + q + p (exp(z) - 1 - z) / (a - 1)}.
     */
    private static double excess(double[] p, double[] q, double alpha) {
        return IntStream.range(0, p.length).mapToDouble(k -> excess(p[k], q[k], alpha)).sum();
    }

    private static double excess(double p, double q, double alpha) {
        if (p == 0) {
            return q;
        }
        if (q == 0) {
            return alpha > 1 ? Double.POSITIVE_INFINITY : p * alpha / (1 - alpha);
        }
        double z = (alpha - 1) * logRatio(p, q);
        return RelativeEntropy.term(p, q) + p * RelativeEntropy.expm1MinusX(z) / (alpha - 1);
    }

    private static double logRatio(double p, double q) {
        return q == 0 ? Double.POSITIVE_INFINITY : RelativeEntropy.logRatio(p, q);
    }
}
