package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Reduction;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every loss promises about results, memory, accumulators and divisors. */
class ContractTest {

    private static final int ROWS = 7;
    private static final long SEED = 11;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> samplesAndTypes() {
        return Arrays.stream(Sample.values())
                .flatMap(
                        sample ->
                                Stream.of(DataType.FLOAT16, DataType.FLOAT32, DataType.FLOAT64)
                                        .map(type -> Arguments.of(sample, type)));
    }

    static Stream<Arguments> samplesAndReductions() {
        return Arrays.stream(Sample.values())
                .flatMap(
                        sample ->
                                Arrays.stream(Reduction.values())
                                        .map(reduction -> Arguments.of(sample, reduction)));
    }

    // ---- results

    @ParameterizedTest
    @MethodSource("samplesAndTypes")
    void theResultIsAScalarInTheTypeAndOnTheManagerOfThePrediction(Sample sample, DataType type) {
        try (NDManager other = NDManager.newBaseManager()) {
            NDList predictions = predictions(sample, type);
            NDList labels = new NDList(sample.labelArray(other, labels(sample)));

            NDArray result = sample.loss().evaluate(labels, predictions);

            assertEquals(new Shape(), result.getShape());
            assertEquals(type, result.getDataType());
            assertSame(manager, result.getManager());
            double truth = sample.truth(Reduction.MEAN, rows(predictions), labels(sample));
            assertEquals(truth, number(result), precision(type) * truth);
        }
    }

    @ParameterizedTest
    @MethodSource("samplesAndTypes")
    void theGradientIsThereInTheTypeOfThePrediction(Sample sample, DataType type) {
        NDArray prediction = predictions(sample, type).head();
        NDArray reference = prediction.toType(DataType.FLOAT64, true);

        NDArray gradient = gradient(sample.loss()::evaluate, sample, prediction);
        // the float64 gradient is checked against differences of values elsewhere
        double[] expected = doubles(gradient(sample.loss()::evaluate, sample, reference));

        assertEquals(type, gradient.getDataType());
        assertArrayEquals(expected, doubles(gradient), precision(type));
        assertTrue(Arrays.stream(expected).anyMatch(slope -> Math.abs(slope) > 0.01));
    }

    @ParameterizedTest
    @EnumSource
    void aPredictionThatIsNotContiguousGivesTheSameBits(Sample sample) {
        NDArray contiguous = predictions(sample, DataType.FLOAT32).head();
        NDArray transposed = contiguous.transpose().duplicate().transpose();

        assertArrayEquals(
                bits(sample.loss().evaluate(labelList(sample), new NDList(contiguous))),
                bits(sample.loss().evaluate(labelList(sample), new NDList(transposed))));
        assertArrayEquals(
                bits(sample.loss().pointwise(labelList(sample), new NDList(contiguous)).values()),
                bits(sample.loss().pointwise(labelList(sample), new NDList(transposed)).values()));
        assertArrayEquals(
                gradient(sample.loss()::evaluate, sample, contiguous).toFloatArray(),
                gradient(sample.loss()::evaluate, sample, transposed).toFloatArray());
    }

    @ParameterizedTest
    @EnumSource
    void pointwiseIsTheLossOfEachRow(Sample sample) {
        NDArray values =
                sample.loss().pointwise(labelList(sample), predictionList(sample)).values();
        NDArray rows = values.getShape().dimension() == 1 ? values : values.sum(new int[] {1});

        double[] actual = doubles(rows);
        for (int i = 0; i < ROWS; i++) {
            double truth = sample.value(sample.predictions(ROWS, SEED)[i], labels(sample)[i]);
            assertEquals(truth, actual[i], 1e-14 * (1 + truth));
        }
    }

    // ---- memory

    @ParameterizedTest
    @EnumSource
    void theManagerHoldsOneMoreArrayAfterAnEvaluation(Sample sample) {
        NDList labels = labelList(sample);
        NDList predictions = predictionList(sample);
        AbstractLoss loss = sample.loss();
        int before = held(manager);

        loss.evaluate(labels, predictions);
        assertEquals(before + 1, held(manager));
        loss.evaluate(labels, predictions, 5);
        assertEquals(before + 2, held(manager));
        loss.pointwise(labels, predictions);
        assertEquals(before + 3, held(manager));
    }

