package io.github.djllosses.information;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Measures along an axis of an array are those of the distributions in it. */
class InformationOfArraysTest {

    private static final Information BITS = Information.in(Unit.BITS);

    private static final double[][] P = {{0.5, 0.25, 0.25}, {1, 0, 0}};
    private static final double[][] Q = {{0.25, 0.5, 0.25}, {0.5, 0.25, 0.25}};

    private final NDManager manager = NDManager.newBaseManager();
    private final NDArray p =
            manager.create(new double[] {0.5, 0.25, 0.25, 1, 0, 0}, new Shape(2, 3));
    private final NDArray q =
            manager.create(new double[] {0.25, 0.5, 0.25, 0.5, 0.25, 0.25}, new Shape(2, 3));

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void everyMeasureIsThatOfTheRows() {
        assertRows(BITS.entropy(p, -1), row -> BITS.entropy(P[row]));
        assertRows(BITS.crossEntropy(p, q, 1), row -> BITS.crossEntropy(P[row], Q[row]));
        assertRows(BITS.klDivergence(p, q, 1), row -> BITS.klDivergence(P[row], Q[row]));
        assertRows(BITS.jsDivergence(p, q, 1), row -> BITS.jsDivergence(P[row], Q[row]));
        assertRows(BITS.jsDistance(p, q, 1), row -> BITS.jsDistance(P[row], Q[row]));
        assertRows(
                BITS.renyiDivergence(p, q, 0.5, 1),
                row -> BITS.renyiDivergence(P[row], Q[row], 0.5));
    }

    private static void assertRows(NDArray actual, Function<Integer, Double> expected) {
        assertEquals(new Shape(2), actual.getShape());
        assertArrayEquals(
                new double[] {expected.apply(0), expected.apply(1)}, actual.toDoubleArray(), 0);
    }

    @Test
    void outcomesMayLieAlongAnyAxis() {
        // by hand: 1.5 bits and 0
        double[] expected = {1.5, 0};
        NDArray down = p.transpose();
        assertArrayEquals(expected, BITS.entropy(down, 0).toDoubleArray(), 0);
        NDArray middle = down.reshape(1, 3, 2).duplicate();
        NDArray entropies = BITS.entropy(middle, -2);
        assertEquals(new Shape(1, 2), entropies.getShape());
        assertArrayEquals(expected, entropies.toDoubleArray(), 0);
        NDArray single = manager.create(new double[] {0.5, 0.5});
        assertEquals(new Shape(), BITS.entropy(single, 0).getShape());
    }

    @Test
    void jointDistributionsLieInTheLastTwoAxes() {
        double[][] table = {{0.5, 0.25, 0}, {0, 0.125, 0.125}};
        double[] numbers = {0.5, 0.25, 0, 0, 0.125, 0.125};
        NDArray joint = manager.create(numbers, new Shape(1, 2, 3));
        assertOne(BITS.jointEntropy(table), BITS.jointEntropy(joint));
        assertOne(BITS.conditionalEntropy(table), BITS.conditionalEntropy(joint));
        assertOne(BITS.mutualInformation(table), BITS.mutualInformation(joint));
    }

    private static void assertOne(double expected, NDArray actual) {
        assertEquals(new Shape(1), actual.getShape());
        assertEquals(expected, actual.getDouble(0), 0);
    }

    @Test
    void selfInformationKeepsTheShape() {
        NDArray information = BITS.selfInformation(q);
        assertEquals(q.getShape(), information.getShape());
        assertArrayEquals(new double[] {2, 1, 2, 1, 2, 2}, information.toDoubleArray(), 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "FLOAT32", "FLOAT64"})
    void resultsHaveTheDataTypeAndTheManagerOfTheArrayAndNothingElseStays(DataType type) {
        try (NDManager sub = manager.newSubManager()) {
            NDArray thirds = sub.create(new double[] {1 / 3.0, 2 / 3.0}).toType(type, true);
            int before = sub.getManagedArrays().size();
            NDArray entropy = BITS.entropy(thirds, 0);
            assertEquals(type, entropy.getDataType());
            assertSame(sub, entropy.getManager());
            assertEquals(before + 1, sub.getManagedArrays().size());
            // log2(3) - 2/3
            double tolerance = type == DataType.FLOAT16 ? 1e-3 : 1e-7;
            assertEquals(
                    0.9182958340544896,
                    entropy.toType(DataType.FLOAT64, false).getDouble(),
                    tolerance);
        }
    }

    @Test
    void nothingIsMeasuredOfNothing() {
        NDArray none = manager.create(new Shape(0, 3));
        assertEquals(new Shape(0), BITS.entropy(none, 1).getShape());
    }

    @Test
    void whatDoesNotFitIsAnErrorThatNamesIt() {
        NDArray counts = manager.create(new double[] {0.5, 0.5, 3, 1}, new Shape(2, 2));
        assertMessage(
                "Information: p (2, 2) row 1 adds up to 4.0, 3.0 above 1: divide it by its sum, as"
                        + " Probabilities.ofCounts does",
                () -> BITS.entropy(counts, 1));
        assertMessage(
                "Information: p (2, 3) and q (3, 2) must have the same shape: nothing is reshaped"
                        + " or broadcast for you",
                () -> BITS.klDivergence(p, q.transpose(), 1));
        assertMessage("Information: p (2, 3) has no axis 2", () -> BITS.entropy(p, 2));
        assertMessage(
                "Information: joint (2) is no table: it has fewer than two axes",
                () -> BITS.jointEntropy(manager.create(new double[] {0.5, 0.5})));
        assertMessage(
                "Information: p (1) has data type int32, expected one of [float32, float64,"
                        + " float16]: convert it with toType",
                () -> BITS.entropy(manager.create(new int[] {1}), 0));
    }

    private static void assertMessage(String message, Runnable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code::run).getMessage());
    }
}
