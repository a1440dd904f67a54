package io.github.djllosses.sample.evaluate;

import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.report.Bars;
import io.github.djllosses.sample.report.Bars.Bar;
import io.github.djllosses.sample.report.Examinee;
import io.github.djllosses.sample.report.Figure;
import io.github.djllosses.sample.report.Hue;
import io.github.djllosses.sample.report.Report;
import io.github.djllosses.sample.report.Report.Fact;
import io.github.djllosses.sample.report.Section;
import io.github.djllosses.sample.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Draws how good a classifier is. */
public final class EvaluationPage {

    private final Findings findings;
    private final LabelledImages images;

    /**
     * Takes what is to be drawn.
     *
     * @param findings the results
     * @param images the images they are of
     */
    public EvaluationPage(Findings findings, LabelledImages images) {
        this.findings = findings;
        this.images = images;
    }

    /**
     * Draws a page.
     *
     * @param model what to call the classifier
     * @param circumstances what it was asked about, and with what
     * @return the page
     */
    Report report(String model, List<Fact> circumstances) {
        return new Report("Evaluation of " + model, lead(), circumstances, List.of(section()));
    }

    /**
     * Says how good the classifier is.
     *
     * @return a sentence
     */
    public String lead() {
        Evaluation evaluation = findings.evaluation();
        return Text.format(
                "%.2f %% of %,d test images are known; with 95 %% confidence it would be %.2f to"
                        + " %.2f %% of infinitely many.",
                100 * evaluation.accuracy(),
                evaluation.images(),
                100 * evaluation.interval().low(),
                100 * evaluation.interval().high());
    }

    /**
     * Draws how good the classifier is.
     *
     * @return a part of a page
     */
    public Section section() {
        List<Figure> figures = new ArrayList<>(List.of(figures(), classLosses()));
        figures.addAll(
                Examinee.figures(
                        List.of(new Examinee("model", Hue.BLUE, findings.examination())),
                        images,
                        Network.CLASSES));
        return new Section(
                "The test images",
                "Judged by the probabilities that softmax makes of the model's output.",
                figures);
    }

    private Table figures() {
        Evaluation evaluation = findings.evaluation();
        return new Table(
                "In numbers",
                "The interval is Wilson's.",
                List.of("of all test images", "value"),
                List.of(
                        List.of("images", evaluation.images()),
                        List.of("accuracy %", 100 * evaluation.accuracy()),
                        List.of("95 % interval, from %", 100 * evaluation.interval().low()),
                        List.of("to %", 100 * evaluation.interval().high()),
                        List.of("cross-entropy in nats", evaluation.loss()),
                        List.of(
                                "expected calibration error %",
                                100 * evaluation.calibrationError())));
    }

    private Bars classLosses() {
        List<Double> losses = findings.evaluation().classLosses();
        return new Bars(
                "Cross-entropy of each class",
                "The mean over its images.",
                "nats",
                IntStream.range(0, losses.size())
                        .mapToObj(k -> new Bar("", String.valueOf(k), Hue.BLUE, losses.get(k)))
                        .toList());
    }
}
