package io.github.djllosses.sample.compare;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import io.github.djllosses.sample.learning.Batch;
import java.util.ArrayList;
import java.util.List;

/** Tries the two losses of a pair on the same scores: values, gradients, and time, in turn. */
final class LossProbe {

    /** Steps between two whose scores are kept for the clock. */
    private static final int KEEP_EVERY = 20;

    /** How often each loss is timed, after half as many calls that are not. */
    private static final int TIMED_CALLS = 1_000;

    private final Pair pair;
    private final Loss ours;
    private final Loss djl;
    private final List<Sample> samples = new ArrayList<>();
    private double value;
    private double gradient;
    private int steps;
    private int differFrom;

    LossProbe(Pair pair) {
        this.pair = pair;
        ours = pair.ours().get();
        djl = pair.djl().get();
    }

    /** Scores that came up in training; they live as long as the batch. */
    private record Sample(Batch batch, NDArray scores) {}

    /** Compares the losses on the scores of a training step. */
    void see(Batch batch, NDArray scores) {
        Call mine = new Call(ours, batch, scores);
        Call theirs = new Call(djl, batch, scores);
        double valueGap = Math.abs(theirs.value - mine.value - pair.gap(batch));
        double gradientGap = relative(mine.gradient, theirs.gradient);
        value = Math.max(value, valueGap);
        gradient = Math.max(gradient, gradientGap);
        steps++;
        boolean same =
                valueGap <= SameScores.VALUE_ROUNDING
                        && gradientGap <= SameScores.GRADIENT_ROUNDING;
        if (!same && differFrom == 0) {
            differFrom = steps;
        }
        if (steps % KEEP_EVERY == 1) {
            NDArray kept = scores.duplicate();
            kept.attach(batch.images().getManager());
            samples.add(new Sample(batch, kept));
        }
    }

    private static double relative(float[] mine, float[] theirs) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < mine.length; i++) {
            difference = Math.max(difference, Math.abs((double) mine[i] - theirs[i]));
            size = Math.max(size, Math.abs(theirs[i]));
        }
        return size == 0 ? difference : difference / size;
    }

    /** Times both losses and returns what was found. */
    SameScores result() {
        long[] oursNanos = new long[TIMED_CALLS];
        long[] djlNanos = new long[TIMED_CALLS];
        for (int i = -TIMED_CALLS / 2; i < TIMED_CALLS; i++) {
            Sample sample = samples.get(Math.floorMod(i, samples.size()));
            long mine = new Call(ours, sample.batch(), sample.scores()).nanos;
            long theirs = new Call(djl, sample.batch(), sample.scores()).nanos;
            if (i >= 0) {
                oursNanos[i] = mine;
                djlNanos[i] = theirs;
            }
        }
        return new SameScores(
                value,
                gradient,
                differFrom,
                Lane.median(oursNanos) / 1e3,
                Lane.median(djlNanos) / 1e3);
    }

    /** One loss forward and backward. */
    private static final class Call {

        private final double value;
        private final float[] gradient;
        private final long nanos;

        Call(Loss loss, Batch batch, NDArray scores) {
            try (NDManager scope = NDManager.newBaseManager()) {
                scope.tempAttachAll(batch.labels());
                NDArray leaf = scores.duplicate();
                leaf.attach(scope);
                leaf.setRequiresGradient(true);
                NDList labels = new NDList(batch.labels());
                NDList predictions = new NDList(leaf);
                NDArray result;
                long start = System.nanoTime();
                try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                    result = loss.evaluate(labels, predictions);
                    gradients.backward(result);
                }
                nanos = System.nanoTime() - start;
                value = result.getFloat();
                gradient = leaf.getGradient().toFloatArray();
            }
        }
    }
}
