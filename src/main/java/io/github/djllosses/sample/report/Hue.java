package io.github.djllosses.sample.report;

/** The colours of a report; the page says what they are in a light and in a dark theme. */
public enum Hue {
    /** The first. */
    BLUE,
    /** The second. */
    ORANGE,
    /** The third. */
    GREEN,
    /** What stands behind the others. */
    GREY
}
