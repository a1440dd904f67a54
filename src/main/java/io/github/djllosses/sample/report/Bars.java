package io.github.djllosses.sample.report;

import java.util.List;

/**
 * Numbers as the lengths of bars.
 *
 * @param title what it shows
 * @param note how to read it, or nothing
 * @param unit the unit of all numbers
 * @param bars the bars; those of a group follow each other
 */
public record Bars(String title, String note, String unit, List<Bar> bars) implements Figure {

    /**
     * A bar.
     *
     * @param group what it belongs to
     * @param name its name within the group
     * @param hue its colour
     * @param value its length, 0 or more
     */
    public record Bar(String group, String name, Hue hue, double value) {}
}
