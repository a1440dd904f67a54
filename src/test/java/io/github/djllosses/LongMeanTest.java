package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Reduction;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mean over ten million rows: a few rows of a truth, again and again. */
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

    private static NDList repeated(NDList rows) {
        return new NDList(List.of(rows.singletonOrThrow().repeat(0, TIMES)));
    }
}
