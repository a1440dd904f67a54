package io.github.djllosses.sample.report;

import java.util.Locale;

/** Something to look at in a section. */
public sealed interface Figure permits Bars, Chart, Gallery, Matrix, Table {

    /** Returns the name by which the page knows how to draw it. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
