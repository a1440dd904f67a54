package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Reduction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many steps, and many threads. */
class EnduranceTest {

    private static final int THREADS = 4;
    private static final int UPDATES = 25_000;
    private static final int STEPS = 50_000;
    private static final int WINDOW = STEPS / 10;
    private static final int ROWS = 8;
    private static final long SEED = 5;

    private NDManager manager;
    private ExecutorService threads;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        threads = Executors.newFixedThreadPool(THREADS + 1);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        manager.close();
    }

    @Test
    void fiftyThousandStepsLeakNothing() throws IOException {
        List<Step> steps = new ArrayList<>();
        for (Sample sample : Sample.values()) {
            steps.add(new Step(sample));
        }
        int held = manager.getManagedArrays().size();
        List<Long> resident = new ArrayList<>();
        for (int i = 1; i <= STEPS; i++) {
            steps.get(i % steps.size()).run();
            if (i % WINDOW == 0) {
                assertEquals(held, manager.getManagedArrays().size());
                resident.add(residentKiB());
            }
        }

        // the heap grows in a few windows, a leak in every one: 50 bytes a step are too many
        long least = Long.MAX_VALUE;
        for (int i = 1; i < resident.size(); i++) {
            least = Math.min(least, resident.get(i) - resident.get(i - 1));
        }
        assertTrue(least < WINDOW * 50L / 1024, () -> "KiB resident: " + resident);
    }

    /** A training step without a model: the loss of a prediction, and its gradient. */
    private final class Step {

        private final AbstractLoss loss;
        private final NDList labels;
        private final NDArray prediction;

        Step(Sample sample) {
            loss = sample.loss();
            labels = new NDList(sample.labelArray(manager, sample.labels(ROWS, SEED)));
            prediction =
                    sample.predictionArray(
                            manager, DataType.FLOAT32, sample.predictions(ROWS, SEED));
            prediction.setRequiresGradient(true);
        }

        void run() {
            try (NDManager step = manager.newSubManager();
                    GradientCollector collector = manager.getEngine().newGradientCollector()) {
                NDArray output = prediction.mul(1);
                output.attach(step);
                NDList predictions = new NDList(output);
                NDArray value = loss.evaluate(labels, predictions);
                assertEquals(2, step.getManagedArrays().size());
                collector.backward(value);
            }
        }
    }

    /** Returns the physical memory that this process holds, where the system tells. */
    private static long residentKiB() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "no /proc/self/status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void concurrentUpdatesAreNeverLost() throws Exception {
        Sample sample = Sample.CROSS_ENTROPY;
        AbstractLoss loss = sample.loss(Reduction.SUM);
        loss.addAccumulator("a");

        List<Future<Void>> writers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            writers.add(threads.submit(updates(sample, loss, 1 + thread)));
        }
        for (Future<Void> writer : writers) {
            writer.get();
        }

        double truth = 0;
        for (int thread = 0; thread < THREADS; thread++) {
            truth += UPDATES * truth(sample, Reduction.SUM, 1 + thread);
        }
        // a single lost update would be off by 2e-6
        assertEquals(truth, loss.average("a"), 1e-12 * truth);
    }

    @Test
    void concurrentUpdatesAreNeverTorn() throws Exception {
        // batches of any size have the same average when their rows are the same
        Sample sample = Sample.CROSS_ENTROPY;
        AbstractLoss loss = sample.loss();
        loss.addAccumulator("a");
        double truth = truth(sample, Reduction.MEAN, 1);
        AtomicBoolean done = new AtomicBoolean();

        Future<Long> reader =
                threads.submit(
                        () -> {
                            long reads = 0;
                            while (!done.get()) {
                                double average = loss.average("a");
                                if (!Double.isNaN(average)) {
                                    assertEquals(truth, average, 1e-12 * truth);
                                    reads++;
                                }
                            }
                            return reads;
                        });
        List<Future<Void>> writers =
                Collections.nCopies(THREADS, updates(sample, loss, 1)).stream()
                        .map(threads::submit)
                        .toList();
        try {
            for (Future<Void> writer : writers) {
                writer.get();
            }
        } finally {
            done.set(true);
        }

        assertTrue(reader.get() > UPDATES, () -> "too few reads to tell");
    }

    private static double truth(Sample sample, Reduction reduction, int rows) {
        return sample.truth(reduction, sample.predictions(rows, SEED), sample.labels(rows, SEED));
    }

    /** Updates the accumulator from a manager of its own, as each device of a trainer does. */
    private Callable<Void> updates(Sample sample, AbstractLoss loss, int rows) {
        return () -> {
            try (NDManager own = manager.newSubManager()) {
                NDList labels = new NDList(sample.labelArray(own, sample.labels(rows, SEED)));
                NDList predictions =
                        new NDList(
                                sample.predictionArray(
                                        own, DataType.FLOAT64, sample.predictions(rows, SEED)));
                for (int i = 0; i < UPDATES; i++) {
                    loss.updateAccumulator("a", labels, predictions);
                }
            }
            return null;
        };
    }

    @ParameterizedTest
    @EnumSource
    void threadsThatShareALossComputeTheSameBitsAsOne(Sample sample) throws Exception {
        AbstractLoss loss = sample.loss();
        List<Callable<Void>> evaluations = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            // two threads each share their arguments, too
            evaluations.add(evaluations(sample, loss, SEED + thread / 2));
        }
        int held = manager.getManagedArrays().size();

        for (Future<Void> result : threads.invokeAll(evaluations)) {
            result.get();
        }

        assertEquals(held, manager.getManagedArrays().size());
    }

    private Callable<Void> evaluations(Sample sample, AbstractLoss loss, long seed) {
        NDList labels = new NDList(sample.labelArray(manager, sample.labels(ROWS, seed)));
        NDList predictions =
                new NDList(
                        sample.predictionArray(
                                manager, DataType.FLOAT32, sample.predictions(ROWS, seed)));
        float serial = loss.evaluate(labels, predictions).getFloat();
        float[] serialValues = loss.pointwise(labels, predictions).values().toFloatArray();
        return () -> {
            for (int i = 0; i < 500; i++) {
                try (NDArray value = loss.evaluate(labels, predictions);
                        NDArray values = loss.pointwise(labels, predictions).values()) {
                    assertEquals(serial, value.getFloat());
                    assertArrayEquals(serialValues, values.toFloatArray());
                }
            }
            return null;
        };
    }
}
