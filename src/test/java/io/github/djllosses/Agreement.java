package io.github.djllosses;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Pointwise;
import io.github.djllosses.core.Reduction;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a loss makes of a reference case, and how far that is from the reference.
 *
 * @param shape the shape of the values
 * @param divisor the divisor
 * @param value the worst of the values and of their reductions
 * @param gradient the worst element of the gradients of two reductions
 */
record Agreement(Shape shape, double divisor, Deviation value, Deviation gradient) {

    /** Tests and the page of losses ask for the same ones. */
    private static final Map<String, Agreement> KNOWN = new ConcurrentHashMap<>();

    static Agreement of(Fixtures.Case fixture) {
        return KNOWN.computeIfAbsent(fixture.toString(), id -> measure(fixture));
    }

    private static Agreement measure(Fixtures.Case fixture) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Pointwise pointwise =
                    fixture.build()
                            .pointwise(
                                    fixture.arrays(manager, "labels"),
                                    fixture.arrays(manager, "predictions"));
            double[] expected = fixture.numbers("values");
            double[] actual = doubles(pointwise.values());
            Deviation worst = Deviation.NONE;
            for (int i = 0; i < Math.min(expected.length, actual.length); i++) {
                double scale = Math.max(Math.abs(expected[i]), fixture.scale());
                worst = worst.worse(new Deviation("value " + i, expected[i], actual[i], scale));
            }
            Agreement agreement =
                    new Agreement(
                                    pointwise.values().getShape(),
                                    pointwise.divisor(),
                                    worst,
                                    Deviation.NONE)
                            .with(fixture, Reduction.MEAN, "mean", "gradient")
                            .with(fixture, Reduction.SUM, "sum", "gradientSum");
            return fixture.has("batchMean")
                    ? agreement.with(fixture, Reduction.BATCH_MEAN, "batchMean", "")
                    : agreement;
        }
    }

    /** Adds a reduction, and its gradients where the case knows them. */
    private Agreement with(
            Fixtures.Case fixture, Reduction reduction, String value, String gradient) {
        JsonObject options = fixture.options().deepCopy();
        options.addProperty("reduction", reduction.name());
        AbstractLoss loss = Losses.build(fixture.loss(), options);
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDList predictions = fixture.arrays(manager, "predictions");
            predictions.forEach(array -> array.setRequiresGradient(true));
            NDArray result = loss.evaluate(fixture.arrays(manager, "labels"), predictions);

            double scale = scale(fixture, reduction);
            Deviation reduced =
                    new Deviation(value, fixture.number(value), doubles(result)[0], scale);
            Deviation worst = this.gradient;
            if (fixture.has(gradient)) {
                collector.backward(result);
                for (int i = 0; i < predictions.size(); i++) {
                    double[] actual = doubles(predictions.get(i).getGradient());
                    worst =
                            worst.worse(
                                    gradient(fixture, i == 0 ? gradient : gradient + i, actual));
                }
            }
            return new Agreement(shape, divisor, this.value.worse(reduced), worst);
        }
    }

    private static Deviation gradient(Fixtures.Case fixture, String name, double... actual) {
        double[] expected = fixture.numbers(name);
        double scale = gradientScale(fixture, expected);
        Deviation worst = Deviation.NONE;
        for (int i = 0; i < actual.length; i++) {
            worst = worst.worse(new Deviation(name + " " + i, expected[i], actual[i], scale));
        }
        return worst;
    }

    /** A sum of terms of one sign, or nearly: its error is relative to the sum of their sizes. */
    private static double scale(Fixtures.Case fixture, Reduction reduction) {
        double sizes = 0;
        for (double value : fixture.numbers("values")) {
            sizes += Math.max(Math.abs(value), fixture.scale());
        }
        double divisor =
                switch (reduction) {
                    case SUM -> 1;
                    case MEAN -> fixture.number("divisor");
                    case BATCH_MEAN -> fixture.number("sum") / fixture.number("batchMean");
                };
        return sizes / divisor;
    }

    /** A gradient that is exactly 0 at an optimum is a difference of numbers of size 1. */
    private static double gradientScale(Fixtures.Case fixture, double... gradient) {
        double largest = fixture.id().contains("optimum") ? 1 : fixture.scale();
        for (double g : gradient) {
            largest = Math.max(largest, Math.abs(g));
        }
        return largest;
    }

    private static double[] doubles(NDArray array) {
        return array.toType(DataType.FLOAT64, true).toDoubleArray();
    }
}
