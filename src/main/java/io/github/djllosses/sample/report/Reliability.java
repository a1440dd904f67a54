package io.github.djllosses.sample.report;

import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.report.Chart.Mark;
import io.github.djllosses.sample.report.Chart.Scale;
import io.github.djllosses.sample.report.Chart.Series;
import io.github.djllosses.training.ExpectedCalibrationError.Bin;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;

/**
 * A reliability diagram: how often a classifier is right, by how sure it is.
 *
 * @param name whose predictions
 * @param hue the colour of its curve
 * @param error the expected calibration error
 * @param bins the predictions by their confidence
 */
public record Reliability(String name, Hue hue, double error, List<Bin> bins) {

    /**
     * Draws the diagram.
     *
     * @param all the classifiers, with the same bins; at least one
     * @return a chart with a curve for each
     */
    public static Chart chart(List<Reliability> all) {
        Reliability first = all.get(0);
        List<Series> series = new ArrayList<>();
        series.add(
                new Series(
                        all.size() == 1
                                ? "share of the images"
                                : "share of the images, " + first.name(),
                        Hue.GREY,
                        Mark.BARS,
                        each(first.bins(), Reliability::middle),
                        first.shares()));
        List<Double> ideal =
                all.stream()
                        .flatMap(one -> one.bins().stream())
                        .filter(bin -> bin.weight() > 0)
                        .map(Bin::confidence)
                        .sorted()
                        .distinct()
                        .toList();
        series.add(new Series("ideal", Hue.GREY, Mark.DASHED, ideal, ideal));
        StringJoiner errors = new StringJoiner(", ", "Expected calibration error: ", ".");
        for (Reliability one : all) {
            series.add(
                    new Series(
                            one.name(), one.hue(), Mark.LINE, one.confidences(), one.accuracies()));
            String whose = all.size() == 1 ? "" : " (" + one.name() + ")";
            errors.add(Text.number(one.error(), 3) + whose);
        }
        return new Chart(
                "Calibration",
                "How often a prediction is right, by the probability it was given. " + errors,
                "confidence",
                Scale.LINEAR,
                series);
    }

    private List<Double> shares() {
        double total = bins.stream().mapToDouble(Bin::weight).sum();
        return each(bins, bin -> bin.weight() / total);
    }

    /** Where the error compares accuracy and confidence: not in the middle of a bin. */
    private List<Double> confidences() {
        return each(bins, bin -> bin.weight() == 0 ? middle(bin) : bin.confidence());
    }

    private List<Double> accuracies() {
        return each(bins, bin -> bin.weight() == 0 ? Double.NaN : bin.accuracy());
    }

    private static double middle(Bin bin) {
        return (bin.from() + bin.to()) / 2;
    }

    private static List<Double> each(List<Bin> bins, ToDoubleFunction<Bin> number) {
        return bins.stream().mapToDouble(number).boxed().toList();
    }
}
