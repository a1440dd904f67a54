package io.github.djllosses.sample.report;

import java.util.List;

/**
 * A part of a report.
 *
 * @param title its heading
 * @param text what it says, in a sentence or two
 * @param figures what it shows
 */
public record Section(String title, String text, List<Figure> figures) {}
