package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Where the classes lie in an array: {@code outer x classes x inner}, row-major.
 *
 * <p>A <em>row</em> is one distribution; rows are numbered as the elements of the array without its
 * class axis are. Formulas work on {@link #matrix}, in which the class axis is always axis 1, so
 * that they need not care for the user's layout.
 *
 * @param axis the class axis, not negative
 * @param outer the number of elements before the class axis
 * @param classes the number of classes
 * @param inner the number of elements after the class axis
 * @param rows the shape of the array without its class axis
 */
public record ClassAxis(int axis, long outer, long classes, long inner, Shape rows) {

    /**
     * Finds the class axis of the first prediction.
     *
     * @param in the arguments of the loss
     * @param option the axis as the user gave it
     * @return the axis
     * @throws IllegalArgumentException if the prediction has no such axis, or no class along it
     */
    public static ClassAxis of(Inputs in, int option) {
        Shape shape = in.scores();
        int rank = shape.dimension();
        int axis = option < 0 ? option + rank : option;
        if (axis < 0 || axis >= rank) {
            throw in.error(
                    "classAxis %d is outside %s of %d dimensions: a prediction has"
                            + " one score per class along its class axis",
                    option, in.scoresName(), rank);
        }
        if (shape.get(axis) == 0) {
            throw in.error("%s has no class along axis %d", in.scoresName(), axis);
        }
        Shape before = shape.slice(0, axis);
        Shape after = shape.slice(axis + 1);
        return new ClassAxis(
                axis, before.size(), shape.get(axis), after.size(), before.addAll(after));
    }

    /**
     * Returns the shape that index labels may have as well: a single entry along the class axis.
     */
    Shape withOneClass() {
        return rows.slice(0, axis).add(1).addAll(rows.slice(axis));
    }

    /**
     * Returns a view in which the classes lie along axis 1.
     *
     * @param array an array with these rows, of any number of entries along the class axis
     * @return the view, {@code (outer, classes)} or {@code (outer, classes, inner)}
     */
    public NDArray matrix(NDArray array) {
        long entries = array.getShape().get(axis);
        // without the third axis where it can go: the engine's kernels for a last axis are faster
        Shape shape = inner == 1 ? new Shape(outer, entries) : new Shape(outer, entries, inner);
        return array.getShape().equals(shape) ? array : array.reshape(shape);
    }

    /**
     * Returns where the entry of a class lies in the flattened array.
     *
     * @param row the number of the row
     * @param index the class
     * @return the position
     */
    public long position(long row, long index) {
        return position(row, index, classes, inner);
    }

    static long position(long row, long index, long classes, long inner) {
        return (row / inner * classes + index) * inner + row % inner;
    }

    /** Spells the number of a row as an index into the array without its class axis. */
    String describe(long row) {
        return Inputs.place(rows, row);
    }
}
