package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A few single entries of a large array, read and written by position.
 *
 * <p>Indexing through the engine costs ten times a kernel at small sizes, so where the memory of an
 * array is within reach, entries are read and written there.
 */
final class Entries {

    private static final Map<String, Boolean> SHARES_MEMORY = new ConcurrentHashMap<>();

    private Entries() {}

    /** Reads entries of an array that is contiguous. */
    static double[] get(NDArray array, long... positions) {
        if (!isWithinReach(array)) {
            return Numbers.toDoubles(array.take(onDevice(array, positions)));
        }
        ByteBuffer memory = array.toByteBuffer(true);
        boolean wide = array.getDataType() == DataType.FLOAT64;
        double[] values = new double[positions.length];
        for (int i = 0; i < values.length; i++) {
            int at = (int) positions[i];
            values[i] = wide ? memory.getDouble(8 * at) : memory.getFloat(4 * at);
        }
        return values;
    }

    /** Writes entries of an array that is contiguous, unseen by the gradients of what it enters. */
    static void set(NDArray array, long[] positions, double... values) {
        if (!isWithinReach(array)) {
            NDIndex at = new NDIndex("{}", onDevice(array, positions));
            array.stopGradient().reshape(-1).set(at, Numbers.array(array, values));
            return;
        }
        ByteBuffer memory = array.toByteBuffer(true);
        boolean wide = array.getDataType() == DataType.FLOAT64;
        for (int i = 0; i < values.length; i++) {
            int at = (int) positions[i];
            if (wide) {
                memory.putDouble(8 * at, values[i]);
            } else {
                memory.putFloat(4 * at, (float) values[i]);
            }
        }
    }

    private static NDArray onDevice(NDArray array, long... positions) {
        return array.getManager().create(positions).toDevice(array.getDevice(), false);
    }

    /** Tells whether a direct buffer of the array is its memory. */
    static boolean isWithinReach(NDArray array) {
        // a buffer has at most 2^31 bytes
        return !array.getDevice().isGpu()
                && array.size() < Integer.MAX_VALUE / 8
                && SHARES_MEMORY.computeIfAbsent(
                        array.getManager().getEngine().getEngineName(),
                        engine -> sharesMemory(array.getManager()));
    }

    /** Finds out whether a direct buffer of this engine is the memory of the array, or a copy. */
    private static boolean sharesMemory(NDManager manager) {
        try (NDArray probe = manager.zeros(new Shape(1), DataType.FLOAT32)) {
            probe.toByteBuffer(true).putFloat(0, 1);
            return probe.getFloat(0) == 1;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }
}
