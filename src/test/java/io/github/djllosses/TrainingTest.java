package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The losses in DJL's own training loops. */
class TrainingTest {

    private static final int FEATURES = 6;
    private static final int ROWS = 101;
    private static final int BATCH = 100;
    private static final int SEED = 3;
    private static final float LEARNING_RATE = 0.25f;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        manager.getEngine().setRandomSeed(SEED);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource
    void easyTrainReportsTheExactLossOfTheLastEpoch(Sample sample) throws Exception {
        Recorder recorder = new Recorder();
        try (Model model = model(sample);
                Trainer trainer = trainer(model, sample.loss(), recorder)) {
            EasyTrain.fit(trainer, 2, dataset(sample, 1), dataset(sample, 2));

            TrainingResult result = trainer.getTrainingResult();
            assertClose(recorder.trained.truth(sample), result.getTrainLoss());
            assertClose(recorder.validated.truth(sample), result.getValidateLoss());
            // what DJL's own losses report is far away
            double average =
                    (recorder.trained.truth(sample, 0, BATCH)
                                    + recorder.trained.truth(sample, BATCH, ROWS))
                            / 2;
            assertNotEquals(average, result.getTrainLoss(), 0.01 * average);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandWrittenLoopLearnsAndAccumulates(Sample sample) throws Exception {
        AbstractLoss loss = sample.loss();
        try (Model model = model(sample);
                Trainer trainer = trainer(model, loss)) {
            ArrayDataset data = dataset(sample, 1);
            loss.addAccumulator("mine");
            List<Double> losses = new ArrayList<>();
            for (int epoch = 0; epoch < 10; epoch++) {
                Pass pass = epoch(trainer, loss, data);

                assertEquals(pass.truth(sample), loss.average("mine"), 5e-7 * pass.truth(sample));
                losses.add(pass.truth(sample));
            }
            assertTrue(losses.get(9) < losses.get(0), losses::toString);
        }
    }

    private static Pass epoch(Trainer trainer, AbstractLoss loss, ArrayDataset data)
            throws Exception {
        Pass pass = new Pass();
        loss.resetAccumulator("mine");
        for (Batch batch : trainer.iterateDataset(data)) {
            try (batch;
                    GradientCollector collector = trainer.newGradientCollector()) {
                NDList predictions = trainer.forward(batch.getData());
                collector.backward(loss.evaluate(batch.getLabels(), predictions));
                loss.updateAccumulator("mine", batch.getLabels(), predictions);
                pass.add(batch.getLabels(), predictions);
            }
            trainer.step();
        }
        return pass;
    }

    @Test
    void oneStepMovesTheWeightsByTheTrueGradient() throws Exception {
        float[] x = {1, -2, 0.5f, 3};
        float[] y = {1, 0};
        Block linear = Linear.builder().setUnits(1).optBias(false).build();
        try (Model model = Model.newInstance("step")) {
            model.setBlock(linear);
            try (Trainer trainer = trainer(model, new BceWithLogitsLoss())) {
                trainer.initialize(new Shape(2, 2));
                NDArray weight = linear.getParameters().valueAt(0).getArray();
                float[] before = weight.toFloatArray();

                NDManager data = trainer.getManager().newSubManager();
                try (data;
                        GradientCollector collector = trainer.newGradientCollector()) {
                    NDList logits = trainer.forward(new NDList(data.create(x, new Shape(2, 2))));
                    NDList labels = new NDList(data.create(y, new Shape(2, 1)));
                    collector.backward(trainer.getLoss().evaluate(labels, logits));
                }
                trainer.step();

                float[] expected = before.clone();
                for (int row = 0; row < 2; row++) {
                    double logit = before[0] * x[2 * row] + before[1] * x[2 * row + 1];
                    double slope = (1 / (1 + Math.exp(-logit)) - y[row]) / 2;
                    expected[0] -= (float) (LEARNING_RATE * slope * x[2 * row]);
                    expected[1] -= (float) (LEARNING_RATE * slope * x[2 * row + 1]);
                }
                assertArrayEquals(expected, weight.toFloatArray(), 1e-6f);
            }
        }
    }

    @Test
    void theLossCanBeAnEvaluatorBesideAnotherLoss() throws Exception {
        Recorder recorder = new Recorder();
        AbstractLoss metric =
                BceWithLogitsLoss.builder().optName("metric").optReduction(Reduction.SUM).build();
        Sample sample = Sample.BCE_WITH_LOGITS;
        try (Model model = model(sample);
                Trainer trainer =
                        model.newTrainer(config(sample.loss(), recorder).addEvaluator(metric))) {
            EasyTrain.fit(trainer, 1, dataset(sample, 1), null);

            double mean = recorder.trained.truth(sample);
            assertClose(mean, trainer.getTrainingResult().getTrainLoss());
            assertClose(
                    mean * ROWS * Sample.CLASSES,
                    trainer.getTrainingResult().getTrainEvaluation("metric"));
        }
    }

    private static void assertClose(double truth, float reported) {
        // the batch's loss and DJL's report are float32
        assertEquals(truth, reported, 5e-7 * truth);
    }

    private static DefaultTrainingConfig config(AbstractLoss loss, TrainingListener... listeners) {
        return new DefaultTrainingConfig(loss)
                .optInitializer(new NormalInitializer(0.5f), Parameter.Type.WEIGHT)
                .optOptimizer(
                        Optimizer.sgd()
                                .setLearningRateTracker(Tracker.fixed(LEARNING_RATE))
                                .build())
                .addTrainingListeners(TrainingListener.Defaults.basic())
                .addTrainingListeners(listeners);
    }

    private static Trainer trainer(Model model, AbstractLoss loss, TrainingListener... listeners) {
        return model.newTrainer(config(loss, listeners));
    }

    private Model model(Sample sample) {
        Model model = Model.newInstance("sample");
        model.setBlock(
                new SequentialBlock()
                        .add(Blocks.batchFlattenBlock(FEATURES))
                        .add(Linear.builder().setUnits(8).build())
                        .add(Activation::tanh)
                        .add(Linear.builder().setUnits(Sample.CLASSES).build())
                        .add(output(sample)));
        return model;
    }

    private static Block output(Sample sample) {
        return switch (sample.outputs()) {
            case LOGITS -> Blocks.identityBlock();
            case LOG_PROBABILITIES -> LambdaBlock.singleton(x -> x.logSoftmax(1));
            case PROBABILITIES -> Activation.sigmoidBlock();
        };
    }

    /** One full batch and one of a single row, which is far from the others. */
    private ArrayDataset dataset(Sample sample, long seed) {
        double[] numbers = new Random(seed).doubles((long) ROWS * FEATURES, -1, 1).toArray();
        for (int i = (ROWS - 1) * FEATURES; i < numbers.length; i++) {
            numbers[i] *= 10;
        }
        NDArray data =
                manager.create(numbers, new Shape(ROWS, FEATURES)).toType(DataType.FLOAT32, false);
        return new ArrayDataset.Builder()
                .setData(data)
                .optLabels(sample.labelArray(manager, sample.labels(ROWS, seed)))
                .setSampling(BATCH, false)
                .build();
    }

    /** What a model predicted in one pass over the data, copied for plain Java. */
    private static final class Pass {

        private final List<double[]> predictions = new ArrayList<>();
        private final List<double[]> labels = new ArrayList<>();

        void add(NDList labelArrays, NDList predictionArrays) {
            int rows = (int) predictionArrays.head().getShape().get(0);
            predictions.addAll(rows(rows, predictionArrays.head()));
            labels.addAll(rows(rows, labelArrays.head()));
        }

        double truth(Sample sample) {
            return truth(sample, 0, ROWS);
        }

        double truth(Sample sample, int from, int to) {
            return sample.truth(
                    Reduction.MEAN,
                    predictions.subList(from, to).toArray(double[][]::new),
                    labels.subList(from, to).toArray(double[][]::new));
        }

        private static List<double[]> rows(int rows, NDArray array) {
            try (NDArray doubles = array.toType(DataType.FLOAT64, true)) {
                double[] numbers = doubles.toDoubleArray();
                int width = numbers.length / rows;
                return IntStream.range(0, rows)
                        .mapToObj(i -> Arrays.copyOfRange(numbers, i * width, (i + 1) * width))
                        .toList();
            }
        }
    }

    /** Records each pass as a listener, before the batch is closed. */
    private static final class Recorder extends TrainingListenerAdapter {

        private Pass training = new Pass();
        private Pass validation = new Pass();
        private Pass trained = training;
        private Pass validated = validation;

        @Override
        public void onTrainingBatch(Trainer trainer, BatchData batch) {
            batch.getPredictions()
                    .forEach((device, q) -> training.add(batch.getLabels().get(device), q));
        }

        @Override
        public void onValidationBatch(Trainer trainer, BatchData batch) {
            batch.getPredictions()
                    .forEach((device, q) -> validation.add(batch.getLabels().get(device), q));
        }

        @Override
        public void onEpoch(Trainer trainer) {
            trained = training;
            validated = validation;
            training = new Pass();
            validation = new Pass();
        }
    }
}
