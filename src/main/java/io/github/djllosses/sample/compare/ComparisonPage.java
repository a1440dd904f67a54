package io.github.djllosses.sample.compare;

import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.learning.LearningOptions;
import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.report.Bars;
import io.github.djllosses.sample.report.Bars.Bar;
import io.github.djllosses.sample.report.Blocks;
import io.github.djllosses.sample.report.Chart;
import io.github.djllosses.sample.report.Chart.Mark;
import io.github.djllosses.sample.report.Chart.Scale;
import io.github.djllosses.sample.report.Chart.Series;
import io.github.djllosses.sample.report.Examinee;
import io.github.djllosses.sample.report.Figure;
import io.github.djllosses.sample.report.Hue;
import io.github.djllosses.sample.report.Report;
import io.github.djllosses.sample.report.Report.Fact;
import io.github.djllosses.sample.report.Section;
import io.github.djllosses.sample.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Draws a comparison. */
final class ComparisonPage {

    private static final String OURS = "ours";
    private static final String DJL = "DJL";

    /** The pairs' colours. */
    private static final List<Hue> HUES = List.of(Hue.BLUE, Hue.ORANGE, Hue.GREEN);

    private final Comparison comparison;
    private final List<Evidence> evidence;
    private final LabelledImages test;

    /**
     * Takes what is to be drawn.
     *
     * @param comparison the results
     * @param evidence what each pair left, in the order of the results
     * @param test the test images
     */
    ComparisonPage(Comparison comparison, List<Evidence> evidence, LabelledImages test) {
        this.comparison = comparison;
        this.evidence = evidence;
        this.test = test;
    }

    Report report() {
        List<PairResult> pairs = comparison.pairs();
        long agree = pairs.stream().filter(pair -> pair.verdict().agree()).count();
        List<Section> sections = new ArrayList<>();
        sections.add(overview());
        for (int i = 0; i < pairs.size(); i++) {
            sections.add(section(pairs.get(i), evidence.get(i)));
        }
        return new Report(
                "The losses of djl-losses beside DJL's own",
                Text.format(
                        "%d of %d pairs agree. Each pair trained the same network with one of our"
                                + " losses and with DJL's, from the same weights on the same"
                                + " batches.",
                        agree, pairs.size()),
                facts(),
                sections);
    }

    private List<Fact> facts() {
        LearningOptions options = comparison.options();
        return List.of(
                new Fact("data", comparison.data()),
                new Fact("epochs", options.epochs()),
                new Fact("batch size", options.batchSize()),
                new Fact("optimizer", options.optimizer().name().toLowerCase(Locale.ROOT)),
                new Fact("learning rate", options.learningRate()),
                new Fact("seed", options.seed()),
                new Fact("seconds in all", Math.round(comparison.seconds())));
    }

    private Section overview() {
        return new Section(
                "All runs",
                "Both curves of a pair have one colour; a broken line is DJL's loss.",
                List.of(results(), accuracies(), times()));
    }

    private Table results() {
        List<List<Object>> rows = new ArrayList<>();
        for (PairResult pair : comparison.pairs()) {
            EpochFigures ours = last(pair.ours());
            EpochFigures djl = last(pair.djl());
            rows.add(
                    List.of(
                            pair.name(),
                            pair.verdict().agree() ? "agree" : "DIFFER",
                            ours.testLoss(),
                            djl.testLoss(),
                            100 * ours.accuracy(),
                            100 * djl.accuracy(),
                            pair.sameScores().value(),
                            pair.sameScores().gradient()));
        }
        return new Table(
                "After the last epoch",
                "The differences are the largest of all steps, of both losses on the same scores:"
                        + " the value's beyond the gap that is expected, the gradient's as a share"
                        + " of its largest element.",
                List.of(
                        "pair",
                        "result",
                        "test loss, ours",
                        "DJL",
                        "accuracy %, ours",
                        "DJL",
                        "difference of values",
                        "of gradients"),
                rows);
    }

