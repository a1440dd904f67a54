package io.github.djllosses.sample.divergence;

import io.github.djllosses.information.Information;
import io.github.djllosses.information.Unit;
import io.github.djllosses.sample.console.Table;
import io.github.djllosses.sample.console.Text;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** Prints divergences for readers. */
final class DivergenceReport {

    private static final int DIGITS = 4;
    private static final double SMALL = 1e-3;

    private final PrintWriter out;
    private final Ansi ansi;

    DivergenceReport(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void print(Outcomes truth, List<Divergences> models, Unit unit) {
        double entropy = Information.in(unit).entropy(truth.of(List.of()));
        out.println(
                Text.format(
                        "True distribution: %d outcomes, entropy %s",
                        truth.count(), amount(entropy, unit)));
        remark(truth);
        models.forEach(row -> remark(row.model()));
        out.println();
        table(models, unit).lines().forEach(out::println);
        out.println();
        Text.wrap("", nearest(models, unit))
                .forEach(line -> out.println(ansi.string("@|bold " + line + "|@")));
    }

    private void remark(Outcomes outcomes) {
        if (!outcomes.remark().isEmpty()) {
            out.println("  " + outcomes.name() + ": " + outcomes.remark());
        }
    }

    private static Table table(List<Divergences> models, Unit unit) {
        Table table =
                new Table("  ")
                        .row(
                                "model (" + unit + ")",
                                "entropy",
                                "cross-entropy",
                                "KL(true, model)",
                                "KL(model, true)",
                                "JS");
        for (Divergences row : models) {
            table.row(
                    row.model().name(),
                    number(row.entropy()),
                    number(row.crossEntropy()),
                    number(row.kl()),
                    number(row.reverseKl()),
                    number(row.jensenShannon()));
        }
        return table;
    }

    private static String nearest(List<Divergences> models, Unit unit) {
        double least = models.stream().mapToDouble(Divergences::kl).min().orElseThrow();
        if (Double.isInfinite(least)) {
            return "None is near: every model has probability 0 for something that happens.";
        }
        String names =
                models.stream()
                        .filter(row -> row.kl() == least)
                        .map(row -> row.model().name())
                        .collect(Collectors.joining(" and "));
        String nats = unit == Unit.NATS ? "" : " = " + amount(unit.toNats(least), Unit.NATS);
        return "Nearest: " + names + ", KL(true, model) = " + amount(least, unit) + nats;
    }

    private static String amount(double amount, Unit unit) {
        return number(amount) + " " + unit;
    }

    private static String number(double number) {
        if (Double.isInfinite(number)) {
            return "infinite";
        }
        // as many places for all, so that sums can be checked, until digits would be lost
        return number < SMALL
                ? Text.number(number, DIGITS)
                : Text.format("%." + DIGITS + "f", number);
    }
}
