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
        List<Bin> bins = all.get(0).bins();
        List<Series> series = new ArrayList<>();
        series.add(
                new Series(
                        "share of the images, " + all.get(0).name(),
                        Hue.GREY,
                        Mark.BARS,
                        all.get(0).shares()));
        series.add(new Series("ideal", Hue.GREY, Mark.DASHED, each(bins, Reliability::middle)));
        StringJoiner errors = new StringJoiner(", ", "Expected calibration error: ", ".");
        for (Reliability one : all) {
            series.add(new Series(one.name(), one.hue(), Mark.LINE, one.accuracies()));
            errors.add(Text.number(one.error(), 3) + " (" + one.name() + ")");
        }
        return new Chart(
                "Calibration",
                "How often a prediction is right, by the probability it was given. " + errors,
                "confidence",
                Scale.LINEAR,
                each(bins, Reliability::middle),
                series);
    }

    private List<Double> shares() {
        double total = bins.stream().mapToDouble(Bin::weight).sum();
        return each(bins, bin -> bin.weight() / total);
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
