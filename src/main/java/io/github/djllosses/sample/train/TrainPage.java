package io.github.djllosses.sample.train;

import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.evaluate.EvaluationPage;
import io.github.djllosses.sample.report.Blocks;
import io.github.djllosses.sample.report.Chart;
import io.github.djllosses.sample.report.Chart.Mark;
import io.github.djllosses.sample.report.Chart.Scale;
import io.github.djllosses.sample.report.Chart.Series;
import io.github.djllosses.sample.report.Figure;
import io.github.djllosses.sample.report.Hue;
import io.github.djllosses.sample.report.Report;
import io.github.djllosses.sample.report.Report.Fact;
import io.github.djllosses.sample.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Draws a run and what came of it. */
final class TrainPage {

    private static final String TRAINING = "training";
    private static final String TEST = "test";

    private final RunSummary run;
    private final StepLosses steps;
    private final EvaluationPage evaluation;

    /**
     * Takes what is to be drawn.
     *
     * @param run what the run was
     * @param steps what is known of its steps
     * @param evaluation how good the classifier is
     */
    TrainPage(RunSummary run, StepLosses steps, EvaluationPage evaluation) {
        this.run = run;
        this.steps = steps;
        this.evaluation = evaluation;
    }

    Report report() {
        return new Report(
                "Training with " + run.loss(),
                evaluation.lead(),
                facts(),
                List.of(learning(), evaluation.section()));
    }

    private List<Fact> facts() {
        Settings settings = run.settings();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("loss", run.loss()));
        facts.add(new Fact("network", settings.network().toString()));
        facts.add(new Fact("data", run.data()));
        facts.add(new Fact("wrong training labels", percent(settings.labelNoise())));
        facts.add(new Fact("odd digits kept", percent(settings.imbalance())));
        facts.add(new Fact("teacher", settings.teacher().isEmpty() ? "none" : settings.teacher()));
        facts.add(new Fact("epochs", run.epochs().size()));
        facts.add(new Fact("batch size", settings.batchSize()));
        facts.add(new Fact("optimizer", settings.optimizer().name().toLowerCase(Locale.ROOT)));
        facts.add(new Fact("learning rate", settings.learningRate()));
        facts.add(new Fact("seed", settings.seed()));
        facts.add(
                new Fact(
                        "seconds of learning",
                        run.epochs().stream().mapToDouble(EpochResult::seconds).sum()));
        run.versions().forEach((name, version) -> facts.add(new Fact(name, version)));
        return facts;
    }

    private static String percent(double share) {
        return Text.number(100 * share, 3) + " %";
    }

    private Section learning() {
        List<Figure> figures = new ArrayList<>();
        List<Series> losses = both(EpochResult::trainLoss, EpochResult::testLoss);
        figures.add(
                new Chart(
                        "Loss",
                        "In training the mean over the epoch; in the test that at its end.",
                        "epoch",
                        scale(losses),
                        losses));
        figures.add(
                new Chart(
                        "Accuracy in percent",
                        "Of the training images by the labels to learn from, wrong ones too.",
                        "epoch",
                        Scale.LINEAR,
                        both(
                                epoch -> 100 * epoch.trainAccuracy(),
                                epoch -> 100 * epoch.testAccuracy())));
        if (!steps.losses().isEmpty()) {
            figures.add(stepLosses());
        }
        return new Section("Learning", known(), figures);
    }

    /** Says what is not known of a run that was resumed. */
    private String known() {
        if (steps.before() == 0) {
            return "";
        }
        return steps.losses().isEmpty()
                ? "The run was resumed when it was over: of its single steps nothing is known."
                : Text.format(
                        "The run was resumed after step %,d: its single steps are known from there"
                                + " on, its epochs all.",
                        steps.before());
    }

    private List<Series> both(
            ToDoubleFunction<EpochResult> training, ToDoubleFunction<EpochResult> test) {
        return List.of(curve(TRAINING, Hue.BLUE, training), curve(TEST, Hue.ORANGE, test));
    }

    private Series curve(String name, Hue hue, ToDoubleFunction<EpochResult> figure) {
        return new Series(
                name,
                hue,
                Mark.LINE,
                run.epochs().stream().map(epoch -> (double) epoch.epoch()).toList(),
                run.epochs().stream().mapToDouble(figure).boxed().toList());
    }

    private Chart stepLosses() {
        Blocks blocks = new Blocks(steps.losses().size());
        Series losses =
                new Series(
                        TRAINING,
                        Hue.BLUE,
                        Mark.LINE,
                        blocks.ends().stream().map(end -> steps.before() + end).toList(),
                        blocks.means(steps.losses()));
        return new Chart(
                "Training loss of every step",
                blocks.size() == 1 ? "" : Text.format("Means of %d steps.", blocks.size()),
                "step",
                scale(List.of(losses)),
                List.of(losses));
    }

    /** A loss may be 0 or below, which a logarithm has no place for. */
    private static Scale scale(List<Series> losses) {
        return losses.stream().flatMap(one -> one.y().stream()).allMatch(loss -> loss > 0)
                ? Scale.LOGARITHMIC
                : Scale.LINEAR;
    }
}
