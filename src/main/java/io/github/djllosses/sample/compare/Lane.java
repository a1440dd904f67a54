package io.github.djllosses.sample.compare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import io.github.djllosses.sample.learning.Batch;
import io.github.djllosses.sample.learning.Learner;
import io.github.djllosses.sample.learning.LearningOptions;
import io.github.djllosses.sample.learning.Score;
import io.github.djllosses.sample.learning.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** One side of a pair at work: it learns, and keeps the loss and the time of every step. */
final class Lane implements AutoCloseable {

    private static final String ACCUMULATOR = "epoch";

    private final Loss loss;
    private final Learner learner;
    private final List<EpochFigures> epochs = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private final List<Long> nanos = new ArrayList<>();
    private double total;
    private long images;
    private int epochStart;

    Lane(Loss loss, LearningOptions options, long pixels) {
        this.loss = loss;
        learner = new Learner(loss, options, pixels);
        loss.addAccumulator(ACCUMULATOR);
    }

    /** Learns from some batches. */
    void learn(List<Batch> batches) {
        learn(batches, (batch, scores) -> {});
    }

    /**
     * Learns from some batches.
     *
     * @param batches the batches
     * @param inspection what to do with each batch and its scores, when the clock has stopped
     */
    void learn(List<Batch> batches, BiConsumer<Batch, NDArray> inspection) {
        try (NDManager block = NDManager.newBaseManager()) {
            List<Step> steps = new ArrayList<>();
            for (Batch batch : batches) {
                steps.add(learner.learn(batch, block));
            }
            // losses are read at once, since every single read waits for the engine
            float[] read =
                    NDArrays.stack(new NDList(steps.stream().map(Step::loss).toList()))
                            .toFloatArray();
            for (int i = 0; i < read.length; i++) {
                Batch batch = batches.get(i);
                nanos.add(steps.get(i).nanos());
                losses.add((double) read[i]);
                total += read[i] * (double) batch.size();
                images += batch.size();
                accumulate(batch, steps.get(i).scores());
                inspection.accept(batch, steps.get(i).scores());
            }
        }
    }

    /** Updates the loss's own average, as DJL's listeners do. */
    private void accumulate(Batch batch, NDArray scores) {
        try (NDManager scope = scores.getManager().newSubManager()) {
            scope.tempAttachAll(batch.labels(), scores);
            loss.updateAccumulator(ACCUMULATOR, new NDList(batch.labels()), new NDList(scores));
        }
    }

    /** Ends an epoch: judges the network and begins to count anew. */
    void endEpoch(List<Batch> test) {
        Score score = learner.judge(test);
        long time = 0;
        for (long step : nanos.subList(epochStart, nanos.size())) {
            time += step;
        }
        epochs.add(
                new EpochFigures(
                        epochs.size() + 1,
                        total / images,
                        loss.getAccumulator(ACCUMULATOR),
                        score.loss(),
                        score.accuracy(),
                        time / 1e9));
        total = 0;
        images = 0;
        epochStart = nanos.size();
        loss.resetAccumulator(ACCUMULATOR);
    }

    Learner learner() {
        return learner;
    }

    List<EpochFigures> epochs() {
        return List.copyOf(epochs);
    }

    /** Returns the loss of every step so far. */
    double[] losses() {
        return losses.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Returns the time of the step in the middle, which a busy machine disturbs least. */
    double medianNanos() {
        return median(nanos.stream().mapToLong(Long::longValue).toArray());
    }

    static double median(long... values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
    }

    @Override
    public void close() {
        learner.close();
    }
}
