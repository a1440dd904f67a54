package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Reduction;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Losses and gradients take their limits where logits are infinite or huge, in the same batch as
 * confident rows. The numbers are {@code log(1 + e^-x)} and {@code 1 / (1 + e^x)}, as the nearest
 * doubles.
 */
class LimitsTest {

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double SOFTPLUS_1 = 0.3132616875182228;
    private static final double SIGMOID_1 = 0.2689414213699951;
    private static final double SOFTPLUS_17 = 4.139937633089748e-8;
    private static final double SIGMOID_17 = 4.1399375473943306e-8;
    private static final double SOFTPLUS_40 = 4.248354255291589e-18;

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void maskedClassesBesideConfidentRows(DataType type) {
        check(
                Problem.CROSS_ENTROPY,
                type,
                new double[][] {{0}, {2}, {2}, {0}},
                new double[][] {{40, 0, -INF}, {0, -INF, 1}, {-INF, -INF, 3}, {-INF, -INF, 17}},
                new double[] {SOFTPLUS_40, SOFTPLUS_1, 0, INF},
                new double[][] {
                    {-SOFTPLUS_40, SOFTPLUS_40, 0},
                    {SIGMOID_1, 0, -SIGMOID_1},
                    {0, 0, 0},
                    {-1, 0, 1}
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void labelOfZeroOnAMaskedClass(DataType type) {
        check(
                Problem.CROSS_ENTROPY,
                type,
                new double[][] {{0, 1, 0}, {0.5, 0.5, 0}, {1, 0, 0}},
                new double[][] {{-INF, 17, 0}, {1, 2, -INF}, {17, 0, -INF}},
                new double[] {SOFTPLUS_17, SOFTPLUS_1 + 0.5, SOFTPLUS_17},
                new double[][] {
                    {0, -SIGMOID_17, SIGMOID_17},
                    {SIGMOID_1 - 0.5, 0.5 - SIGMOID_1, 0},
                    {-SIGMOID_17, SIGMOID_17, 0}
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void oneClassIsCertain(DataType type) {
        double[][] x = {{3}, {-7}, {1e38}};
        double[][] gradient = {{0}, {0}, {0}};
        double[][] indices = {{0}, {0}, {0}};
        double[][] certain = {{1}, {1}, {1}};
        check(Problem.CROSS_ENTROPY, type, indices, x, new double[3], gradient);
        check(Problem.CROSS_ENTROPY, type, certain, x, new double[3], gradient);
        check(Problem.KL_FORWARD, type, indices, x, new double[3], gradient);
        check(Problem.KL_REVERSE, type, indices, x, new double[3], gradient);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void hugeLogits(DataType type) {
        double huge = (float) 1e38;
        check(
                Problem.CROSS_ENTROPY,
                type,
                new double[][] {{0}, {1}, {0}},
                new double[][] {{huge, 0}, {huge, 0}, {17, 0}},
                new double[] {0, huge, SOFTPLUS_17},
                new double[][] {{0, 0}, {1, -1}, {-SIGMOID_17, SIGMOID_17}});
        check(
                Problem.KL_FORWARD,
                type,
                new double[][] {{huge, 0}, {0, huge}, {0, 0}},
                new double[][] {{huge, 0}, {huge, 0}, {0, 0}},
                new double[] {0, huge, 0},
                new double[][] {{0, 0}, {1, -1}, {0, 0}});
        check(
                Problem.BCE_HARD_LABELS,
                type,
                new double[][] {{1}, {0}, {1}, {0}, {1}},
                new double[][] {{huge}, {huge}, {-huge}, {-huge}, {17}},
                new double[] {0, huge, huge, 0, SOFTPLUS_17},
                new double[][] {{0}, {1}, {-1}, {0}, {-SIGMOID_17}});
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void infiniteLogitsOfBinaryLabels(DataType type) {
        double[][] x = {{INF}, {-INF}, {INF}, {-INF}, {17}};
        check(
                Problem.BCE_HARD_LABELS,
                type,
                new double[][] {{1}, {0}, {0}, {1}, {1}},
                x,
                new double[] {0, 0, INF, INF, SOFTPLUS_17},
                new double[][] {{0}, {0}, {1}, {-1}, {-SIGMOID_17}});
        check(
                Problem.BCE_SOFT_LABELS,
                type,
                new double[][] {{1}, {0}, {0.25}, {0.25}, {1}},
                x,
                new double[] {0, 0, INF, INF, SOFTPLUS_17},
                new double[][] {{0}, {0}, {0.75}, {-0.25}, {-SIGMOID_17}});
    }

    private static void check(
            Problem problem,
            DataType type,
            double[][] labels,
            double[][] x,
            double[] values,
            double[]... gradient) {
        AbstractLoss loss = problem.ours(Reduction.SUM);
        Outcome.Batch batch =
                manager ->
                        new NDList[] {
                            list(manager, type, problem, labels), list(manager, type, problem, x)
                        };
        double[] flat = Stream.of(gradient).flatMapToDouble(Arrays::stream).toArray();

        Outcome pointwise = Outcome.pointwise(loss, batch);
        Outcome sum = Outcome.evaluated(loss, batch);

        assertClose(type, values, pointwise.result());
        assertClose(type, flat, pointwise.gradient());
        assertClose(type, new double[] {Arrays.stream(values).sum()}, sum.result());
        assertClose(type, flat, sum.gradient());
    }

    /** Makes a matrix; without its class axis for binary losses and for class indices. */
    private static NDList list(
            NDManager manager, DataType type, Problem problem, double[]... rows) {
        NDArray array = manager.create(rows).toType(type, false);
        return new NDList(problem.isBinary() ? array.squeeze(1) : array);
    }

    private static void assertClose(DataType type, double[] expected, double... actual) {
        // a few roundings of numbers whose logarithm is up to 40
        double tolerance = type == DataType.FLOAT64 ? 1e-14 : 5e-6;
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != actual[i]) {
                assertEquals(expected[i], actual[i], tolerance * Math.abs(expected[i]), "at " + i);
            }
        }
    }
}
