package io.github.djllosses.sample.train;

import io.github.djllosses.sample.console.Table;
import io.github.djllosses.sample.console.Text;
import java.io.PrintWriter;
import java.util.List;

/** Prints what came of a run. */
final class TrainReport {

    private final PrintWriter out;

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
                    Text.format("%.6f", epoch.trainLoss()),
                    Text.format("%.2f", 100 * epoch.trainAccuracy()),
                    Text.format("%.6f", epoch.testLoss()),
                    Text.format("%.2f", 100 * epoch.testAccuracy()),
                    Text.format("%.1f", epoch.seconds()));
        }
        table.lines().forEach(out::println);
    }
}
