package io.github.djllosses.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OncePerBatchTest {

    private static final int ROWS = 50;
    private static final int BATCH = 8;
    private static final int BATCHES = 7;

    private final NDManager manager = NDManager.newBaseManager();
    private final Squares squares = new Squares();
    private final OncePerBatch once = new OncePerBatch(squares);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void djlEvaluatesALossTwicePerBatchAndThisOneOnce() throws Exception {
        float twice = trainedLoss(squares);
        assertEquals(2 * BATCHES, squares.evaluations.getAndSet(0));

        float single = trainedLoss(once);
        assertEquals(BATCHES, squares.evaluations.get());
        assertEquals(twice, single);
    }

    @Test
    void everyDeviceReportsItsOwnShare() throws Exception {
        once.addAccumulator("epoch");
        ExecutorService devices = Executors.newFixedThreadPool(4);
        List<NDList> labels = new ArrayList<>();
        List<NDList> predictions = new ArrayList<>();
        List<Future<?>> steps = new ArrayList<>();
        double total = 0;
        for (int shard = 0; shard < 8; shard++) {
            // shard s has s + 1 elements of error s: by hand, the sum of (s + 1) s^2 over 36
            labels.add(new NDList(manager.zeros(new Shape(shard + 1))));
            predictions.add(new NDList(manager.full(new Shape(shard + 1), (float) shard)));
            total += (shard + 1) * shard * shard;
            int own = shard;
            steps.add(devices.submit(() -> once.evaluate(labels.get(own), predictions.get(own))));
        }
        for (Future<?> step : steps) {
            step.get();
        }
        devices.shutdown();
        assertEquals(8, squares.evaluations.get());

        for (int shard = 7; shard >= 0; shard--) {
            once.updateAccumulator("epoch", labels.get(shard), predictions.get(shard));
        }
        assertEquals(8, squares.evaluations.get());
        assertEquals((float) (total / 36), once.getAccumulator("epoch"));
    }

    @Test
    void arraysThatNoStepHasSeenAreEvaluated() {
        once.addAccumulator("epoch");
        NDList labels = new NDList(manager.zeros(new Shape(2)));
        once.evaluate(labels, new NDList(manager.full(new Shape(2), 3f)));

        // equal numbers, but other arrays; then the same ones, reported twice
        once.updateAccumulator("epoch", labels, new NDList(manager.full(new Shape(2), 3f)));
        assertEquals(2, squares.evaluations.get());
        NDList predictions = new NDList(manager.full(new Shape(2), 1f));
        once.evaluate(labels, predictions);
        once.updateAccumulator("epoch", labels, predictions);
        once.updateAccumulator("epoch", labels, predictions);
        assertEquals(4, squares.evaluations.get());
        assertEquals((9 + 1 + 1) / 3f, once.getAccumulator("epoch"));
    }

    @Test
    void theLatestResultOfTheSameArraysIsReported() {
        once.addAccumulator("epoch");
        NDList labels = new NDList(manager.zeros(new Shape(2)));
        NDList predictions = new NDList(manager.full(new Shape(2), 3f));
        once.evaluate(labels, predictions);
        predictions.head().set(new float[] {5, 5});
        once.evaluate(labels, predictions);

        once.updateAccumulator("epoch", labels, predictions);
        assertEquals(25, once.getAccumulator("epoch"));
        assertEquals(2, squares.evaluations.get());
        // nothing is left of the result before the change
        once.updateAccumulator("epoch", labels, predictions);
        assertEquals(25, once.getAccumulator("epoch"));
        assertEquals(3, squares.evaluations.get());
    }

    /** The listener asks per device, with one list of keys for all its accumulators. */
    @Test
    void djlsListenerReportsABatchOfTwoDevices() throws Exception {
        Map<Device, NDList> labels = new ConcurrentHashMap<>();
        Map<Device, NDList> predictions = new ConcurrentHashMap<>();
        try (Model model = Model.newInstance("linear")) {
            model.setBlock(Linear.builder().setUnits(1).build());
            EvaluatorTrainingListener listener = new EvaluatorTrainingListener();
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(once).addTrainingListeners(listener);
            try (Trainer trainer = model.newTrainer(config)) {
                // 1 element of error 1 and 3 of error 2: by hand (1 + 12) / 4
                for (int i = 0; i < 2; i++) {
                    Shape shape = new Shape(1 + 2 * i);
                    labels.put(Device.gpu(i), new NDList(manager.zeros(shape)));
                    predictions.put(Device.gpu(i), new NDList(manager.full(shape, 1f + i)));
                    once.evaluate(labels.get(Device.gpu(i)), predictions.get(Device.gpu(i)));
                }
                Batch unused = null;
                listener.onTrainingBatch(
                        trainer, new TrainingListener.BatchData(unused, labels, predictions));
                for (String key :
                        List.of(
                                EvaluatorTrainingListener.TRAIN_EPOCH,
                                EvaluatorTrainingListener.TRAIN_PROGRESS,
                                EvaluatorTrainingListener.TRAIN_ALL)) {
                    assertEquals(13 / 4f, once.getAccumulator(key), key);
                }
                assertEquals(2, squares.evaluations.get());
                listener.onEpoch(trainer);
                assertEquals(13 / 4f, trainer.getTrainingResult().getTrainLoss());
            }
        }
    }

    @Test
    void whatNobodyAsksForIsForgotten() {
        once.addAccumulator("epoch");
        NDList labels = new NDList(manager.zeros(new Shape(1)));
        NDList first = new NDList(manager.ones(new Shape(1)));
        once.evaluate(labels, first);
        for (int i = 0; i < 64; i++) {
            once.evaluate(labels, new NDList(manager.ones(new Shape(1))));
        }

        once.updateAccumulator("epoch", labels, first);

        assertEquals(66, squares.evaluations.get());
    }

    @Test
    void anUnknownAccumulatorIsRefused() {
        NDList labels = new NDList(manager.zeros(new Shape(1)));
        once.evaluate(labels, labels);

        assertThrows(
                IllegalArgumentException.class,
                () -> once.updateAccumulator("epoch", labels, labels));
    }

    private float trainedLoss(Loss loss) throws Exception {
        manager.getEngine().setRandomSeed(5);
        NDArray x = manager.randomNormal(new Shape(ROWS, 3));
        ArrayDataset data =
                new ArrayDataset.Builder()
                        .setData(x)
                        .optLabels(x.sum(new int[] {1}, true))
                        .setSampling(BATCH, false)
                        .build();
        try (Model model = Model.newInstance("linear")) {
            model.setBlock(Linear.builder().setUnits(1).build());
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(loss)
                            .optOptimizer(
                                    Optimizer.sgd()
                                            .setLearningRateTracker(Tracker.fixed(0.01f))
                                            .build())
                            .addTrainingListeners(TrainingListener.Defaults.basic());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(1, 3));
                EasyTrain.fit(trainer, 1, data, null);
                return trainer.getTrainingResult().getTrainLoss();
            }
        }
    }

    /** Squared differences, counting how often they are computed. */
    private static final class Squares extends AbstractLoss {

        private final AtomicInteger evaluations = new AtomicInteger();

        Squares() {
            super(new Options());
        }

        @Override
        protected Evaluation prepare(Inputs in) {
            evaluations.incrementAndGet();
            return Evaluation.elementwise(in, (x, y) -> Terms.of(x.sub(y).square()));
        }
    }

    private static final class Options extends LossBuilder<Options> {

        Options() {
            super(Squares.class);
        }

        @Override
        protected Options self() {
            return this;
        }
    }
}
