package io.github.djllosses.sample.compare;

import io.github.djllosses.sample.console.ResultFiles;
import io.github.djllosses.sample.learning.LearningOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a comparison found.
 *
 * @param data what the networks learnt from
 * @param options how they learnt
 * @param pairs the result of each pair
 * @param seconds how long it all took
 */
record Comparison(String data, LearningOptions options, List<PairResult> pairs, double seconds) {

    /** Writes all of it as JSON, and the two tables as CSV. */
    void write(ResultFiles files) {
        files.json("comparison.json", this);
        files.csv(
                "epochs.csv",
                List.of(
                        "pair",
                        "side",
                        "loss",
                        "epoch",
                        "train_loss",
                        "accumulated",
                        "test_loss",
                        "accuracy",
                        "seconds"),
                epochRows());
        files.csv(
                "pairs.csv",
                List.of(
                        "pair",
                        "ours",
                        "djl",
                        "agree",
                        "expected_gap",
                        "same_scores_loss",
                        "same_scores_gradient",
                        "runs_loss",
                        "runs_parameters",
                        "rounding_loss",
                        "rounding_parameters",
                        "djl_epoch_mean_error",
                        "loss_time_ratio",
                        "step_time_ratio",
                        "verdict"),
                pairs.stream().map(Comparison::pairRow).toList());
    }

    private List<List<Object>> epochRows() {
        List<List<Object>> rows = new ArrayList<>();
        for (PairResult pair : pairs) {
            pair.ours().forEach(e -> rows.add(epochRow(pair.name(), "ours", pair.oursName(), e)));
            pair.djl().forEach(e -> rows.add(epochRow(pair.name(), "djl", pair.djlName(), e)));
        }
        return rows;
    }

    private static List<Object> epochRow(
            String pair, String side, String loss, EpochFigures epoch) {
        return List.of(
                pair,
                side,
                loss,
                epoch.epoch(),
                epoch.trainLoss(),
                epoch.accumulated(),
                epoch.testLoss(),
                epoch.accuracy(),
                epoch.seconds());
    }

    private static List<Object> pairRow(PairResult pair) {
        return List.of(
                pair.name(),
                pair.oursName(),
                pair.djlName(),
                pair.verdict().agree(),
                pair.gap(),
                pair.sameScores().value(),
                pair.sameScores().gradient(),
                pair.apart().loss(),
                pair.apart().parameters(),
                pair.rounding().loss(),
                pair.rounding().parameters(),
                pair.djlMeanError(),
                pair.sameScores().timeRatio(),
                pair.stepRatio(),
                pair.verdict().words());
    }
}
