package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Pointwise;
import io.github.djllosses.core.Reduction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loss agrees with PyTorch 2.13, or with the truth where PyTorch is wrong. */
class FixtureTest {

    /** Roundings allowed in a result, relative to it. */
    private static final double ROUNDINGS = 100;

    /** The smallest normal float32: below it numbers lose digits by themselves. */
    private static final double SUBNORMAL = 1.2e-38;

    static Stream<Fixtures.Case> cases() {
        return Stream.concat(
                        Catalogue.entries().map(Catalogue.Entry::type).distinct(),
                        Catalogue.WITHOUT_ROWS.stream())
                .flatMap(loss -> Fixtures.of(loss).stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void valuesAndDivisorAreThoseOfTheReference(Fixtures.Case fixture) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Pointwise pointwise =
                    fixture.build()
                            .pointwise(
                                    fixture.arrays(manager, "labels"),
                                    fixture.arrays(manager, "predictions"));

            assertEquals(fixture.shape("values"), pointwise.values().getShape());
            assertEquals(fixture.number("divisor"), pointwise.divisor(), 1e-14);
            double[] expected = fixture.numbers("values");
            double[] actual = doubles(pointwise.values());
            for (int i = 0; i < expected.length; i++) {
                double scale = Math.max(Math.abs(expected[i]), fixture.scale());
                assertClose(fixture, "value " + i, expected[i], actual[i], scale);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void reductionsAndGradientsAreThoseOfTheReference(Fixtures.Case fixture) {
        check(fixture, Reduction.MEAN, "mean", "gradient");
        check(fixture, Reduction.SUM, "sum", "gradientSum");
        if (fixture.has("batchMean")) {
            check(fixture, Reduction.BATCH_MEAN, "batchMean", null);
        }
    }

    private static void check(
            Fixtures.Case fixture, Reduction reduction, String value, String gradient) {
        JsonObject options = fixture.options().deepCopy();
        options.addProperty("reduction", reduction.name());
        AbstractLoss loss = Losses.build(fixture.loss(), options);
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDList predictions = fixture.arrays(manager, "predictions");
            predictions.forEach(array -> array.setRequiresGradient(true));
            NDArray result = loss.evaluate(fixture.arrays(manager, "labels"), predictions);

            double expected = fixture.number(value);
            // a sum of terms of one sign, or nearly: its error is relative to the sum of their
            // sizes
            assertClose(fixture, value, expected, doubles(result)[0], scale(fixture, reduction));
            if (gradient != null && fixture.has(gradient)) {
                collector.backward(result);
                for (int i = 0; i < predictions.size(); i++) {
                    double[] actual = doubles(predictions.get(i).getGradient());
                    checkGradient(fixture, i == 0 ? gradient : gradient + i, actual);
                }
            }
        }
    }

    private static void checkGradient(Fixtures.Case fixture, String name, double... actual) {
        double[] expected = fixture.numbers(name);
        double largest = gradientScale(fixture, expected);
        for (int i = 0; i < actual.length; i++) {
            assertClose(fixture, name + " " + i, expected[i], actual[i], largest);
        }
    }

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

    private static void assertClose(
            Fixtures.Case fixture, String what, double expected, double actual, double scale) {
        if (Double.doubleToLongBits(expected) == Double.doubleToLongBits(actual)) {
            return;
        }
        double unit = fixture.isFloat64() ? 0x1p-53 : 0x1p-24;
        double error = Math.abs(actual - expected);
        assertTrue(
                error <= ROUNDINGS * unit * scale || error <= SUBNORMAL,
                () ->
                        what
                                + ": expected "
                                + expected
                                + " but was "
                                + actual
                                + ", "
                                + error / scale / unit
                                + " roundings off");
    }

    private static double[] doubles(NDArray array) {
        return array.toType(DataType.FLOAT64, true).toDoubleArray();
    }
}