    @ParameterizedTest
    @EnumSource
    void theManagerHoldsNothingMoreAfterAnAccumulatorOrADivisor(Sample sample) {
        NDList labels = labelList(sample);
        NDList predictions = predictionList(sample);
        AbstractLoss loss = sample.loss();
        loss.addAccumulator("a");
        loss.addAccumulator("b");
        int before = held(manager);

        loss.updateAccumulators(new String[] {"a", "b"}, labels, predictions);
        loss.updateAccumulator("a", labels, predictions);
        loss.divisor(labels, predictions);

        assertEquals(before, held(manager));
    }

    @ParameterizedTest
    @EnumSource
    void anErrorLeavesNothingBehind(Sample sample) {
        NDList labels = new NDList(manager.create(new float[] {7, 7}));
        NDList predictions = predictionList(sample);
        int before = held(manager);

        assertThrows(
                IllegalArgumentException.class, () -> sample.loss().evaluate(labels, predictions));

        assertEquals(before, held(manager));
    }

    @ParameterizedTest
    @EnumSource
    void theManagerOfTheLabelsHoldsNothingMore(Sample sample) {
        try (NDManager other = NDManager.newBaseManager()) {
            NDList labels = new NDList(sample.labelArray(other, labels(sample)));
            labels.add(other.ones(new Shape(weightShape(sample)), DataType.FLOAT64));
            AbstractLoss loss = sample.loss();
            loss.addAccumulator("a");
            int before = held(other);

            loss.evaluate(labels, predictionList(sample));
            loss.updateAccumulator("a", labels, predictionList(sample));

            assertEquals(before, held(other));
        }
    }

