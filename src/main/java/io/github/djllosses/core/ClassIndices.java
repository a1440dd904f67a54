package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One class index per row, read to the host, where each is checked before native code sees it: an
 * index out of range ends a CUDA context, and some kernels read foreign memory.
 */
public final class ClassIndices extends ClassLabels {

    private static final long IGNORED = -1;

    private final NDArray like;
    private final long[] indices;
    private final NDArray positions;

    ClassIndices(Inputs in, ClassAxis axis, ClassOptions options) {
        this(in, axis, options.classWeights(), read(in, axis, options.ignoreIndex()));
    }

    private ClassIndices(Inputs in, ClassAxis axis, ClassWeights classWeights, long... indices) {
        super(in, axis, classWeights, rowWeights(in, axis, classWeights, indices));
        this.like = in.prediction();
        this.indices = indices;
        this.positions = positions(in.scope(), axis, indices);
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

    private static long[] read(Inputs in, ClassAxis axis, @Nullable Long ignoreIndex) {
        long[] indices = wholeNumbers(in, axis);
        for (int row = 0; row < indices.length; row++) {
            if (ignoreIndex != null && indices[row] == ignoreIndex) {
                indices[row] = IGNORED;
            } else if (indices[row] < 0 || indices[row] >= axis.classes()) {
                throw in.error(
                        "labels[0] %s at %s is %d, outside [0, %d), the classes of predictions[0]"
                            + " %s along axis %d; if it marks padding, set optIgnoreIndex(%3$d)",
                        in.label(0).getShape(),
                        axis.describe(row),
                        indices[row],
                        axis.classes(),
                        in.prediction().getShape(),
                        axis.axis());
            }
        }
        return indices;
    }

    private static long[] wholeNumbers(Inputs in, ClassAxis axis) {
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
            if (indices[row] != numbers[row]) {
                throw in.error(
                        "labels[0] %s at %s is %s, not a class index; distributions must have the"
                                + " shape of predictions[0] %s",
                        label.getShape(),
                        axis.describe(row),
                        numbers[row],
                        in.prediction().getShape());
            }
        }
        return indices;
    }

    /** An ignored row is a row of weight 0, and so is one whose class has weight 0. */
    private static @Nullable NDArray rowWeights(
            Inputs in, ClassAxis axis, ClassWeights classWeights, long... indices) {
        NDArray exampleWeights = in.exampleWeights(axis.rows());
        double[] counts = new double[indices.length];
        boolean all = true;
        for (int row = 0; row < counts.length; row++) {
            boolean ignored = indices[row] == IGNORED || classWeights.of(indices[row]) == 0;
            counts[row] = ignored ? 0 : 1;
            all &= !ignored;
        }
        if (all) {
            return exampleWeights;
        }
        NDArray kept = Numbers.array(in.prediction(), counts).reshape(axis.rows());
        return exampleWeights == null ? kept : kept.mul(exampleWeights);
    }

    private static NDArray positions(NDManager manager, ClassAxis axis, long... indices) {
        long[] positions = new long[indices.length];
        for (int row = 0; row < positions.length; row++) {
            positions[row] = axis.position(row, Math.max(indices[row], 0));
        }
        return manager.create(positions);
    }

    /**
     * Returns the entry at each row's label; for ignored rows, whose weight is 0, that of class 0.
     *
     * @param array a matrix as {@link ClassAxis#matrix} lays it out, or that matrix flattened
     * @return one entry per row, differentiable
     */
    public NDArray select(NDArray array) {
        // take() reads the flattened array
        return array.take(positions);
    }

    /**
     * Replaces the entry at each row's label, in place.
     *
     * @param flat a flattened matrix
     * @param values the new entries, one per row
     */
    public void put(NDArray flat, NDArray values) {
        flat.set(new NDIndex("{}", positions), values);
    }

    /**
     * Multiplies terms by the weight of each row's class.
     *
     * @param terms one term per row; must not be used afterwards
     * @return the weighted terms
     */
    public Terms weighted(Terms terms) {
        if (classWeights().isNone()) {
            return terms;
        }
        double[] weights = new double[indices.length];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = indices[row] == IGNORED ? 0 : classWeights().of(indices[row]);
        }
        return terms.times(Numbers.array(like, weights));
    }

    @Override
    public double divisor() {
        NDArray weights = weights();
        double[] rows = weights == null ? null : Numbers.toDoubles(weights);
        double sum = 0;
        for (int row = 0; row < indices.length; row++) {
            if (indices[row] != IGNORED) {
                sum += classWeights().of(indices[row]) * (rows == null ? 1 : rows[row]);
            }
        }
        return sum;
    }

    @Override
    NDArray smoothed(float smoothing) {
        Shape shape = axis().matrixShape();
        NDArray targets = like.getManager().zeros(shape, like.getDataType(), like.getDevice());
        targets.addi((double) smoothing / axis().classes());
        put(targets.reshape(-1), select(targets).add(1.0 - smoothing));
        return targets;
    }
}
