package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
                index == Math.rint(index) ? Long.toString((long) index) : Double.toString(index),
                problem);
    }

    private int at(int row, int i) {
        return Math.toIntExact(axis.position(row, i));
    }

    /**
     * Returns the members of some rows: the first ones of all rows, then the second ones, and so
     * on.
     *
     * @param matrix some rows of an array as {@link ClassAxis#matrix} lays it out
     * @param from the number of the first of these rows, along axis 0
     * @return the members
     */
    public List<Members> members(NDArray matrix, long from) {
        int first = Math.toIntExact(from * axis.inner());
        int count = Math.toIntExact(matrix.getShape().get(0) * axis.inner());
        int[] rows = new int[count];
        Arrays.setAll(rows, row -> row);
        List<Members> members = new ArrayList<>();
        for (int i = 0; i < axis.classes(); i++) {
            int number = i;
            rows =
                    Arrays.stream(rows)
                            .filter(row -> lists[at(first + row, number)] != PADDING)
                            .toArray();
            if (rows.length == 0) {
                break;
            }
            members.add(new Members(count, rows, entries(first, i, rows)));
        }
        return members;
    }

    private RowEntries entries(int first, int i, int... rows) {
        long start = axis.position(first, 0);
        return new RowEntries(
                Arrays.stream(rows)
                        .mapToLong(
                                row ->
                                        axis.position(first + row, (long) lists[at(first + row, i)])
                                                - start)
                        .toArray());
    }

    /** One member of every row that has as many. */
    public static final class Members {

        private final int count;
        private final int[] rows;
        private final RowEntries entries;

        Members(int count, int[] rows, RowEntries entries) {
            this.count = count;
            this.rows = rows;
            this.entries = entries;
        }

        /**
         * Returns where the members are.
         *
         * @return one entry for each row that has a member
         */
        public RowEntries entries() {
            return entries;
        }

        /**
         * Spreads one number per member over all rows.
         *
         * @param otherwise the number of rows that have no such member
         * @param numbers one number per member
         * @return one number per row
         */
        public double[] spread(double otherwise, double... numbers) {
            double[] all = new double[count];
            Arrays.fill(all, otherwise);
            for (int i = 0; i < rows.length; i++) {
                all[rows[i]] = numbers[i];
            }
            return all;
        }

        /**
         * Picks the numbers of the rows that have such a member.
         *
         * @param numbers one number per row
         * @return one number per member
         */
        public double[] pick(double... numbers) {
            return Arrays.stream(rows).mapToDouble(row -> numbers[row]).toArray();
        }

        /**
         * Returns one and the same number for every member.
         *
         * @param number the number
         * @return as many of it as there are members
         */
        public double[] all(double number) {
            return Arrays.stream(rows).mapToDouble(row -> number).toArray();
        }
    }
}
