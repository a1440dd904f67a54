package io.github.djllosses.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.evaluator.Evaluator;
import io.github.djllosses.core.EpochTotal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An evaluator whose result over an epoch does not depend on how it was cut into batches: it adds
 * up sums and divisors in double and asks what they mean only when it is read. Any number of
 * threads may update it at the same time.
 */
abstract class ExactEvaluator extends Evaluator {

    private final Map<String, List<EpochTotal>> totals = new ConcurrentHashMap<>();

    ExactEvaluator(String name) {
        super(name);
    }

    /** Returns the totals of a batch, as many for every batch. */
    abstract List<EpochTotal> totals(NDList labels, NDList predictions);

    /** Returns the result that totals amount to. */
    abstract double result(List<EpochTotal> totals);

    /**
     * Evaluates a batch.
     *
     * @param labels the labels
     * @param predictions the predictions
     * @return a float32 scalar, attached to the manager of the predictions
     * @throws IllegalArgumentException if the arguments do not fit; the message names the argument
     */
    @Override
    public final NDArray evaluate(NDList labels, NDList predictions) {
        double result = result(totals(labels, predictions));
        return predictions.head().getManager().create((float) result);
    }

    /** {@inheritDoc} */
    @Override
    public final void addAccumulator(String key) {
        totals.put(key, List.of());
    }

    /** {@inheritDoc} */
    @Override
    public final void resetAccumulator(String key) {
        totals.replace(key, List.of());
    }

    /** {@inheritDoc} */
    @Override
    public final void updateAccumulator(String key, NDList labels, NDList predictions) {
        updateAccumulators(new String[] {key}, labels, predictions);
    }

    /** {@inheritDoc} */
    @Override
    public final void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
        for (String key : keys) {
            find(key);
        }
        List<EpochTotal> batch = totals(labels, predictions);
        for (String key : keys) {
            totals.computeIfPresent(key, (k, total) -> sum(total, batch));
        }
    }

    private List<EpochTotal> sum(List<EpochTotal> total, List<EpochTotal> batch) {
        if (total.isEmpty() || batch.isEmpty()) {
            return total.isEmpty() ? batch : total;
        }
        if (total.size() != batch.size()) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: this batch has %d classes, the ones before had %d",
                            getClass().getSimpleName(), batch.size(), total.size()));
        }
        List<EpochTotal> sum = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            sum.add(total.get(i).plus(batch.get(i)));
        }
        return List.copyOf(sum);
    }

    /**
     * Returns the result over all batches since the accumulator was reset, as DJL reads it.
     *
     * @param key the key of the accumulator
     * @return {@link #result(String)}, rounded
     */
    @Override
    public final float getAccumulator(String key) {
        return (float) result(key);
    }

    /**
     * Returns the result over all batches since the accumulator was reset: what it would be if they
     * were one batch.
     *
     * @param key the key of the accumulator
     * @return the result; NaN before the first batch
     * @throws IllegalArgumentException if there is no such accumulator
     */
    public final double result(String key) {
        List<EpochTotal> found = find(key);
        return found.isEmpty() ? Double.NaN : result(found);
    }

    final List<EpochTotal> find(String key) {
        List<EpochTotal> found = totals.get(key);
        if (found == null) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: no accumulator \"%s\"; call addAccumulator first",
                            getClass().getSimpleName(), key));
        }
        return found;
    }

    /** Reads an array of any data type that a loss has accepted, and leaves nothing behind. */
    static double[] read(NDArray array) {
        try (NDArray alias = array.stopGradient();
                NDArray copy = alias.toType(DataType.FLOAT64, true)) {
            return copy.toDoubleArray();
        }
    }
}
