package io.github.djllosses.sample.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.evaluate.Evaluation;
import io.github.djllosses.sample.evaluate.EvaluationPage;
import io.github.djllosses.sample.evaluate.Findings;
import io.github.djllosses.sample.evaluate.Interval;
import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.learning.OptimizerChoice;
import io.github.djllosses.sample.report.Chart;
import io.github.djllosses.sample.report.Chart.Scale;
import io.github.djllosses.sample.report.Examination;
import io.github.djllosses.sample.report.Prediction;
import io.github.djllosses.sample.report.Section;
import io.github.djllosses.training.ExpectedCalibrationError.Bin;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a run is drawn as. */
class TrainPageTest {

    private static Section learning(double loss, StepLosses steps) {
        Settings settings =
                new Settings(
                        "HingeLoss",
                        Map.of(),
                        Network.MLP,
                        "drawn",
                        0,
                        1,
                        "",
                        1,
                        OptimizerChoice.ADAM,
                        0.001f,
                        1);
        List<EpochResult> epochs = List.of(new EpochResult(1, loss, 1, 0.5, 1, 1));
        RunSummary run = new RunSummary(settings, "HingeLoss()", "digits", epochs, "", Map.of());
        List<Bin> bins = List.of(new Bin(0, 1, 1, 0.9, 1));
        Findings findings =
                new Findings(
                        new Evaluation(
                                1,
                                0.1,
                                1,
                                Interval.wilson(1, 1),
                                0.1,
                                bins,
                                Collections.nCopies(10, 0.1),
                                List.of()),
                        new Examination(List.of(new Prediction(0, 0, 0.9)), 0.1, bins));
        LabelledImages image = new LabelledImages(1, 1, new byte[1], new byte[1]);
        EvaluationPage evaluation = new EvaluationPage(findings, image);
        return new TrainPage(run, steps, evaluation).report().sections().get(0);
    }

    private static Chart chart(Section section, int index) {
        return (Chart) section.figures().get(index);
    }

    @Test
    void aLossOfNothingHasAPlaceOnTheScale() {
        StepLosses steps = new StepLosses(0, List.of(0.5, 0.0));
        assertEquals(Scale.LINEAR, chart(learning(0, steps), 0).scale());
        assertEquals(Scale.LOGARITHMIC, chart(learning(0.5, steps), 0).scale());
        assertEquals(Scale.LINEAR, chart(learning(0.5, steps), 2).scale());
    }

    @Test
    void stepsAreCountedFromTheStartOfTheRunWhereverItWasResumed() {
        List<Double> losses = LongStream.rangeClosed(1, 700).mapToObj(i -> (double) i).toList();
        Section learning = learning(0.5, new StepLosses(1_000, losses));
        Chart steps = chart(learning, 2);
        assertEquals("Means of 2 steps.", steps.note());
        assertEquals(List.of(1_002.0, 1_004.0), steps.series().get(0).x().subList(0, 2));
        assertEquals(List.of(1.5, 3.5), steps.series().get(0).y().subList(0, 2));
        assertEquals(
                "The run was resumed after step 1,000: its single steps are known from there on,"
                        + " its epochs all.",
                learning.text());
    }

    @Test
    void aRunResumedAtItsEndSaysThatItKnowsNoSteps() {
        Section learning = learning(0.5, new StepLosses(1_000, List.of()));
        assertEquals(2, learning.figures().size());
        assertEquals(
                "The run was resumed when it was over: of its single steps nothing is known.",
                learning.text());
    }
}
