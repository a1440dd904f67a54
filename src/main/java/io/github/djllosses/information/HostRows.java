package io.github.djllosses.information;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The distributions along some axes of an array, checked and read to the host, where the formulas
 * are.
 */
final class HostRows {

    private static final Set<DataType> FLOATS =
            EnumSet.of(DataType.FLOAT16, DataType.FLOAT32, DataType.FLOAT64);

    /** A distribution in float16 adds up to 1 only as nearly as its numbers are rounded. */
    private static final double TOLERANCE_FLOAT16 = 1e-3;

    private final NDArray array;
    private final Shape shape;
    private final double[][] rows;

    private HostRows(NDArray array, Shape shape, double[]... rows) {
        this.array = array;
        this.shape = shape;
        this.rows = rows;
    }

    /** Reads the distributions along one axis. */
    static HostRows along(String argument, NDArray array, int axis) {
        int rank = array.getShape().dimension();
        int from = axis < 0 ? axis + rank : axis;
        if (from < 0 || from >= rank) {
            throw Probabilities.error(argument, "%s has no axis %d", array.getShape(), axis);
        }
        return read(argument, array, from, 1);
    }

    /** Reads the distributions in the last two axes. */
    static HostRows ofTables(String argument, NDArray array) {
        int rank = array.getShape().dimension();
        if (rank < 2) {
            throw Probabilities.error(
                    argument, "%s is no table: it has fewer than two axes", array.getShape());
        }
        return read(argument, array, rank - 2, 2);
    }

    private static HostRows read(String argument, NDArray array, int axis, int axes) {
        Shape all = array.getShape();
        if (axis < 0 || axis + axes > all.dimension()) {
            throw Probabilities.error(
                    argument,
                    "%s has %d axes, too few for distributions along that axis",
                    all,
                    all.dimension());
        }
        double[] numbers = numbers(argument, array);
        int outcomes = Math.toIntExact(all.slice(axis, axis + axes).size());
        int inner = Math.toIntExact(all.slice(axis + axes).size());
        Shape rest = all.slice(0, axis).addAll(all.slice(axis + axes));
        double[][] rows = new double[Math.toIntExact(rest.size())][outcomes];
        for (int row = 0; row < rows.length; row++) {
            int start = row / inner * inner * outcomes + row % inner;
            Arrays.setAll(rows[row], k -> numbers[start + k * inner]);
            Probabilities.check(argument + " " + all + " row " + row, tolerance(array), rows[row]);
        }
        return new HostRows(array, rest, rows);
    }

    private static double tolerance(NDArray array) {
        return array.getDataType() == DataType.FLOAT16
                ? TOLERANCE_FLOAT16
                : Probabilities.TOLERANCE;
    }

    /** Reads an array of any layout, and leaves nothing on its manager. */
    static double[] numbers(String argument, NDArray array) {
        // the engine aborts the whole JVM when it is asked to convert some other types
        if (!FLOATS.contains(array.getDataType())) {
            throw Probabilities.error(
                    argument,
                    "%s has data type %s, expected one of %s: convert it with toType",
                    array.getShape(),
                    array.getDataType(),
                    FLOATS);
        }
        try (NDArray alias = array.stopGradient();
                NDArray copy = alias.toType(DataType.FLOAT64, true)) {
            return copy.toDoubleArray();
        }
    }

    /** Returns one number per distribution. */
    NDArray map(ToDoubleFunction<double[]> measure) {
        return array(array, shape, Arrays.stream(rows).mapToDouble(measure).toArray());
    }

    /** Returns one number per pair of distributions. */
    NDArray map(HostRows others, ToDoubleBiFunction<double[], double[]> measure) {
        return array(
                array,
                shape,
                IntStream.range(0, rows.length)
                        .mapToDouble(row -> measure.applyAsDouble(rows[row], others.rows[row]))
                        .toArray());
    }

    /** Makes an array in the data type, on the device and on the manager of another. */
    static NDArray array(NDArray like, Shape shape, double... numbers) {
        NDManager user = like.getManager();
        try (NDManager scope = user.newSubManager(like.getDevice())) {
            NDArray array = scope.create(numbers, shape).toType(like.getDataType(), true);
            array.attach(user);
            return array;
        }
    }
}
