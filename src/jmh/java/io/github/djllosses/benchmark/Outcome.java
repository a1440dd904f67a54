package io.github.djllosses.benchmark;

import java.util.Locale;

/**
 * How one rival did in one contest.
 *
 * @param contest the contest
 * @param shape the shape of the predictions
 * @param rival the rival
 * @param micros the median time of a step in microseconds
 * @param ratio the median over rounds of our time divided by this rival's in the same round
 * @param lower the lower quartile of that
 * @param upper the upper quartile of that
 * @param mebibytes what a step adds to the memory of the process at its peak
 */
record Outcome(
        String contest,
        String shape,
        String rival,
        double micros,
        double ratio,
        double lower,
        double upper,
        double mebibytes) {

    /** Returns this outcome of another process, with the ratio of two medians. */
    Outcome against(double ourMicros) {
        double quotient = ourMicros / micros;
        return new Outcome(
                contest, shape, rival, micros, quotient, Double.NaN, Double.NaN, mebibytes);
    }

    String ratioText() {
        return Double.isNaN(lower)
                ? String.format(Locale.ROOT, "%.2f", ratio)
                : String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", ratio, lower, upper);
    }
}
