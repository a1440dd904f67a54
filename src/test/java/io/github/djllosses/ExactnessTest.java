package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Reduction;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds to the last bit: the symmetry of binary losses, the sign and the zeros of divergences.
 */
class ExactnessTest {

    private static final long SEED = 17;

    static Stream<Truth> binary() {
        return Truth.all().filter(truth -> truth.problem().isBinary());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("binary")
    void binaryCrossEntropyIsSymmetric(Truth truth) {
        AbstractLoss loss = truth.problem().ours(Reduction.SUM);
        Rows rows = new Rows(List.of(truth)).withShortLabels();
        Rows mirror = new Rows(List.of(truth)).withShortLabels().mirrored();

        Outcome yes = Outcome.pointwise(loss, rows::arrays);
        Outcome no = Outcome.pointwise(loss, mirror::arrays);
        Outcome yesSum = Outcome.evaluated(loss, rows::arrays);
        Outcome noSum = Outcome.evaluated(loss, mirror::arrays);

        assertArrayEquals(yes.result(), no.result());
        assertArrayEquals(yesSum.result(), noSum.result());
        assertArrayEquals(positiveZeros(1, yes), positiveZeros(-1, no));
        assertArrayEquals(positiveZeros(1, yesSum), positiveZeros(-1, noSum));
    }

    private static double[] positiveZeros(int sign, Outcome outcome) {
        return Arrays.stream(outcome.gradient()).map(g -> sign * g + 0.0).toArray();
    }

    static Stream<Truth> divergences() {
        return Truth.all().filter(truth -> truth.problem().isDivergence());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("divergences")
    void divergenceOfEqualSidesIsZero(Truth truth) {
        AbstractLoss loss = truth.problem().ours(Reduction.SUM);
        Rows equal = new Rows(List.of(truth)).withEqualSides();
        Rows masked = new Rows(List.of(truth)).withEqualSides().andClass(Double.NEGATIVE_INFINITY);

        assertAll(() -> assertZero(loss, equal), () -> assertZero(loss, masked));
    }

    private static void assertZero(AbstractLoss loss, Rows rows) {
        Outcome values = Outcome.pointwise(loss, rows::arrays);
        Outcome sum = Outcome.evaluated(loss, rows::arrays);

        assertAll(
                () -> assertEquals(0, largest(values.result()), "values"),
                () -> assertEquals(0, largest(values.gradient()), "gradients of values"),
                () -> assertEquals(0, largest(sum.result()), "sum"),
                () -> assertEquals(0, largest(sum.gradient()), "gradients of the sum"));
    }

    private static double largest(double... numbers) {
        return Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "KL_FORWARD",
                "KL_REVERSE",
                "JENSEN_SHANNON",
                "HELLINGER",
                "JEFFREYS",
                "RENYI"
            })
    void divergenceIsNeverNegative(Problem problem) {
        for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
            double[] values = valuesOfRandomPairs(problem, type);

            double least = Arrays.stream(values).min().orElseThrow();
            assertTrue(least >= 0, type + ": " + least + ", seed " + SEED);
        }
    }

    /** Takes 1e5 pairs of scales from 1e-3 to 1e3 that differ by 1e-8 to 10 of their scale. */
    private static double[] valuesOfRandomPairs(Problem problem, DataType type) {
        Shape shape = new Shape(100_000, 4);
        Random random = new Random(SEED);
        double[] a = new double[(int) shape.size()];
        double[] b = new double[a.length];
        for (int row = 0; row < a.length; row += 4) {
            double scale = Math.pow(10, 6 * random.nextDouble() - 3);
            double delta = scale * Math.pow(10, 9 * random.nextDouble() - 8);
            for (int i = row; i < row + 4; i++) {
                a[i] = scale * random.nextGaussian();
                b[i] = a[i] + delta * random.nextGaussian();
            }
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray label = manager.create(a, shape).toType(type, false);
            NDArray prediction = manager.create(b, shape).toType(type, false);
            AbstractLoss loss = problem.ours(Reduction.MEAN);
            return Numbers.toDoubles(
                    loss.pointwise(new NDList(label), new NDList(prediction)).values());
        }
    }
}
