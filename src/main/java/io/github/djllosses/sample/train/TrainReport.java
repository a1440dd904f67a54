package io.github.djllosses.sample.train;

import io.github.djllosses.sample.console.Table;
import io.github.djllosses.sample.console.Text;
import java.io.PrintWriter;
import java.util.List;

/** Prints what came of a run. */
final class TrainReport {

    private final PrintWriter out;

    private static final double LARGE = 1e6;
    private static final int DIGITS = 7;

    TrainReport(PrintWriter out) {
        this.out = out;
    }

    void print(String loss, String data, List<EpochResult> epochs) {
        Text.wrap("", loss + " on " + data).forEach(out::println);
        Table table =
                new Table("  ")
                        .row("", "train", "", "test", "", "")
                        .row("epoch", "loss", "accuracy %", "loss", "accuracy %", "seconds");
        for (EpochResult epoch : epochs) {
            table.row(
                    String.valueOf(epoch.epoch()),
                    loss(epoch.trainLoss()),
                    Text.format("%.2f", 100 * epoch.trainAccuracy()),
                    loss(epoch.testLoss()),
                    Text.format("%.2f", 100 * epoch.testAccuracy()),
                    Text.format("%.1f", epoch.seconds()));
        }
        table.lines().forEach(out::println);
    }

    private static String loss(double loss) {
        return loss < LARGE ? Text.format("%.6f", loss) : Text.number(loss, DIGITS);
    }
}
