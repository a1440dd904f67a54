package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One class index per row, read to the host, where each is checked before native code sees it: an
 * index out of range ends a CUDA context, and some kernels read foreign memory.
 */
public final class ClassIndices extends ClassLabels {

    private static final long IGNORED = -1;

    private final NDArray prediction;
    private final long[] indices;
    private final long[] positions;
    private final double[] rowWeights;

    ClassIndices(Inputs in, ClassAxis axis, ClassOptions options) {
        super(in, axis, options);
        prediction = in.prediction();
        rowWeights = rowWeights(axis, in.exampleWeights(axis.rows()));
        indices = read(in, axis, options.ignoreIndex(), rowWeights);
        positions = new long[indices.length];
        for (int row = 0; row < indices.length; row++) {
            // an ignored row points at class 0 and counts nothing
            positions[row] = axis.position(row, Math.max(indices[row], 0));
            rowWeights[row] *= indices[row] == IGNORED ? 0 : 1;
        }
    }

    /**
     * Reads the first label array, which must be class indices.
     *
     * @param in the arguments of the loss
     * @param options the class axis, class weights and ignored index of the loss
     * @return the labels
     * @throws IllegalArgumentException if the array is not indices, or holds one that is no class
     */
    public static ClassIndices only(Inputs in, ClassOptions options) {
        if (ClassLabels.of(in, options) instanceof ClassIndices indices) {
            return indices;
        }
        throw in.error(
                "labels[0] %s has the shape of predictions[0], expected class indices: for"
                        + " distributions use CrossEntropyLoss",
                in.label(0).getShape());
    }

    private static long[] read(
            Inputs in, ClassAxis axis, @Nullable Long ignoreIndex, double... rowWeights) {
        long[] indices = wholeNumbers(in, axis, rowWeights);
        for (int row = 0; row < indices.length; row++) {
            // what weighs nothing may hold anything
            if (rowWeights[row] == 0 || (ignoreIndex != null && indices[row] == ignoreIndex)) {
                indices[row] = IGNORED;
            } else if (indices[row] < 0 || indices[row] >= axis.classes()) {
                throw in.error(
                        "labels[0] %s at %s is %d, outside [0, %d), the classes of %s"
                                + " along axis %d; if it marks padding, set optIgnoreIndex(%3$d)",
                        in.label(0).getShape(),
                        axis.describe(row),
                        indices[row],
                        axis.classes(),
                        in.scoresName(),
                        axis.axis());
            }
        }
        return indices;
    }

    private static long[] wholeNumbers(Inputs in, ClassAxis axis, double... rowWeights) {
        NDArray label = in.label(0);
        DataType type = label.getDataType();
        if (type == DataType.BOOLEAN) {
            throw in.error(
                    "labels[0] %s is boolean, expected class indices: integers, or floating point"
                            + " numbers without a fraction",
                    label.getShape());
        }
        if (!type.isFloating()) {
            return label.toType(DataType.INT64, false).toLongArray();
        }
        double[] numbers = Numbers.toDoubles(label);
        long[] indices = new long[numbers.length];
        for (int row = 0; row < indices.length; row++) {
            indices[row] = (long) numbers[row];
            if (indices[row] != numbers[row] && rowWeights[row] != 0) {
                throw in.error(
                        "labels[0] %s at %s is %s, not a class index; distributions must have the"
                                + " shape of %s",
                        label.getShape(),
                        axis.describe(row),
                        type == DataType.FLOAT64
                                ? Double.toString(numbers[row])
                                : Float.toString((float) numbers[row]),
                        in.scoresName());
            }
        }
        return indices;
    }

    private static double[] rowWeights(ClassAxis axis, @Nullable NDArray exampleWeights) {
        if (exampleWeights != null) {
            return Numbers.toDoubles(exampleWeights);
        }
        double[] ones = new double[Math.toIntExact(axis.rows().size())];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Binds the formula of a loss that leaves the class weights to the weights of the rows.
     *
     * @param formula the terms of a prediction that is laid out as {@link ClassAxis#matrix}
     * @return the evaluation
     */
    public Evaluation weightedEvaluation(Function<NDArray, Terms> formula) {
        return evaluation(toArray(rowsTimes(multipliers())), formula);
    }

    /**
     * Returns the entries at the labels of some rows; for ignored rows, which count nothing, those
     * of class 0.
     *
     * @param matrix some rows of an array as {@link ClassAxis#matrix} lays it out
     * @param from the number of the first of these rows, along axis 0
     * @return one entry per row
     */
    public RowEntries entries(NDArray matrix, long from) {
        int first = Math.toIntExact(from * axis().inner());
        int count = Math.toIntExact(matrix.getShape().get(0) * axis().inner());
        long[] part = Arrays.copyOfRange(positions, first, first + count);
        for (int row = 0; row < count; row++) {
            part[row] -= axis().position(first, 0);
        }
        return new RowEntries(part);
    }

    /**
     * Returns the entry at each row's label, differentiable.
     *
     * @param matrix an array as {@link ClassAxis#matrix} lays it out
     * @return one entry per row; for ignored rows, which count nothing, that of class 0
     */
    public NDArray select(NDArray matrix) {
        // take() reads the flattened array
        // a copy in the engine's memory, which the gradient keeps
        NDArray at = prediction.getManager().create(positions).duplicate();
        return matrix.take(at.toDevice(matrix.getDevice(), false));
    }

    @Override
    public double divisor() {
        return Arrays.stream(rowsTimes(classWeights())).sum();
    }

    /**
     * Returns the number of rows.
     *
     * @return the number
     */
    public int count() {
        return indices.length;
    }

    /**
     * Returns the class of a row.
     *
     * @param row the number of the row
     * @return its class, -1 where the row is ignored
     */
    public long index(int row) {
        return indices[row];
    }

    /**
     * Returns the weight of a row, class weights not included.
     *
     * @param row the number of the row
     * @return its example weight, 0 where the row is ignored
     */
    public double weight(int row) {
        return rowWeights[row];
    }

    private double[] rowsTimes(ClassWeights factors) {
        double[] weights = rowWeights.clone();
        for (int row = 0; row < weights.length; row++) {
            weights[row] *= weights[row] == 0 ? 0 : factors.of(indices[row]);
        }
        return weights;
    }

    @Override
    public @Nullable NDArray weights() {
        return toArray(rowWeights);
    }

    private @Nullable NDArray toArray(double... weights) {
        boolean allCount = Arrays.stream(weights).allMatch(weight -> weight == 1);
        return allCount ? null : Numbers.array(prediction, weights).reshape(axis().rows());
    }

    @Override
    public NDArray targets(float smoothing, NDArray matrix, long from) {
        double share = (double) smoothing / axis().classes();
        NDArray everywhere = multipliers().along(axis(), matrix).muli(share);
        NDArray targets = matrix.zerosLike().addi(everywhere);
        RowEntries labels = entries(matrix, from);
        int first = Math.toIntExact(from * axis().inner());
        double[] atLabels = new double[labels.count()];
        for (int row = 0; row < atLabels.length; row++) {
            long index = Math.max(indices[first + row], 0);
            atLabels[row] = (1.0 - smoothing + share) * multipliers().of(index);
        }
        labels.set(targets, atLabels);
        return targets;
    }
}
