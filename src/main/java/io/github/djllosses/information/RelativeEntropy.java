package io.github.djllosses.information;

/**
 * The relative entropy of two numbers, {@code p log(p/q) - p + q}, with all its digits.
 *
 * <p>Every divergence here is a sum of such terms. None of them is negative, so that nothing
 * cancels, and where {@code p} and {@code q} add up to the same, {@code -p + q} adds nothing.
 */
final class RelativeEntropy {

    /** Up to this distance, relative to p + q, the series is the more exact way. */
    private static final double NEAR = 0.25;

    private RelativeEntropy() {}

    /** Returns {@code p log(p/q) - p + q} of numbers not below 0. */
    static double term(double p, double q) {
        return term(p, q, p - q);
    }

    /** Returns the same where {@code p - q} is known better than from the rounded numbers. */
    static double term(double p, double q, double difference) {
        if (p == 0 || q == 0) {
            return p == 0 ? q : Double.POSITIVE_INFINITY;
        }
        double v = difference / (p + q);
        return Math.abs(v) < NEAR ? series(p, difference, v) : p * logRatio(p, q) - difference;
    }

    /** Returns {@code (p - q) v + 2 p (v^3/3 + v^5/5 + ...)}, as {@code log(p/q) = 2 atanh v}. */
    private static double series(double p, double difference, double v) {
        double next = difference * v;
        double sum;
        double power = 2 * p * v;
        int n = 1;
        do {
            sum = next;
            power *= v * v;
            n += 2;
            next = sum + power / n;
        } while (next > sum || next < sum);
        return sum;
    }

    /** Returns {@code log(p/q)} of numbers above 0. */
    static double logRatio(double p, double q) {
        double ratio = p / q;
        if (ratio < Double.MIN_NORMAL || ratio > Double.MAX_VALUE) {
            return Math.log(p) - Math.log(q);
        }
        return ratio > 0.5 && ratio < 2 ? Math.log1p((p - q) / q) : Math.log(ratio);
    }

    /** Returns {@code exp(x) - 1 - x}, which is a relative entropy, that of 1 and exp(x). */
    static double expm1MinusX(double x) {
        double expm1 = Math.expm1(x);
        return Math.abs(x) < 1 ? term(1, Math.exp(x), -expm1) : expm1 - x;
    }
}
