package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.regression.HuberLoss;
import io.github.djllosses.regression.L1Loss;
import io.github.djllosses.regression.MseLoss;
import io.github.djllosses.regression.SmoothL1Loss;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Means over millions of rows: a few rows of a truth, again and again, or equal errors. */
class LongMeanTest {

    private static final int ROWS = 2_000;
    private static final int TIMES = 5_000;

    static Stream<Truth> truths() {
        return Stream.of(
                named(Problem.CROSS_ENTROPY, "two classes", "float32"),
                named(Problem.BCE_HARD_LABELS, "moderate", "float32"),
                named(Problem.BCE_HARD_LABELS, "moderate", "float64"));
    }

    private static Truth named(Problem problem, String regime, String dtype) {
        return Truth.of(problem).stream()
                .filter(truth -> truth.regime().regime().equals(regime))
                .filter(truth -> truth.regime().dtype().equals(dtype))
                .findAny()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("truths")
    void meansAndAccumulators(Truth truth) {
        AbstractLoss loss = truth.problem().ours(Reduction.MEAN);
        double exact = IntStream.range(0, ROWS).mapToDouble(truth::exact).sum() / ROWS;
        double allowed = exact * (truth.regime().isFloat64() ? 1e-12 : 1e-6);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList labels = repeated(truth.inputs().labels(manager, 0, ROWS));
            NDList predictions = repeated(truth.inputs().predictions(manager, 0, ROWS));

            NDArray mean = loss.evaluate(labels, predictions);
            loss.addAccumulator("epoch");
            loss.updateAccumulator("epoch", labels, predictions);

            assertEquals(exact, Numbers.toDouble(mean), allowed);
            assertEquals(exact, loss.average("epoch"), allowed);
        }
    }

    /** Equal errors round alike, so a sum that is too simple drifts away. */
    static Stream<Arguments> equalErrors() {
        AbstractLoss huber = HuberLoss.builder().optDelta(0.5f).build();
        AbstractLoss smooth = SmoothL1Loss.builder().optBeta(0.5f).build();
        double near = 0.1f;
        double far = 1.7f;
        return Stream.of(
                arguments(new MseLoss(), near, near * near, 2 * near),
                arguments(new MseLoss(), far, far * far, 2 * far),
                arguments(new L1Loss(), near, near, 1),
                arguments(huber, near, near * near / 2, near),
                arguments(huber, far, 0.5 * (far - 0.25), 0.5),
                arguments(smooth, near, near * near, 2 * near),
                arguments(smooth, far, far - 0.25, 1));
    }

    @ParameterizedTest
    @MethodSource("equalErrors")
    void equalErrorsDoNotDrift(AbstractLoss loss, double error, double value, double slope) {
        for (int size : new int[] {2_048, 8_192, 100_000, 1_000_003}) {
            checkEqualErrors(new Shape(size), loss, error, value, slope);
        }
    }

    private static void checkEqualErrors(
            Shape shape, AbstractLoss loss, double error, double value, double slope) {
        Outcome outcome =
                Outcome.evaluated(
                        loss,
                        m -> {
                            NDArray labels = m.full(shape, (float) error).neg();
                            return new NDList[] {new NDList(labels), new NDList(m.zeros(shape))};
                        });

        assertEquals(value, outcome.result()[0], 1e-6 * value);
        for (double each : outcome.gradient()) {
            assertEquals(slope / shape.size(), each, 2e-7 * slope / shape.size());
        }
    }

    private static NDList repeated(NDList rows) {
        return new NDList(List.of(rows.singletonOrThrow().repeat(0, TIMES)));
    }
}
