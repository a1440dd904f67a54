package io.github.djllosses.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.tracker.Tracker;
import io.github.djllosses.classification.CrossEntropyLoss;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of events are read back by the published format. */
class TensorBoardListenerTest {

    private static final int BATCHES = 3;
    private static final int EPOCHS = 2;
    private static final int CLASSES = 3;

    @TempDir Path folder;

    @Test
    void writesTheNumbersThatTheTrainingReports() throws Exception {
        Epochs epochs = new Epochs();
        train(true, TrainingListener.Defaults.basic(), new TensorBoardListener(folder), epochs);
        List<Event> events = read(files().get(0));

        assertEquals("brain.Event:2", events.get(0).version);
        List<Event> batches = tagged(events, "batch/CrossEntropyLoss");
        assertArrayEquals(
                new long[] {1, 2, 3, 4, 5, 6}, batches.stream().mapToLong(e -> e.step).toArray());
        double firstEpoch =
                batches.subList(0, BATCHES).stream().mapToDouble(e -> e.number).average().orElse(0);
        assertEquals(epochs.results.get(0).getTrainLoss(), firstEpoch, 1e-6);
        assertEquals(BATCHES * EPOCHS, tagged(events, "batch/Accuracy").size());
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            TrainingResult result = epochs.results.get(epoch);
            Event train = tagged(events, "train/CrossEntropyLoss").get(epoch);
            Event validate = tagged(events, "validate/CrossEntropyLoss").get(epoch);
            assertEquals(result.getTrainLoss(), train.number);
            assertEquals(result.getValidateLoss(), validate.number);
            assertEquals((epoch + 1L) * BATCHES, train.step);
            assertEquals(
                    result.getTrainEvaluation("Accuracy"),
                    tagged(events, "train/Accuracy").get(epoch).number);
        }
    }

    @Test
    void writesHistogramsOfTheParameters() throws Exception {
        Epochs epochs = new Epochs();
        train(true, TrainingListener.Defaults.basic(), new TensorBoardListener(folder), epochs);

        List<Event> weights = tagged(read(files().get(0)), "parameters/weight");
        assertEquals(EPOCHS, weights.size());
        double[] truth = epochs.weights.get(1);
        double sum = Arrays.stream(truth).sum();
        double squares = Arrays.stream(truth).map(w -> w * w).sum();
        assertArrayEquals(
                new double[] {min(truth), max(truth), truth.length, sum, squares},
                weights.get(1).statistics,
                1e-12);
        double[] limits = weights.get(1).limits;
        double[] counts = weights.get(1).counts;
        assertEquals(limits.length, counts.length);
        assertEquals(max(truth), limits[limits.length - 1], 1e-12);
        for (int i = 0; i < limits.length; i++) {
            double from = i == 0 ? Double.NEGATIVE_INFINITY : limits[i - 1] + 1e-9;
            double to = limits[i] - 1e-9;
            int within = 0;
            for (double w : truth) {
                within += w >= from && (w < to || i == limits.length - 1) ? 1 : 0;
            }
            assertEquals(within, counts[i]);
        }
    }

    @Test
    void writesTheGradientsOfTheFirstBatchOfAnEpoch() throws Exception {
        Epochs epochs = new Epochs();
        train(true, TrainingListener.Defaults.basic(), new TensorBoardListener(folder), epochs);

        List<Event> gradients = tagged(read(files().get(0)), "gradients/bias");
        assertEquals(EPOCHS, gradients.size());
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            double[] truth = epochs.biasGradients.get(epoch * BATCHES);
            double squares = Arrays.stream(truth).map(g -> g * g).sum();
            double[] statistics = gradients.get(epoch).statistics;
            assertEquals(1L + epoch * (long) BATCHES, gradients.get(epoch).step);
            // they add up to 0; everything comes from float32
            assertArrayEquals(
                    new double[] {min(truth), max(truth), CLASSES, 0, squares}, statistics, 1e-7);
        }
    }

    private static double min(double... numbers) {
        return Arrays.stream(numbers).min().orElseThrow();
    }

    private static double max(double... numbers) {
        return Arrays.stream(numbers).max().orElseThrow();
    }

    @Test
    void writesTheTimeAndTheLearningRateOfEveryBatch() throws Exception {
        Tracker rate = step -> 1f / step;
        long start = System.nanoTime();
        train(true, TrainingListener.Defaults.basic(), new TensorBoardListener(folder, rate));
        double seconds = (System.nanoTime() - start) / 1e9;

        List<Event> events = read(files().get(0));
        assertArrayEquals(
                new double[] {1, 1 / 2f, 1 / 3f, 1 / 4f, 1 / 5f, 1 / 6f},
                tagged(events, "batch/learning rate").stream()
                        .mapToDouble(e -> e.number)
                        .toArray());
        List<Event> times = tagged(events, "batch/seconds");
        assertEquals(BATCHES * EPOCHS, times.size());
        times.forEach(event -> assertTrue(event.number > 0, event.number + " s"));
        assertTrue(times.stream().mapToDouble(e -> e.number).sum() < seconds);
    }

    @Test
    void countsNumbersThatAreAllTheSameOrNotFinite() throws Exception {
        Histogram same = new Histogram(2, 2, Float.NaN, 2, Float.POSITIVE_INFINITY);
        try (EventFile file = new EventFile(folder, Clock.systemUTC())) {
            file.histogram("same", 1, same);
            file.histogram("none", 1, new Histogram(Float.NaN));
        }

        List<Event> events = read(files().get(0));
        assertArrayEquals(new double[] {2, 2, 3, 6, 12}, tagged(events, "same").get(0).statistics);
        assertArrayEquals(new double[] {2}, tagged(events, "same").get(0).limits);
        assertArrayEquals(new double[] {3}, tagged(events, "same").get(0).counts);
        assertArrayEquals(new double[] {0}, tagged(events, "none").get(0).counts);
    }

    @Test
    void leavesOutTheValidationThatThereIsNot() throws Exception {
        train(false, TrainingListener.Defaults.basic(), new TensorBoardListener(folder));

        List<Event> events = read(files().get(0));
        assertEquals(EPOCHS, tagged(events, "train/CrossEntropyLoss").size());
        assertEquals(0, tagged(events, "validate/CrossEntropyLoss").size());
    }

    @Test
    void trainingsInTheSameSecondHaveFilesOfTheirOwn() throws Exception {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
        for (int run = 0; run < 2; run++) {
            train(
                    false,
                    TrainingListener.Defaults.basic(),
                    new TensorBoardListener(folder, null, clock));
        }

        assertEquals(
                List.of(
                        "events.out.tfevents.1700000000.djl",
                        "events.out.tfevents.1700000000.djl.2"),
                files().stream().map(file -> file.getFileName().toString()).toList());
        List<Event> first = read(files().get(0));
        assertEquals(first.size(), read(files().get(1)).size());
        assertEquals(1_700_000_000, first.get(0).wallTime);
    }

    @Test
    void whatWasWrittenBeforeAKillIsReadable() throws Exception {
        EventFile file = new EventFile(folder, Clock.systemUTC());
        file.scalar("loss", 1, 0.5f);

        assertEquals(0.5f, tagged(read(files().get(0)), "loss").get(0).number);
        file.close();
    }

    @Test
    void needsTheListenerWhoseNumbersItWrites() {
        IllegalStateException error =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                train(
                                        false,
                                        new TrainingListener[] {new TensorBoardListener(folder)}));
        assertTrue(error.getMessage().contains("addTrainingListeners"), error.getMessage());
    }

    @Test
    void namesTheFolderThatCannotBeWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        UncheckedIOException error =
                assertThrows(
                        UncheckedIOException.class,
                        () ->
                                train(
                                        false,
                                        TrainingListener.Defaults.basic(),
                                        new TensorBoardListener(file.resolve("runs"))));
        assertTrue(error.getMessage().contains("runs"), error.getMessage());
    }

    private static void train(
            boolean validated, TrainingListener[] defaults, TrainingListener... more)
            throws Exception {
        try (NDManager manager = NDManager.newBaseManager();
                Model model = Model.newInstance("linear")) {
            manager.getEngine().setRandomSeed(1);
            model.setBlock(Linear.builder().setUnits(CLASSES).build());
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(new CrossEntropyLoss())
                            .addEvaluator(new Accuracy())
                            .addTrainingListeners(defaults)
                            .addTrainingListeners(more);
            NDArray x = manager.randomNormal(new Shape(4 * BATCHES, 5));
            NDArray y = manager.arange(4 * BATCHES).mod(CLASSES);
            ArrayDataset data =
                    new ArrayDataset.Builder()
                            .setData(x)
                            .optLabels(y)
                            .setSampling(4, false)
                            .build();
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(1, 5));
                EasyTrain.fit(trainer, EPOCHS, data, validated ? data : null);
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static List<Event> tagged(List<Event> events, String tag) {
        return events.stream().filter(event -> tag.equals(event.tag)).toList();
    }

    private static List<Event> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] header = take(in, 8);
            assertEquals(masked(header), in.getInt());
            long length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
            byte[] data = take(in, (int) length);
            assertEquals(masked(data), in.getInt());
            events.add(new Event(data));
        }
        return events;
    }

    private static byte[] take(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    /** CRC-32C bit by bit, rotated and shifted as TFRecord wants it. */
    private static int masked(byte... bytes) {
        int crc = ~0;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        return (~crc >>> 15 | ~crc << 17) + 0xa282ead8;
    }

    /** What each epoch came to. */
    private static final class Epochs extends TrainingListenerAdapter {

        private final List<TrainingResult> results = new ArrayList<>();
        private final List<double[]> weights = new ArrayList<>();
        private final List<double[]> biasGradients = new ArrayList<>();

        @Override
        public void onTrainingBatch(Trainer trainer, BatchData batchData) {
            for (Device device : batchData.getPredictions().keySet()) {
                NDArray scores = batchData.getPredictions().get(device).head();
                NDArray labels = batchData.getLabels().get(device).head();
                biasGradients.add(biasGradient(scores.toFloatArray(), labels.toIntArray()));
            }
        }

        /** The mean of softmax minus one-hot, by the textbook. */
        private static double[] biasGradient(float[] scores, int... labels) {
            double[] gradient = new double[CLASSES];
            for (int row = 0; row < labels.length; row++) {
                double sum = 0;
                for (int i = 0; i < CLASSES; i++) {
                    sum += Math.exp(scores[row * CLASSES + i]);
                }
                for (int i = 0; i < CLASSES; i++) {
                    double softmax = Math.exp(scores[row * CLASSES + i]) / sum;
                    gradient[i] += (softmax - (labels[row] == i ? 1 : 0)) / labels.length;
                }
            }
            return gradient;
        }

        @Override
        public void onEpoch(Trainer trainer) {
            TrainingResult now = new TrainingResult();
            now.setEvaluations(new HashMap<>(trainer.getTrainingResult().getEvaluations()));
            results.add(now);
            float[] weight =
                    trainer.getModel()
                            .getBlock()
                            .getParameters()
                            .get("weight")
                            .getArray()
                            .toFloatArray();
            weights.add(IntStream.range(0, weight.length).mapToDouble(i -> weight[i]).toArray());
        }
    }

    /** An event with at most one value. */
    private static final class Event {

        private double wallTime;
        private long step;
        private String version = "";
        private String tag = "";
        private float number;
        private final double[] statistics = new double[5];
        private double[] limits = {};
        private double[] counts = {};

        Event(byte... data) {
            ByteBuffer in = buffer(data);
            while (in.hasRemaining()) {
                switch ((int) varint(in)) {
                    case 1 << 3 | 1 -> wallTime = in.getDouble();
                    case 2 << 3 -> step = varint(in);
                    case 3 << 3 | 2 -> version = new String(bytes(in), StandardCharsets.UTF_8);
                    case 5 << 3 | 2 -> readSummary(buffer(bytes(in)));
                    default -> throw new AssertionError("unknown field of an event");
                }
            }
        }

        private void readSummary(ByteBuffer in) {
            assertEquals(1 << 3 | 2, varint(in));
            ByteBuffer value = buffer(bytes(in));
            while (value.hasRemaining()) {
                switch ((int) varint(value)) {
                    case 1 << 3 | 2 -> tag = new String(bytes(value), StandardCharsets.UTF_8);
                    case 2 << 3 | 5 -> number = value.getFloat();
                    case 5 << 3 | 2 -> readHistogram(buffer(bytes(value)));
                    default -> throw new AssertionError("unknown field of a value");
                }
            }
        }

        private void readHistogram(ByteBuffer in) {
            while (in.hasRemaining()) {
                int key = (int) varint(in);
                switch (key >> 3) {
                    case 1, 2, 3, 4, 5 -> statistics[(key >> 3) - 1] = in.getDouble();
                    case 6 -> limits = doubles(bytes(in));
                    case 7 -> counts = doubles(bytes(in));
                    default -> throw new AssertionError("unknown field of a histogram");
                }
            }
        }

        private static ByteBuffer buffer(byte... data) {
            return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        }

        private static byte[] bytes(ByteBuffer in) {
            return take(in, (int) varint(in));
        }

        private static double[] doubles(byte... packed) {
            double[] numbers = new double[packed.length / 8];
            buffer(packed).asDoubleBuffer().get(numbers);
            return numbers;
        }

        private static long varint(ByteBuffer in) {
            long number = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = in.get();
                number |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return number;
                }
            }
        }
    }
}
