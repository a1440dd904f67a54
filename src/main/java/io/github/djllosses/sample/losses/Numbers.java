package io.github.djllosses.sample.losses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.sample.console.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * A small array by hand: an argument of a loss.
 *
 * @param shape its shape
 * @param values its elements, the last axis running fastest
 */
record Numbers(Shape shape, List<Double> values) {

    private static final int DIGITS = 5;

    static Numbers of(Shape shape, double... values) {
        return new Numbers(shape, DoubleStream.of(values).boxed().toList());
    }

    static Numbers of(NDArray array) {
        List<Double> values = new ArrayList<>();
        for (float value : array.toFloatArray()) {
            values.add((double) value);
        }
        return new Numbers(array.getShape(), List.copyOf(values));
    }

    NDArray array(NDManager manager) {
        float[] elements = new float[values.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = values.get(i).floatValue();
        }
        return manager.create(elements, shape);
    }

    /** Returns the elements as text, one line for each row. */
    List<String> lines() {
        int width = (int) shape.get(shape.dimension() - 1);
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < values.size(); start += width) {
            lines.add(
                    values.subList(start, start + width).stream()
                            .map(value -> Text.number(value, DIGITS))
                            .collect(Collectors.joining("  ")));
        }
        return lines;
    }

    /** Returns these numbers one by one changed. */
    Numbers log() {
        return new Numbers(shape, values.stream().map(Math::log).toList());
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s", shape, values);
    }
}
