package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;

/**
 * One entry of every row of a matrix, with its class axis along axis 1: read and written by the
 * host.
 */
public final class RowEntries {

    /** No entry of any row. */
    public static final RowEntries NONE = new RowEntries();

    private final long[] positions;

    RowEntries(long... positions) {
        this.positions = positions;
    }

    /**
     * Finds the largest entry of every row.
     *
     * @param matrix an array as {@link ClassAxis#matrix} lays it out
     * @return where the largest entries are
     */
    public static RowEntries largest(NDArray matrix) {
        long[] positions = matrix.argMax(1).toLongArray();
        long classes = matrix.getShape().get(1);
        long inner = matrix.getShape().slice(2).size();
        for (int row = 0; row < positions.length; row++) {
            positions[row] = ClassAxis.position(row, positions[row], classes, inner);
        }
        return new RowEntries(positions);
    }

    /**
     * Lays out an array as these methods need it.
     *
     * @param matrix an array
     * @return the array, or a copy where its elements do not lie one behind the other
     */
    public static NDArray contiguous(NDArray matrix) {
        return matrix.reshape(-1).reshape(matrix.getShape());
    }

    /**
     * Returns the number of rows.
     *
     * @return how many entries these are
     */
    public int count() {
        return positions.length;
    }

    /**
     * Reads the entries.
     *
     * @param matrix a contiguous array
     * @return one entry per row
     */
    public double[] of(NDArray matrix) {
        return Entries.get(matrix, positions);
    }

    /**
     * Replaces the entries, in place.
     *
     * @param matrix a contiguous array, not differentiable
     * @param values the new entries, one per row
     */
    public void set(NDArray matrix, double... values) {
        Entries.set(matrix, positions, values);
    }

    /**
     * Returns the sum of all entries of every row but these, without the cancellation that taking
     * them away from the sum of all would bring.
     *
     * @param matrix a contiguous array, not differentiable, whose entries become 0
     * @return one sum per row
     */
    public double[] sumOfOthers(NDArray matrix) {
        if (this == NONE) {
            return new double[0];
        }
        set(matrix, new double[positions.length]);
        return Numbers.toDoubles(matrix.sum(new int[] {1}));
    }

    /**
     * Replaces the entries by minus the sum of the others: what they are in rows that add up to 0,
     * without the cancellation that it would take to compute them alone.
     *
     * @param matrix a contiguous array, not differentiable, whose rows add up to 0
     */
    public void balance(NDArray matrix) {
        double[] others = sumOfOthers(matrix);
        for (int row = 0; row < others.length; row++) {
            others[row] = -others[row];
        }
        set(matrix, others);
    }
}
