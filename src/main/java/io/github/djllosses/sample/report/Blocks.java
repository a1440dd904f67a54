package io.github.djllosses.sample.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Cuts long curves into blocks of equal length, so that they have no more points than a screen.
 *
 * @param values how many values a curve has; the last block may be short
 */
public record Blocks(int values) {

    private static final int MOST = 600;

    /** Returns how many values make a point. */
    public int size() {
        return Math.max(1, (values + MOST - 1) / MOST);
    }

    /** Returns where the blocks end: the number of the last value of each, from 1. */
    public List<Double> ends() {
        return starts().mapToObj(start -> (double) end(start)).toList();
    }

    /**
     * Returns the mean of each block.
     *
     * @param curve the values
     * @return the means
     */
    public List<Double> means(List<Double> curve) {
        return each(block -> block.average().orElseThrow(), curve);
    }

    /**
     * Returns the largest value of each block.
     *
     * @param curve the values
     * @return the largest values
     */
    public List<Double> maxima(List<Double> curve) {
        return each(block -> block.max().orElseThrow(), curve);
    }

    private List<Double> each(ToDoubleFunction<DoubleStream> summary, List<Double> curve) {
        return starts().mapToDouble(start -> summary.applyAsDouble(block(curve, start)))
                .boxed()
                .toList();
    }

    private DoubleStream block(List<Double> curve, int start) {
        return curve.subList(start, end(start)).stream().mapToDouble(Double::doubleValue);
    }

    private IntStream starts() {
        return IntStream.iterate(0, start -> start < values, start -> start + size());
    }

    private int end(int start) {
        return Math.min(start + size(), values);
    }
}
