package io.github.djllosses.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.github.djllosses.training.GradientCatalogue.Entry;
import io.github.djllosses.training.GradientCheck.Report;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of every loss is the derivative of its value, whatever its options are. */
class GradientsTest {

    static List<Entry> catalogue() {
        return GradientCatalogue.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("catalogue")
    void theGradientIsTheDerivativeOfTheValue(Entry entry) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Report report =
                    new GradientCheck()
                            .check(entry.loss(), entry.labels(manager), entry.predictions(manager))
                            .orThrow();

            // measured: at most 2.5e-11; the check itself is content with 1e-6
            assertTrue(report.relativeError() < 1e-9, report::toString);
            assertTrue(
                    report.elements().stream().anyMatch(e -> Math.abs(e.numeric()) > 0.01),
                    report::toString);
        }
    }
}
