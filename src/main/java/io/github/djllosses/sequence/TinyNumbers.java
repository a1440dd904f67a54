package io.github.djllosses.sequence;

/**
 * Numbers that may be far too small for a {@code double}, as the probability of a long path is:
 * {@code m 2^(512 e)}, each with an exponent of its own. Sums and products take no logarithm, which
 * would cost ten times as much, and lose no digits.
 */
final class TinyNumbers {

    private static final int BITS = 512;
    private static final double LOG_OF_STEP = BITS * Math.log(2);
    private static final double STEP = 0x1p512;
    private static final double LEAST = 0x1p-256;

    /** From here on logarithms are so coarse that their rest says nothing. */
    private static final double COARSE = -1e15;

    private final double[] m;
    private final double[] e;

    /** Creates numbers that are 0. */
    TinyNumbers(int size) {
        m = new double[size];
        e = new double[size];
    }

    int size() {
        return m.length;
    }

    /** Sets a number to {@code exp(log)}; the logarithm is far below the largest of a double. */
    void setExp(int i, double log) {
        if (log == Double.NEGATIVE_INFINITY) {
            set(i, 0, 0);
        } else {
            double steps = Math.rint(log / LOG_OF_STEP);
            set(i, log < COARSE ? 1 : Math.exp(log - steps * LOG_OF_STEP), steps);
        }
    }

    /** Returns the logarithm of a number. */
    double log(int i) {
        return Math.log(m[i]) + e[i] * LOG_OF_STEP;
    }

    /** Sets a number to the product of two others. */
    void setProduct(int i, TinyNumbers a, TinyNumbers b) {
        set(i, a.m[i] * b.m[i], a.e[i] + b.e[i]);
    }

    /** Sets a number to the sum of some consecutive others. */
    void setSum(int i, TinyNumbers a, int from, int to) {
        double exponent = a.e[from];
        double sum = a.m[from];
        for (int k = from + 1; k < to; k++) {
            if (a.e[k] == exponent) {
                sum += a.m[k];
            } else if (sum == 0 || (a.m[k] != 0 && a.e[k] > exponent)) {
                sum = a.m[k] + shifted(sum, exponent - a.e[k]);
                exponent = a.e[k];
            } else {
                sum += shifted(a.m[k], a.e[k] - exponent);
            }
        }
        set(i, sum, exponent);
    }

    /** Returns the quotient {@code a_i b_i / c}, which is at most 1. */
    static double share(TinyNumbers a, TinyNumbers b, int i, TinyNumbers c) {
        return shifted(a.m[i] * b.m[i] / c.m[0], a.e[i] + b.e[i] - c.e[0]);
    }

    private static double shifted(double mantissa, double steps) {
        return mantissa == 0 || steps == 0
                ? mantissa
                : Math.scalb(mantissa, BITS * (int) Math.max(steps, -8));
    }

    private void set(int i, double mantissa, double exponent) {
        boolean small = mantissa < LEAST && mantissa != 0;
        boolean large = mantissa >= 1 / LEAST;
        m[i] = small ? mantissa * STEP : large ? mantissa / STEP : mantissa;
        e[i] = mantissa == 0 ? 0 : exponent + (large ? 1 : 0) - (small ? 1 : 0);
    }
}