    private Chart accuracies() {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < comparison.pairs().size(); i++) {
            PairResult pair = comparison.pairs().get(i);
            Hue hue = HUES.get(i % HUES.size());
            String name = pair.name();
            series.add(
                    curve(name + ", ours", hue, Mark.LINE, pair.ours(), ComparisonPage::percent));
            series.add(
                    curve(name + ", DJL", hue, Mark.DASHED, pair.djl(), ComparisonPage::percent));
        }
        return epochs("Test accuracy in percent", "", Scale.LINEAR, series);
    }

    private Bars times() {
        List<Bar> bars = new ArrayList<>();
        for (PairResult pair : comparison.pairs()) {
            String loss = pair.name() + ", loss alone";
            String step = pair.name() + ", training step";
            bars.add(new Bar(loss, OURS, Hue.BLUE, pair.sameScores().oursMicros()));
            bars.add(new Bar(loss, DJL, Hue.ORANGE, pair.sameScores().djlMicros()));
            bars.add(new Bar(step, OURS, Hue.BLUE, pair.oursStepMicros()));
            bars.add(new Bar(step, DJL, Hue.ORANGE, pair.djlStepMicros()));
        }
        return new Bars("Time, forward and backward", "Medians.", "µs", bars);
    }

    private Section section(PairResult pair, Evidence found) {
        List<Figure> figures = new ArrayList<>();
        figures.add(trainingLoss(pair, found));
        figures.add(differences(pair, found));
        figures.add(
                epochs(
                        "Test loss",
                        pair.entropyApart() ? "Apart by the entropy of the labels." : "",
                        Scale.LOGARITHMIC,
                        both(pair)));
        figures.addAll(
                Examinee.figures(
                        List.of(
                                new Examinee(OURS, Hue.BLUE, found.oursTested()),
                                new Examinee(DJL, Hue.ORANGE, found.djlTested())),
                        test,
                        Network.CLASSES));
        String verdict = pair.verdict().agree() ? "They agree: " : "They differ: ";
        return new Section(
                pair.name(),
                Text.format(
                        "%s (ours) and %s (DJL). %s%s.",
                        pair.oursName(), pair.djlName(), verdict, pair.verdict().words()),
                figures);
    }

    private static Chart trainingLoss(PairResult pair, Evidence found) {
        Blocks blocks = new Blocks(found.ours().size());
        return steps(
                "Training loss",
                (blocks.size() == 1 ? "" : Text.format("Means of %d steps. ", blocks.size()))
                        + (pair.entropyApart() ? "Apart by the entropy of the labels." : ""),
                List.of(
                        new Series(
                                OURS,
                                Hue.BLUE,
                                Mark.LINE,
                                blocks.ends(),
                                blocks.means(found.ours())),
                        new Series(
                                DJL,
                                Hue.ORANGE,
                                Mark.DASHED,
                                blocks.ends(),
                                blocks.means(found.djl()))));
    }

    private static Chart differences(PairResult pair, Evidence found) {
        Blocks blocks = new Blocks(found.ours().size());
        List<Double> ours = new ArrayList<>();
        List<Double> rounding = new ArrayList<>();
        for (int i = 0; i < found.ours().size(); i++) {
            double djl = found.djl().get(i);
            ours.add(Math.abs(djl - found.ours().get(i) - found.gaps().get(i)));
            rounding.add(Math.abs(djl - found.nudged().get(i)));
        }
        return steps(
                "Difference of the training losses",
                (blocks.size() == 1 ? "" : Text.format("Largest of %d steps. ", blocks.size()))
                        + (pair.entropyApart() ? "Beyond the entropy of the labels. " : "")
                        + "Training amplifies rounding, in two runs of one loss, too."
                        + " A difference of 0 has no place on the scale.",
                List.of(
                        new Series(
                                "DJL, begun a rounding apart",
                                Hue.GREY,
                                Mark.LINE,
                                blocks.ends(),
                                blocks.maxima(rounding)),
                        new Series(
                                "ours and DJL",
                                Hue.BLUE,
                                Mark.LINE,
                                blocks.ends(),
                                blocks.maxima(ours))));
    }

    private static Chart steps(String title, String note, List<Series> series) {
        return new Chart(title, note, "step", Scale.LOGARITHMIC, series);
    }

    private static Chart epochs(String title, String note, Scale scale, List<Series> series) {
        return new Chart(title, note, "epoch", scale, series);
    }

    private static List<Series> both(PairResult pair) {
        return List.of(
                curve(OURS, Hue.BLUE, Mark.LINE, pair.ours(), EpochFigures::testLoss),
                curve(DJL, Hue.ORANGE, Mark.DASHED, pair.djl(), EpochFigures::testLoss));
    }

    private static Series curve(
            String name,
            Hue hue,
            Mark mark,
            List<EpochFigures> epochs,
            ToDoubleFunction<EpochFigures> figure) {
        return new Series(
                name,
                hue,
                mark,
                epochs.stream().map(epoch -> (double) epoch.epoch()).toList(),
                epochs.stream().mapToDouble(figure).boxed().toList());
    }

    private static double percent(EpochFigures epoch) {
        return 100 * epoch.accuracy();
    }

    private static EpochFigures last(List<EpochFigures> epochs) {
        return epochs.get(epochs.size() - 1);
    }
}
