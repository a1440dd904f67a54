package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Reduction;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every value and every gradient element has the digits that {@link Problem#limit} promises: in
 * every regime, in batches of one row and of many, and whatever else is in the batch.
 */
class AccuracyTest {

    /** The root of the mean square may be this share of what a single error may be. */
    private static final double RMS = 0.25;

    /** The mean square of fewer errors says nothing. */
    private static final int MANY = 1_000;

    /** One row in so many is evaluated by itself: odd, so that rows of every kind come in turn. */
    private static final int ALONE = 65;

    static Stream<Truth> truths() {
        return Truth.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("truths")
    void valuesAndGradientsBeforeReduction(Truth truth) {
        double[] found = Results.pointwise(truth);

        assertAll(
                () -> assertWithinLimit(Errors.of(truth, false, found)),
                () -> assertWithinLimit(Errors.of(truth, true, found)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("truths")
    void gradientsOfASum(Truth truth) {
        assertWithinLimit(Errors.of(truth, true, Results.ours(truth)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("truths")
    void sumsAndMeans(Truth truth) {
        double exact = 0;
        double allowed = 0;
        for (int i = 0; i < truth.values(); i++) {
            exact += truth.exact(i);
            allowed += truth.exact(i) * truth.problem().limit(truth, i);
        }
        for (Reduction reduction : Reduction.values()) {
            double divisor = reduction == Reduction.SUM ? 1 : truth.values();
            AbstractLoss loss = truth.problem().ours(reduction);

            double actual = Outcome.value(loss, Results.all(truth));

            String what = reduction + ": " + actual + ", expected " + exact / divisor;
            assertTrue(Math.abs(actual * divisor - exact) <= allowed, what);
        }
    }

    static Stream<Truth> manyRows() {
        return Truth.all().filter(truth -> truth.values() > 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("manyRows")
    void rowsByThemselves(Truth truth) {
        AbstractLoss mean = truth.problem().ours(Reduction.MEAN);
        int classes = truth.regime().classes();
        Errors values = new Errors();
        Errors gradients = new Errors();
        for (int row = 0; row < truth.values(); row += ALONE) {
            Outcome outcome = Outcome.evaluated(mean, Results.rows(truth, row, row + 1));
            values.add(truth, row, outcome.result()[0]);
            for (int k = 0; k < classes; k++) {
                int at = truth.values() + row * classes + k;
                gradients.add(truth, at, outcome.gradient()[k]);
            }
        }
        assertAll(() -> assertWithinLimit(values), () -> assertWithinLimit(gradients));
    }

    static Stream<Arguments> mixtures() {
        List<List<Problem>> mixed =
                List.of(
                        List.of(Problem.CROSS_ENTROPY),
                        List.of(Problem.BCE_HARD_LABELS, Problem.BCE_SOFT_LABELS),
                        List.of(Problem.LOG_COSH),
                        List.of(Problem.KL_FORWARD),
                        List.of(Problem.KL_REVERSE),
                        List.of(Problem.JENSEN_SHANNON),
                        List.of(Problem.HELLINGER),
                        List.of(Problem.JEFFREYS),
                        List.of(Problem.RENYI),
                        List.of(Problem.FOCAL),
                        List.of(Problem.FOCAL_HALF),
                        List.of(Problem.SIGMOID_FOCAL),
                        List.of(Problem.SOFT_MARGIN));
        return mixed.stream()
                .flatMap(
                        problems ->
                                Stream.of(DataType.FLOAT32, DataType.FLOAT64)
                                        .map(type -> Arguments.of(problems, type)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("mixtures")
    void allRegimesInOneBatch(List<Problem> problems, DataType type) {
        List<Truth> truths =
                problems.stream()
                        .flatMap(problem -> Truth.of(problem).stream())
                        .filter(truth -> truth.regime().type() == type)
                        .filter(truth -> truth.regime().classes() != 2)
                        .toList();

        assertRowsWithinLimit(problems.get(0), new Rows(truths));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("manyRows")
    void rowsBesideARowOfNaN(Truth truth) {
        double[] label = truth.inputs().label(0);
        double[] prediction = truth.inputs().prediction(0);
        Arrays.fill(prediction, Double.NaN);
        Rows rows = new Rows(List.of(truth)).andRow(label, prediction);
        AbstractLoss loss = truth.problem().ours(Reduction.SUM);

        assertRowsWithinLimit(truth.problem(), rows);
        double[] values = Outcome.pointwise(loss, rows::arrays).result();
        assertEquals(Double.NaN, values[truth.values()]);
        assertEquals(Double.NaN, Outcome.value(loss, rows::arrays));
    }

    static Stream<Truth> manyClasses() {
        return manyRows().filter(truth -> truth.regime().classes() > 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("manyClasses")
    void rowsWithAMaskedClass(Truth truth) {
        Rows rows = new Rows(List.of(truth)).andClass(Double.NEGATIVE_INFINITY);

        assertRowsWithinLimit(truth.problem(), rows);
        int width = truth.regime().classes() + 1;
        AbstractLoss loss = truth.problem().ours(Reduction.SUM);
        double[] gradient = Outcome.evaluated(loss, rows::arrays).gradient();
        for (int at = width - 1; at < gradient.length; at += width) {
            assertEquals(0, Math.abs(gradient[at]), "gradient of a masked class");
        }
    }

    static Stream<Truth> binary() {
        return manyRows().filter(truth -> truth.problem().isBinary());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("binary")
    void elementsBesideInfiniteLogits(Truth truth) {
        Rows rows = new Rows(List.of(truth));
        for (double y : new double[] {0, 1}) {
            rows.andRow(new double[] {y}, Double.POSITIVE_INFINITY);
            rows.andRow(new double[] {y}, Double.NEGATIVE_INFINITY);
        }
        assertRowsWithinLimit(truth.problem(), rows);
    }

    private static void assertRowsWithinLimit(Problem problem, Rows rows) {
        AbstractLoss loss = problem.ours(Reduction.SUM);
        Outcome values = Outcome.pointwise(loss, rows::arrays);
        Outcome sum = Outcome.evaluated(loss, rows::arrays);

        assertAll(
                () -> assertWithinLimit(rows.valueErrors(values.result())),
                () -> assertWithinLimit(rows.gradientErrors(values.gradient())),
                () -> assertWithinLimit(rows.gradientErrors(sum.gradient())));
    }

    private static void assertWithinLimit(Errors errors) {
        boolean largest = errors.maxShare() <= 1;
        boolean usual = errors.count() < MANY || errors.rmsShare() <= RMS;
        assertTrue(largest && usual, errors::worst);
    }
}
