package io.github.djllosses.sample.report;

import java.util.List;

/**
 * Rows and columns.
 *
 * @param title what it shows
 * @param note how to read it, or nothing
 * @param header the names of the columns
 * @param rows texts and numbers
 */
public record Table(String title, String note, List<String> header, List<List<Object>> rows)
        implements Figure {}
