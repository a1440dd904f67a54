package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is true of losses whose values do not belong to rows of a prediction, on the arguments of
 * their fixtures.
 */
class WithoutRowsTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** One case of each shape and data type is enough for what does not depend on numbers. */
    static Stream<Fixtures.Case> cases() {
        return Catalogue.WITHOUT_ROWS.stream()
                .flatMap(loss -> Fixtures.of(loss).stream().limit(24));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theManagerHoldsOneArrayMoreThanBeforeAndArgumentsStay(Fixtures.Case fixture) {
        AbstractLoss loss = fixture.build();
        loss.addAccumulator("epoch");
        NDList labels = fixture.arrays(manager, "labels");
        NDList predictions = fixture.arrays(manager, "predictions");
        NDList arguments = new NDList(labels).addAll(predictions);
        Object[] before = arguments.stream().map(NDArray::toByteBuffer).toArray();
        int held = manager.getManagedArrays().size();

        assertEquals(manager, loss.evaluate(labels, predictions).getManager());
        loss.evaluate(labels, predictions, 100);
        loss.pointwise(labels, predictions);
        loss.divisor(labels, predictions);
        loss.updateAccumulator("epoch", labels, predictions);

        assertEquals(held + 3, manager.getManagedArrays().size());
        assertArrayEquals(before, arguments.stream().map(NDArray::toByteBuffer).toArray());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void halfPrecisionIsComputedInSinglePrecision(Fixtures.Case fixture) {
        NDList labels = fixture.arrays(manager, "labels");
        NDArray half = fixture.arrays(manager, "predictions").head().toType(DataType.FLOAT16, true);
        AbstractLoss loss = fixture.build();
        NDArray expected = loss.evaluate(labels, new NDList(half.toType(DataType.FLOAT32, true)));
        NDArray actual = loss.evaluate(labels, new NDList(half));

        assertEquals(DataType.FLOAT16, actual.getDataType());
        assertEquals(
                Numbers.toDoubles(expected.toType(DataType.FLOAT16, true))[0],
                Numbers.toDoubles(actual)[0]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whereNothingCountsAllIsZero(Fixtures.Case fixture) {
        AbstractLoss loss = fixture.build();
        Shape values = fixture.shape("values");
        Outcome.Batch nothing =
                m -> {
                    NDList labels = fixture.arrays(m, "labels");
                    if (fixture.isWeighted()) {
                        labels.remove(labels.size() - 1);
                    }
                    labels.add(m.zeros(values));
                    NDArray x = fixture.arrays(m, "predictions").head();
                    return new NDList[] {labels, new NDList(x.onesLike().mul(Float.NaN))};
                };

        for (Outcome outcome :
                new Outcome[] {
                    Outcome.evaluated(loss, nothing),
                    Outcome.pointwise(loss, nothing),
                    Outcome.of((y, x) -> loss.evaluate(y, x, 0), nothing)
                }) {
            assertZero(outcome.result());
            assertZero(outcome.gradient());
        }
        NDList[] batch = nothing.apply(manager);
        assertEquals(0, loss.divisor(batch[0], batch[1]));
    }

    private static void assertZero(double... numbers) {
        for (double number : numbers) {
            assertEquals(0, Math.abs(number));
        }
    }
}
