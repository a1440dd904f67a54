package io.github.djllosses.sample.console;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/**
 * Says how far the work is. On a terminal a line changes in place; elsewhere, where every change
 * would be another line of a log, only what is finished is said.
 */
public final class Progress {

    private final PrintWriter out;
    private final boolean live;
    private int width;
    private int percent = -1;

    /**
     * Creates a progress that finds out whether it is on a terminal.
     *
     * @param out where to say it
     */
    public Progress(PrintWriter out) {
        // its test for a terminal knows later Java versions, too
        this(out, Ansi.AUTO.enabled());
    }

    Progress(PrintWriter out, boolean live) {
        this.out = out;
        this.live = live;
    }

    /**
     * Says what is being done and how much of it.
     *
     * @param text what
     * @param done how much is done
     * @param total of how much
     */
    public void at(String text, long done, long total) {
        int now = (int) (100 * done / Math.max(total, 1));
        if (live && now != percent) {
            percent = now;
            overwrite(String.format(Locale.ROOT, "%s  %3d %%", text, now));
            out.flush();
        }
    }

    /**
     * Says that something is finished.
     *
     * @param text what, with its result
     */
    public void done(String text) {
        if (live) {
            overwrite(text);
            width = 0;
            percent = -1;
        } else {
            out.print(text);
        }
        out.println();
        out.flush();
    }

    private void overwrite(String text) {
        out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
        width = text.length();
    }
}