    @ParameterizedTest
    @MethodSource("samplesAndTypes")
    void theArgumentsKeepEveryBit(Sample sample, DataType type) {
        NDArray label = labelList(sample).head().toType(type, false);
        NDArray weights = manager.ones(new Shape(weightShape(sample)), type).muli(3);
        NDArray prediction = predictions(sample, type).head();
        prediction.setRequiresGradient(true);
        List<NDArray> arguments = List.of(label, weights, prediction);
        List<byte[]> before = arguments.stream().map(ContractTest::bits).toList();

        useEveryWay(sample.loss(), new NDList(label), new NDList(prediction));
        useEveryWay(sample.loss(), new NDList(label, weights), new NDList(prediction));

        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i), bits(arguments.get(i)));
        }
    }

    private static void useEveryWay(AbstractLoss loss, NDList labels, NDList predictions) {
        try (GradientCollector collector = collector()) {
            collector.backward(loss.evaluate(labels, predictions));
        }
        loss.evaluate(labels, predictions, 100);
        loss.pointwise(labels, predictions);
        loss.divisor(labels, predictions);
        loss.addAccumulator("a");
        loss.updateAccumulator("a", labels, predictions);
    }

    // ---- accumulators

    @ParameterizedTest
    @MethodSource("samplesAndReductions")
    void anEpochDoesNotDependOnHowItWasCut(Sample sample, Reduction reduction) {
        double truth =
                sample.truth(reduction, sample.predictions(ROWS, SEED), sample.labels(ROWS, SEED));
        AbstractLoss loss = sample.loss(reduction);

        for (int[] cut : new int[][] {{7}, {3, 4}, {6, 1}, {1, 1, 1, 1, 1, 1, 1}, {0, 7, 0}}) {
            loss.addAccumulator("epoch");
            int from = 0;
            for (int size : cut) {
                loss.updateAccumulator(
                        "epoch", part(labelList(sample), from, size), part(sample, from, size));
                from += size;
            }
            assertEquals(truth, loss.average("epoch"), 1e-14 * truth);
            assertEquals((float) loss.average("epoch"), loss.getAccumulator("epoch"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAccumulatorIsNanBeforeItsFirstBatch(Reduction reduction) {
        AbstractLoss loss = Sample.CROSS_ENTROPY.loss(reduction);

        loss.addAccumulator("a");
        assertEquals(Double.NaN, loss.average("a"));
        assertEquals(Float.NaN, loss.getAccumulator("a"));

        loss.updateAccumulator(
                "a", labelList(Sample.CROSS_ENTROPY), predictionList(Sample.CROSS_ENTROPY));
        assertTrue(loss.average("a") > 0);
        loss.resetAccumulator("a");
        assertEquals(Double.NaN, loss.average("a"));
    }

    @ParameterizedTest
    @EnumSource
    void anAccumulatorIsZeroIfNothingCounted(Reduction reduction) {
        AbstractLoss loss =
                CrossEntropyLoss.builder().optReduction(reduction).optIgnoreIndex(-1).build();
        NDList ignored = new NDList(manager.full(new Shape(2), -1));
        NDList scores = new NDList(manager.full(new Shape(2, 3), Float.NaN));
        loss.addAccumulator("a");

        loss.updateAccumulator("a", ignored, scores);

        assertEquals(0, loss.average("a"));
    }

    @Test
    void accumulatorsOfDifferentKeysAreIndependent() {
        Sample sample = Sample.KL_DIVERGENCE;
        AbstractLoss loss = sample.loss();
        loss.addAccumulator("epoch");
        loss.addAccumulator("progress");

        loss.updateAccumulators(
                new String[] {"epoch", "progress"},
                part(labelList(sample), 0, 3),
                part(sample, 0, 3));
        loss.resetAccumulator("progress");
        loss.updateAccumulator("progress", part(labelList(sample), 3, 4), part(sample, 3, 4));

        assertEquals(truth(sample, 0, 3), loss.average("epoch"), 1e-14);
        assertEquals(truth(sample, 3, 7), loss.average("progress"), 1e-14);
    }

    @Test
    void theCoefficientOfALossIsInItsEpochAverage() {
        Sample sample = Sample.BCE_WITH_LOGITS;
        AbstractLoss loss = BceWithLogitsLoss.builder().optWeight(0.25f).build();
        loss.addAccumulator("a");

        loss.updateAccumulator("a", labelList(sample), predictionList(sample));

        assertEquals(truth(sample, 0, ROWS) / 4, loss.average("a"), 1e-14);
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownAccumulatorIsRefused(Sample sample) {
        AbstractLoss loss = sample.loss();
        loss.addAccumulator("known");

        for (Runnable call :
                List.<Runnable>of(
                        () -> loss.getAccumulator("other"),
                        () -> loss.average("other"),
                        () ->
                                loss.updateAccumulator(
                                        "other", labelList(sample), predictionList(sample)))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
            assertTrue(e.getMessage().contains("no accumulator \"other\""), e::getMessage);
        }
    }

    // ---- the external divisor

    @ParameterizedTest
    @EnumSource
    void sharesOfPartsAddUpToTheWhole(Sample sample) {
        AbstractLoss loss = sample.loss();
        NDArray prediction = predictionList(sample).head();
        double divisor =
                loss.divisor(part(labelList(sample), 0, 4), part(sample, 0, 4))
                        + loss.divisor(part(labelList(sample), 4, 3), part(sample, 4, 3));
        BiFunction<NDList, NDList, NDArray> inParts =
                (labels, predictions) ->
                        loss.evaluate(part(labels, 0, 4), part(predictions, 0, 4), divisor)
                                .add(
                                        loss.evaluate(
                                                part(labels, 4, 3),
                                                part(predictions, 4, 3),
                                                divisor));

        double truth = truth(sample, 0, ROWS);
        NDArray sum = inParts.apply(labelList(sample), new NDList(prediction));
        assertEquals(truth, sum.getDouble(), 1e-14 * truth);
        assertArrayEquals(
                gradient(loss::evaluate, sample, prediction).toDoubleArray(),
                gradient(inParts, sample, prediction).toDoubleArray(),
                1e-15);
    }

    @ParameterizedTest
    @MethodSource("samplesAndReductions")
    void theDivisorIsTheSumOfWeightsWhateverTheReduction(Sample sample, Reduction reduction) {
        double weights = Arrays.stream(labels(sample)).mapToDouble(sample::weight).sum();

        assertEquals(
                weights, sample.loss(reduction).divisor(labelList(sample), predictionList(sample)));
    }

    @ParameterizedTest
    @EnumSource
    void aDivisorOfZeroIsRefusedWhereSomethingCounts(Sample sample) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> sample.loss().evaluate(labelList(sample), predictionList(sample), 0));

        assertTrue(e.getMessage().contains("the divisor is 0 but this part counts"), e::getMessage);
    }

    @Test
    void aDivisorOfZeroGivesZeroWhereNothingCounts() {
        AbstractLoss loss = CrossEntropyLoss.builder().optIgnoreIndex(0).build();
        NDArray scores = manager.full(new Shape(2, 3), Float.NaN, DataType.FLOAT64);
        NDList ignored = new NDList(manager.zeros(new Shape(2)));

        assertEquals(0, loss.divisor(ignored, new NDList(scores)));
        scores.setRequiresGradient(true);
        try (GradientCollector collector = collector()) {
            NDArray value = loss.evaluate(ignored, new NDList(scores), 0);
            collector.backward(value);
            assertEquals(0, value.getDouble());
        }
        assertArrayEquals(new double[6], scores.getGradient().toDoubleArray());
    }

    @Test
    void aPartInWhichNothingCountsHasNoShare() {
        AbstractLoss loss = CrossEntropyLoss.builder().optIgnoreIndex(0).build();
        NDList scores = new NDList(manager.ones(new Shape(2, 3)));

        NDArray share = loss.evaluate(new NDList(manager.zeros(new Shape(2))), scores, 12);

        assertEquals(0, share.getFloat());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void aDivisorThatIsNoneIsRefused(double divisor) {
        Sample sample = Sample.NLL;

        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                sample.loss()
                                        .evaluate(
                                                labelList(sample),
                                                predictionList(sample),
                                                divisor));

        assertTrue(e.getMessage().contains("the divisor is " + divisor), e::getMessage);
    }

    // ---- helpers

    private static GradientCollector collector() {
        return Engine.getInstance().newGradientCollector();
    }

    /** Counts what a manager holds: arrays, and managers below it. */
    private static int held(NDManager manager) {
        try {
            Field resources = BaseNDManager.class.getDeclaredField("resources");
            resources.setAccessible(true);
            return ((Map<?, ?>) resources.get(manager)).size();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double[][] labels(Sample sample) {
        return sample.labels(ROWS, SEED);
    }

    private NDList labelList(Sample sample) {
        return new NDList(sample.labelArray(manager, labels(sample)));
    }

    private NDList predictions(Sample sample, DataType type) {
        return new NDList(sample.predictionArray(manager, type, sample.predictions(ROWS, SEED)));
    }

    private NDList predictionList(Sample sample) {
        return predictions(sample, DataType.FLOAT64);
    }

    private NDList part(Sample sample, int from, int size) {
        return part(predictionList(sample), from, size);
    }

    private static NDList part(NDList list, int from, int size) {
        NDArray array = list.head();
        if (size > 0) {
            return new NDList(array.get(from + ":" + (from + size)));
        }
        Shape empty = Shape.update(array.getShape(), 0, 0);
        return new NDList(array.getManager().zeros(empty, array.getDataType()));
    }

    /** Returns the mean loss of some rows. */
    private static double truth(Sample sample, int from, int to) {
        return sample.truth(
                Reduction.MEAN,
                Arrays.copyOfRange(sample.predictions(ROWS, SEED), from, to),
                Arrays.copyOfRange(labels(sample), from, to));
    }

    /** Returns the shape of example weights. */
    private static long[] weightShape(Sample sample) {
        boolean elementwise = sample == Sample.BCE || sample == Sample.BCE_WITH_LOGITS;
        return elementwise ? new long[] {ROWS, Sample.CLASSES} : new long[] {ROWS};
    }

    private NDArray gradient(
            BiFunction<NDList, NDList, NDArray> loss, Sample sample, NDArray prediction) {
        NDArray leaf = prediction.stopGradient();
        leaf.setRequiresGradient(true);
        try (GradientCollector collector = collector()) {
            collector.backward(loss.apply(labelList(sample), new NDList(leaf)));
        }
        return leaf.getGradient();
    }

    private static double[][] rows(NDList predictions) {
        double[] numbers = doubles(predictions.head());
        double[][] rows = new double[numbers.length / Sample.CLASSES][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(numbers, i * Sample.CLASSES, (i + 1) * Sample.CLASSES);
        }
        return rows;
    }

    private static double number(NDArray scalar) {
        return doubles(scalar)[0];
    }

    private static double[] doubles(NDArray array) {
        return array.toType(DataType.FLOAT64, true).toDoubleArray();
    }

    private static byte[] bits(NDArray array) {
        ByteBuffer buffer = array.toByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Returns a few units in the last place. */
    private static double precision(DataType type) {
        return switch (type) {
            case FLOAT16 -> 1e-3;
            case FLOAT32 -> 3e-7;
            default -> 1e-14;
        };
    }
}
