package io.github.djllosses.sample.compare;

import io.github.djllosses.sample.console.Table;
import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.learning.LearningOptions;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Prints a comparison for readers. */
final class ComparisonReport {

    private static final String INDENT = "  ";

    private final PrintWriter out;
    private final Ansi ansi;

    ComparisonReport(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void print(Comparison comparison) {
        for (PairResult pair : comparison.pairs()) {
            out.println();
            out.println(
                    ansi.string(
                            Text.format(
                                    "@|bold %s|@: %s (ours) and %s (DJL)",
                                    pair.name(), pair.oursName(), pair.djlName())));
            epochs(pair).lines().forEach(out::println);
            out.println();
            differences(pair).lines().forEach(out::println);
            remarks(pair);
            verdict(pair.verdict());
        }
        out.println();
        summary(comparison);
    }

    private void summary(Comparison comparison) {
        LearningOptions options = comparison.options();
        long agree = comparison.pairs().stream().filter(pair -> pair.verdict().agree()).count();
        String text =
                Text.format(
                        "%d of %d pairs agree. %s; batches of %d, %s %s, seed %d; %.0f s in all.",
                        agree,
                        comparison.pairs().size(),
                        comparison.data(),
                        options.batchSize(),
                        options.optimizer().name().toLowerCase(Locale.ROOT),
                        options.learningRate(),
                        options.seed(),
                        comparison.seconds());
        Text.wrap("", text).forEach(out::println);
    }

    private static Table epochs(PairResult pair) {
        Table table =
                new Table(INDENT)
                        .row("", "train loss", "", "test loss", "", "accuracy %", "", "seconds", "")
                        .row("epoch", "ours", "DJL", "ours", "DJL", "ours", "DJL", "ours", "DJL");
        for (int i = 0; i < pair.ours().size(); i++) {
            EpochFigures ours = pair.ours().get(i);
            EpochFigures djl = pair.djl().get(i);
            table.row(
                    String.valueOf(ours.epoch()),
                    loss(ours.trainLoss()),
                    loss(djl.trainLoss()),
                    loss(ours.testLoss()),
                    loss(djl.testLoss()),
                    percent(ours.accuracy()),
                    percent(djl.accuracy()),
                    Text.format("%.2f", ours.seconds()),
                    Text.format("%.2f", djl.seconds()));
        }
        return table;
    }

    private static String loss(double loss) {
        return Text.format("%.6f", loss);
    }

    private static String percent(double share) {
        return Text.format("%.2f", 100 * share);
    }

    private static Table differences(PairResult pair) {
        return new Table(INDENT)
                .row("largest difference of", "loss", "gradient", "parameters")
                .row(
                        "  both losses on the scores of every step",
                        small(pair.sameScores().value()),
                        small(pair.sameScores().gradient()),
                        "")
                .row(
                        "  both runs, step by step",
                        small(pair.apart().loss()),
                        "",
                        small(pair.apart().parameters()))
                .row(
                        "  two runs of DJL's loss, begun a rounding apart",
                        small(pair.rounding().loss()),
                        "",
                        small(pair.rounding().parameters()));
    }

    private static String small(double number) {
        return Text.format("%.1e", number);
    }

    private void remarks(PairResult pair) {
        SameScores same = pair.sameScores();
        if (pair.entropyApart()) {
            remark(
                    "DJL's loss - ours",
                    Text.format(
                            "%.6f nats, the entropy of the labels, to within %s; the differences"
                                    + " above are what is left",
                            pair.gap(), Text.number(same.value(), 2)));
        }
        remark(
                "time, ours / DJL's",
                Text.format(
                        "loss alone %.2f (%.0f and %.0f us), whole step %.2f (%.0f and %.0f us),"
                                + " medians",
                        same.timeRatio(),
                        same.oursMicros(),
                        same.djlMicros(),
                        pair.stepRatio(),
                        pair.oursStepMicros(),
                        pair.djlStepMicros()));
        String error = Text.number(pair.djlMeanError(), 2);
        remark(
                "DJL's epoch mean",
                pair.lastBatch() < pair.fullBatch()
                        ? Text.format(
                                "off by up to %s: a batch of %d counts as much as one of %d",
                                error, pair.lastBatch(), pair.fullBatch())
                        : Text.format("right to %s, since all batches are of one size", error));
    }

    private void remark(String what, String text) {
        Text.wrap(INDENT + what + ": ", text).forEach(out::println);
    }

    private void verdict(Verdict verdict) {
        String style = verdict.agree() ? "bold,green" : "bold,red";
        Text.wrap(INDENT + (verdict.agree() ? "AGREE: " : "DIFFER: "), verdict.words())
                .forEach(line -> out.println(ansi.string("@|" + style + " " + line + "|@")));
    }
}
