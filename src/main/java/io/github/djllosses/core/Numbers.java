package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Numbers on their way between arrays and the host. */
public final class Numbers {

    /** Up to this many numbers, a look at each costs less than two calls of the engine. */
    static final int FEW = 1 << 13;

    /** How many squares make a norm. */
    private static final int NORMED = 1 << 8;

    private Numbers() {}

    /**
     * Returns the distance from 1 to the next number.
     *
     * @param like an array of float32 or float64
     * @return 2^-23 or 2^-52
     */
    public static double epsilon(NDArray like) {
        return like.getDataType() == DataType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    }

    /**
     * Reads a scalar.
     *
     * @param scalar an array of one number, float32 or float64
     * @return the number
     */
    public static double toDouble(NDArray scalar) {
        // getFloat() would copy twice
        ByteBuffer memory = scalar.toByteBuffer(true);
        return scalar.getDataType() == DataType.FLOAT32 ? memory.getFloat() : memory.getDouble();
    }

    /**
     * Reads an array.
     *
     * @param array an array of any numeric type
     * @return its elements, row-major
     */
    public static double[] toDoubles(NDArray array) {
        if (array.getDataType() != DataType.FLOAT32) {
            return array.toType(DataType.FLOAT64, false).toDoubleArray();
        }
        // at small sizes a loop costs less than a conversion by the engine
        FloatBuffer memory = array.toByteBuffer(true).asFloatBuffer();
        double[] numbers = new double[memory.remaining()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = memory.get(i);
        }
        return numbers;
    }

    /**
     * Returns the least and the largest number of an array.
     *
     * @param array an array of float32 or float64 that is not empty
     * @return both; NaN if there is a NaN
     */
    static double[] range(NDArray array) {
        if (array.size() > FEW) {
            return new double[] {toDouble(array.min()), toDouble(array.max())};
        }
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double number : toDoubles(array)) {
            range[0] = Math.min(range[0], number);
            range[1] = Math.max(range[1], number);
        }
        return range;
    }

    /**
     * Returns the largest absolute value of an array.
     *
     * @param array an array of float32 or float64 that is not empty
     * @return the value; NaN if there is a NaN
     */
    public static double largest(NDArray array) {
        double[] range = range(array);
        return Math.max(-range[0], range[1]);
    }

    /**
     * Tells whether every number of an array is 0 or 1.
     *
     * @param array an array of float32 or float64
     * @return whether it is
     */
    public static boolean areBinary(NDArray array) {
        if (array.size() > FEW) {
            // 0 at 0 and 1 alone, and even there where the square underflows
            try (NDArray excess = array.mul(array).subi(array)) {
                double[] range = range(excess);
                return range[0] == 0 && range[1] == 0;
            }
        }
        for (double number : toDoubles(array)) {
            if (number != 0 && number != 1) {
                return false;
            }
        }
        return true;
    }

    /**
     * Adds up an array in float64, so that the sum of many weights keeps its digits.
     *
     * @param array an array
     * @return the sum
     */
    public static double sum(NDArray array) {
        return array.toType(DataType.FLOAT64, false).sum().getDouble();
    }

    /**
     * Adds up the squares of an array.
     *
     * @param array an array of one dimension, float32 or float64
     * @return the sum
     */
    static double sumOfSquares(NDArray array) {
        if (array.size() <= FEW) {
            return sumOfFewProducts(array, array);
        }
        // no array of squares, and no sum so long that float32 makes it drift
        long whole = array.size() / NORMED * NORMED;
        NDList parts = array.split(new long[] {whole}, 0);
        double sum = toDouble(parts.get(1).square().sum());
        for (double norm :
                toDoubles(parts.get(0).reshape(-1, NORMED).norm(2, new int[] {1}, false))) {
            sum += norm * norm;
        }
        return sum;
    }

    /**
     * Adds up the products of two arrays.
     *
     * @param a an array of one dimension, float32 or float64, which must not be used afterwards
     * @param b another one of the same size
     * @return the sum
     */
    static double sumOfProducts(NDArray a, NDArray b) {
        return a.size() > FEW ? toDouble(a.muli(b).sum()) : sumOfFewProducts(a, b);
    }

    private static double sumOfFewProducts(NDArray a, NDArray b) {
        double[] first = toDoubles(a);
        double[] second = toDoubles(b);
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += first[i] * second[i];
        }
        return sum;
    }

    /**
     * Makes a scalar. Java's own numbers must not meet an array that has a gradient: the engine
     * would keep the memory of the number for the gradient, and Java would free it; and a {@code
     * double} turns a float32 scalar into float64.
     *
     * @param like an array whose manager and data type the scalar gets
     * @param number the number
     * @return the scalar
     */
    public static NDArray scalar(NDArray like, double number) {
        return array(like, new Shape(), number);
    }

    /**
     * Converts an array and keeps its gradient, which {@link NDArray#toType} drops.
     *
     * @param array a floating point array
     * @param type another floating point type
     * @return the array in that type, the array itself if it has it
     */
    static NDArray cast(NDArray array, DataType type) {
        // a product over an axis of one: the only differentiable operation that takes a data type
        return array.getDataType() == type
                ? array
                : array.expandDims(0).cumProd(0, type).squeeze(0);
    }

    /**
     * Makes an array, in memory that belongs to the engine: the gradient of an operation may
     * outlive the scope of the evaluation, and a Java buffer with it would be gone.
     *
     * @param like an array whose manager and data type the new one gets
     * @param numbers the elements
     * @return an array of one dimension
     */
    public static NDArray array(NDArray like, double... numbers) {
        return array(like, new Shape(numbers.length), numbers);
    }

    private static NDArray array(NDArray like, Shape shape, double... numbers) {
        NDManager manager = like.getManager();
        NDArray array = manager.create(shape, like.getDataType(), like.getDevice());
        if (!Entries.isWithinReach(array)) {
            NDArray buffered = manager.create(numbers, shape).toType(like.getDataType(), false);
            return buffered.toDevice(like.getDevice(), true).duplicate();
        }
        ByteBuffer memory = array.toByteBuffer(true);
        if (like.getDataType() == DataType.FLOAT64) {
            memory.asDoubleBuffer().put(numbers);
            return array;
        }
        for (double number : numbers) {
            memory.putFloat((float) number);
        }
        return array;
    }
}
