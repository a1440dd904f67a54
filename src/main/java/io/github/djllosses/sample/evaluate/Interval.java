package io.github.djllosses.sample.evaluate;

/**
 * Where the true value lies with a confidence of 95 %.
 *
 * @param low the least value
 * @param high the largest value
 */
public record Interval(double low, double high) {

    /** How many standard deviations hold 95 % of a normal distribution. */
    private static final double Z = 1.959963984540054;

    /**
     * Returns the interval of a share by Wilson, which holds what it says also near 0 and 1.
     *
     * @param hits how many were right
     * @param count of how many, at least 1
     * @return the interval of the share that would be right of infinitely many
     */
    public static Interval wilson(long hits, long count) {
        double share = (double) hits / count;
        double square = Z * Z / count;
        double centre = (share + square / 2) / (1 + square);
        double reach =
                Z * Math.sqrt(share * (1 - share) / count + square / (4 * count)) / (1 + square);
        return new Interval(centre - reach, centre + reach);
    }
}
