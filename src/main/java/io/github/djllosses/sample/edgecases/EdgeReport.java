package io.github.djllosses.sample.edgecases;

import io.github.djllosses.sample.console.ResultFiles;
import io.github.djllosses.sample.console.Table;
import io.github.djllosses.sample.console.Text;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Prints and writes the table of edge cases. */
public final class EdgeReport {

    private static final String INDENT = "     ";

    private final List<EdgeRow> rows;

    /**
     * Creates a report.
     *
     * @param rows the rows of the table
     */
    public EdgeReport(List<EdgeRow> rows) {
        this.rows = rows;
    }

    /**
     * Prints the table.
     *
     * @param out where to
     * @param ansi whether in colours
     */
    public void print(PrintWriter out, Ansi ansi) {
        Table table = new Table("").row("    input", "truth", "DJL", "ours");
        for (int i = 0; i < rows.size(); i++) {
            EdgeRow row = rows.get(i);
            table.row(
                    Text.format("%2d  %s", i + 1, row.input()),
                    row.truth().toString(),
                    mark(row.djl(), row.djlRight()),
                    mark(row.ours(), row.oursRight()));
        }
        List<String> lines = table.lines();
        out.println(ansi.string("@|bold " + lines.get(0) + "|@"));
        for (int i = 0; i < rows.size(); i++) {
            out.println(lines.get(i + 1));
            Text.wrap(INDENT, rows.get(i).words())
                    .forEach(line -> out.println(ansi.string("@|faint " + line + "|@")));
        }
        out.println();
        out.println(summary());
    }

    private static String mark(Outcome outcome, boolean right) {
        return outcome + (right ? "  " : " !");
    }

    private String summary() {
        long djl = rows.stream().filter(EdgeRow::djlRight).count();
        long ours = rows.stream().filter(EdgeRow::oursRight).count();
        return Text.format(
                "Right to a relative %s: DJL in %d of %d rows, ours in %d of %d.  ! = wrong",
                Text.number(Outcome.TOLERANCE, 1), djl, rows.size(), ours, rows.size());
    }

    /**
     * Writes the table as JSON and CSV.
     *
     * @param files where to
     */
    public void write(ResultFiles files) {
        files.json("edge-cases.json", rows);
        files.csv(
                "edge-cases.csv",
                List.of("input", "truth", "djl", "djl_right", "ours", "ours_right", "words"),
                rows.stream().map(EdgeReport::cells).toList());
    }

    private static List<Object> cells(EdgeRow row) {
        return List.of(
                row.input(),
                row.truth(),
                row.djl(),
                row.djlRight(),
                row.ours(),
                row.oursRight(),
                row.words());
    }
}
