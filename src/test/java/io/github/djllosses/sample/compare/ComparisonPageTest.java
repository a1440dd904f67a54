package io.github.djllosses.sample.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.learning.LearningOptions;
import io.github.djllosses.sample.learning.OptimizerChoice;
import io.github.djllosses.sample.report.Chart;
import io.github.djllosses.sample.report.Chart.Series;
import io.github.djllosses.sample.report.Examination;
import io.github.djllosses.sample.report.Hue;
import io.github.djllosses.sample.report.Prediction;
import io.github.djllosses.training.ExpectedCalibrationError.Bin;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a comparison is drawn as. */
class ComparisonPageTest {

    @Test
    void pairsMayOutnumberTheColours() {
        List<Series> curves = accuracies(5).series();

        List<Hue> hues = IntStream.range(0, 5).mapToObj(i -> curves.get(2 * i).hue()).toList();
        assertEquals(List.of(Hue.BLUE, Hue.ORANGE, Hue.GREEN, Hue.BLUE, Hue.ORANGE), hues);
        assertEquals("pair 3, ours", curves.get(6).name());
        assertEquals(Hue.BLUE, curves.get(7).hue());
    }

    private static Chart accuracies(int pairs) {
        List<PairResult> results =
                IntStream.range(0, pairs).mapToObj(i -> pair("pair " + i)).toList();
        LearningOptions options = new LearningOptions(1, 1, 0, OptimizerChoice.ADAM, 0.001f);
        Comparison comparison = new Comparison("one image", options, results, 1);
        List<Evidence> evidence = Collections.nCopies(pairs, evidence());
        LabelledImages image = new LabelledImages(1, 1, new byte[1], new byte[1]);

        return (Chart)
                new ComparisonPage(comparison, evidence, image)
                        .report()
                        .sections()
                        .get(0)
                        .figures()
                        .get(1);
    }

    private static PairResult pair(String name) {
        List<EpochFigures> epochs = List.of(new EpochFigures(1, 0.5, 0.5, 0.5, 1, 1));
        SameScores same = new SameScores(0, 0, 0, 1, 1);
        Verdict verdict = Verdict.of(false, Apart.NONE, Apart.NONE, same);
        return new PairResult(
                name,
                "ours",
                "DJL",
                false,
                0,
                1,
                1,
                epochs,
                epochs,
                same,
                Apart.NONE,
                Apart.NONE,
                1,
                1,
                verdict);
    }

    private static Evidence evidence() {
        List<Double> step = List.of(0.5);
        Examination tested =
                new Examination(
                        List.of(new Prediction(0, 0, 0.9)), 0.1, List.of(new Bin(0, 1, 1, 0.9, 1)));
        return new Evidence(step, step, step, step, tested, tested);
    }
}
