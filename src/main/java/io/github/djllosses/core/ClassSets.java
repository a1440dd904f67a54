package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/**
 * A set of classes per row: a list of class indices along the class axis, padded with -1. It is
 * read to the host, where each index is checked before native code sees it.
 */
public final class ClassSets {

    private static final int PADDING = -1;

    private final Inputs in;
    private final ClassAxis axis;

    /** The classes of all rows in lists of the same length, laid out as the user's array is. */
    private final double[] lists;

    private ClassSets(Inputs in, ClassAxis axis) {
        this.in = in;
        this.axis = axis;
        lists = Numbers.toDoubles(in.label(0));
    }

    /**
     * Reads the first label array.
     *
     * @param in the arguments of the loss
     * @param axis the class axis
     * @return the sets
     * @throws IllegalArgumentException if the array has not the shape of the prediction, or a list
     *     holds what is no class, holds a class twice, or goes on behind its padding
     */
    public static ClassSets of(Inputs in, ClassAxis axis) {
        in.checkSameShape(0);
        if (in.label(0).getDataType() == DataType.BOOLEAN) {
            throw in.error(
                    "labels[0] %s is boolean, expected lists of class indices, padded with -1",
                    in.label(0).getShape());
        }
        ClassSets sets = new ClassSets(in, axis);
        NDArray weights = in.exampleWeights(axis.rows());
        double[] rowWeights = weights == null ? new double[0] : Numbers.toDoubles(weights);
        int[] lastSeen = new int[Math.toIntExact(axis.classes())];
        Arrays.fill(lastSeen, PADDING);
        for (int row = 0; row < axis.rows().size(); row++) {
            if (weights == null || rowWeights[row] != 0) {
                sets.check(row, lastSeen);
            } else {
                // what weighs nothing may hold anything
                sets.lists[sets.at(row, 0)] = PADDING;
            }
        }
        return sets;
    }

    private void check(int row, int... lastSeen) {
        boolean padded = false;
        for (int i = 0; i < axis.classes(); i++) {
            double index = lists[at(row, i)];
            if (index == PADDING) {
                padded = true;
            } else if (!(index >= 0 && index < axis.classes()) || index != Math.rint(index)) {
                throw error(row, i, "expected a class in [0, " + axis.classes() + "), or -1");
            } else if (padded) {
                throw error(row, i, "behind the padding -1 of its list");
            } else if (lastSeen[(int) index] == row) {
                throw error(row, i, "for the second time in its list");
            } else {
                lastSeen[(int) index] = row;
            }
        }
    }

    private IllegalArgumentException error(int row, int i, String problem) {
        double index = lists[at(row, i)];
        return in.error(
                "labels[0] %s at %s is %s, %s: a list of the classes of a row, padded with -1",
                in.label(0).getShape(),
                Inputs.place(in.label(0).getShape(), at(row, i)),
                index == (int) index ? Integer.toString((int) index) : Double.toString(index),
                problem);
    }

    private int at(long row, int i) {
        return Math.toIntExact(axis.position(row, i));
    }

    /**
     * Returns where the scores of a row are.
     *
     * @param from the number of the first row of a part, along axis 0 of an array as {@link
     *     ClassAxis#matrix} lays it out
     * @param row the number of a row in this part
     * @return the positions in the flattened part: those of the members, and those of the others
     */
    public int[][] membersAndOthers(long from, int row) {
        long label = from * axis.inner() + row;
        int members = 0;
        boolean[] isMember = new boolean[Math.toIntExact(axis.classes())];
        while (members < isMember.length && lists[at(label, members)] != PADDING) {
            isMember[(int) lists[at(label, members)]] = true;
            members++;
        }
        int[][] positions = {new int[members], new int[isMember.length - members]};
        int[] next = new int[positions.length];
        for (int k = 0; k < isMember.length; k++) {
            int which = isMember[k] ? 0 : 1;
            positions[which][next[which]++] = at(row, k);
        }
        return positions;
    }
}
