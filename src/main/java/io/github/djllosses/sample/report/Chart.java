package io.github.djllosses.sample.report;

import java.util.List;

/**
 * Curves over a common axis.
 *
 * @param title what it shows
 * @param note how to read it, or nothing
 * @param xLabel what runs from left to right
 * @param scale how values become heights
 * @param series the curves
 */
public record Chart(String title, String note, String xLabel, Scale scale, List<Series> series)
        implements Figure {

    /** How values become heights. */
    public enum Scale {
        /** In proportion. */
        LINEAR,
        /** By their logarithm; what is not above 0 is left out. */
        LOGARITHMIC
    }

    /** How a curve is drawn. */
    public enum Mark {
        /** A line. */
        LINE,
        /** A broken line. */
        DASHED,
        /** A bar for each value, behind the lines. */
        BARS
    }

    /**
     * A curve.
     *
     * @param name what it shows
     * @param hue its colour
     * @param mark how it is drawn
     * @param x the positions, rising
     * @param y a value for each position; NaN where there is none, which leaves a gap
     */
    public record Series(String name, Hue hue, Mark mark, List<Double> x, List<Double> y) {}
}
