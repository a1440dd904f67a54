package io.github.djllosses.sample.evaluate;

import io.github.djllosses.sample.console.Table;
import io.github.djllosses.sample.console.Text;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints how good a classifier is. */
final class EvaluationReport {

    private static final String INDENT = "  ";

    private final PrintWriter out;

    EvaluationReport(PrintWriter out) {
        this.out = out;
    }

    void print(String model, String data, Evaluation evaluation) {
        Text.wrap("", Text.format("%s on %,d images: %s", model, evaluation.images(), data))
                .forEach(out::println);
        out.println();
        Interval interval = evaluation.interval();
        line(
                "accuracy",
                "%.2f %%, with 95 %% confidence %.2f to %.2f %% (Wilson)",
                100 * evaluation.accuracy(),
                100 * interval.low(),
                100 * interval.high());
        line("cross-entropy", "%.6f nats", evaluation.loss());
        line(
                "calibration error",
                "%.2f %% expected, 15 bins of equal width",
                100 * evaluation.calibrationError());
        out.println();
        confusion(evaluation).lines().forEach(out::println);
    }

    private void line(String name, String format, Object... values) {
        out.println(Text.format("%s%-19s", INDENT, name) + Text.format(format, values));
    }

    private static Table confusion(Evaluation evaluation) {
        List<List<Integer>> confusion = evaluation.confusion();
        Table table = new Table(INDENT);
        List<String> header = new ArrayList<>(List.of("class", "loss", "known %", "taken for:"));
        for (int k = 0; k < confusion.size(); k++) {
            header.add(String.valueOf(k));
        }
        table.row(header.toArray(String[]::new));
        for (int k = 0; k < confusion.size(); k++) {
            List<Integer> row = confusion.get(k);
            int count = row.stream().mapToInt(Integer::intValue).sum();
            List<String> cells = new ArrayList<>();
            cells.add(String.valueOf(k));
            cells.add(Text.format("%.4f", evaluation.classLosses().get(k)));
            cells.add(Text.format("%.2f", 100.0 * row.get(k) / count));
            cells.add("");
            row.forEach(n -> cells.add(n == 0 ? "." : String.valueOf(n)));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }
}
