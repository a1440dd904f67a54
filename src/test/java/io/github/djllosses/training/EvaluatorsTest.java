package io.github.djllosses.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Reduction;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What evaluators say, and that it is the same however an epoch was cut into batches. */
class EvaluatorsTest {

    private static final String KEY = "epoch";
    private static final Encoding PROBABILITIES = Encoding.PROBABILITIES;

    private final NDManager manager = NDManager.newBaseManager();

    /** Probabilities of 0.25, 0.5 and 0.125 for the labels 0, 1 and 1. */
    private final NDArray p =
            manager.create(new float[] {0.25f, 0.75f, 0.5f, 0.5f, 0.875f, 0.125f}, new Shape(3, 2));

    private final NDArray labels = manager.create(new int[] {0, 1, 1});

    @AfterEach
    void close() {
        manager.close();
    }

    private static CrossEntropyLoss.Builder crossEntropy() {
        return CrossEntropyLoss.builder().optPredictionEncoding(PROBABILITIES);
    }

    private double result(ExactEvaluator evaluator, NDArray... labelsAndWeights) {
        evaluator.addAccumulator(KEY);
        evaluator.updateAccumulator(KEY, new NDList(labelsAndWeights), new NDList(p));
        return evaluator.result(KEY);
    }

    @Test
    void perplexityIsTheGeometricMeanOfInverseProbabilities() {
        // by hand: (4 * 2 * 8)^(1/3)
        assertEquals(4, result(new Perplexity(crossEntropy().build()), labels), 1e-6);
    }

    @Test
    void bitsPerSymbolIsTheMeanNumberOfBits() {
        // by hand: (2 + 1 + 3) / 3
        assertEquals(2, result(new BitsPerSymbol(crossEntropy().build()), labels), 1e-6);
    }

    @Test
    void theReductionOfTheLossDoesNotMatter() {
        CrossEntropyLoss sum = crossEntropy().optReduction(Reduction.SUM).build();
        assertEquals(4, result(new Perplexity(sum), labels), 1e-6);
    }

    @Test
    void whatIsIgnoredOrWeighsNothingDoesNotCount() {
        CrossEntropyLoss loss = crossEntropy().optIgnoreIndex(0).build();
        assertEquals(2, result(new BitsPerSymbol(loss), labels), 1e-6);
        NDArray weights = manager.create(new float[] {1, 1, 0});
        assertEquals(1.5, result(new BitsPerSymbol(crossEntropy().build()), labels, weights), 1e-6);
    }

    @Test
    void everyClassHasItsMean() {
        PerClassLoss perClass = new PerClassLoss(crossEntropy().build());
        // by hand: log 4 of class 0; log 2 and log 8 of class 1
        double expected = 2 * Math.log(2);
        assertEquals(expected, result(perClass, labels), 1e-6);
        assertArrayEquals(new double[] {expected, expected}, perClass.means(KEY), 1e-6);

        perClass.resetAccumulator(KEY);
        assertArrayEquals(new double[0], perClass.means(KEY));
        result(
                perClass,
                manager.create(new float[] {1, 1, 1}),
                manager.create(new float[] {2, 1, 0}));
        assertEquals(Double.NaN, perClass.means(KEY)[0]);
        // by hand: (2 log(4/3) + log 2) / 3
        assertEquals(0.42284, perClass.means(KEY)[1], 1e-5);
    }

    @Test
    void calibrationErrorIsTheMeanGapOfTheBins() {
        ExpectedCalibrationError calibration =
                ExpectedCalibrationError.builder()
                        .optBins(4)
                        .optPredictionEncoding(PROBABILITIES)
                        .build();
        // by hand: confidences 0.75 and 0.5 in bins 3 and 2, neither right (of equal ones the first
        // counts), 0.875 in bin 4, wrong
        assertEquals((0.75 + 0.5 + 0.875) / 3, result(calibration, labels), 1e-12);
        List<ExpectedCalibrationError.Bin> bins = calibration.bins(KEY);
        assertEquals(new ExpectedCalibrationError.Bin(0, 0.25, 0, 0, 0), bins.get(0));
        assertEquals(new ExpectedCalibrationError.Bin(0.25, 0.5, 1, 0.5, 0), bins.get(1));
        assertEquals(new ExpectedCalibrationError.Bin(0.5, 0.75, 1, 0.75, 0), bins.get(2));
        assertEquals(new ExpectedCalibrationError.Bin(0.75, 1, 1, 0.875, 0), bins.get(3));
    }

    @Test
    void inOneBinOverAndUnderconfidenceBalance() {
        ExpectedCalibrationError calibration =
                ExpectedCalibrationError.builder()
                        .optBins(1)
                        .optPredictionEncoding(PROBABILITIES)
                        .build();
        NDArray right = manager.create(new int[] {1, 0, 1});
        // by hand: |2/3 - (0.75 + 0.5 + 0.875) / 3|
        assertEquals(0.125 / 3, result(calibration, right), 1e-12);
        NDArray weights = manager.create(new float[] {3, 1, 0});
        // by hand: |1 - (3 * 0.75 + 0.5) / 4|
        assertEquals(1.25 / 4, result(calibration, right, weights), 1e-12);
    }

    @Test
    void calibrationReadsLogitsAlongAnyAxisAndIgnoresLabels() {
        ExpectedCalibrationError calibration =
                ExpectedCalibrationError.builder().optClassAxis(0).optIgnoreIndex(7).build();
        calibration.addAccumulator(KEY);
        NDArray logits =
                manager.create(
                        new float[] {0, 9, Float.NaN, (float) Math.log(3), 0, 1}, new Shape(2, 3));
        calibration.updateAccumulator(
                KEY, new NDList(manager.create(new long[] {1, 0, 7})), new NDList(logits));
        // by hand: confidences 3/4 and 1 / (1 + e^-9), both right
        double expected = (0.25 + 1 / (1 + Math.exp(9))) / 2;
        assertEquals(expected, calibration.result(KEY), 1e-7);
    }

    static Stream<ExactEvaluator> evaluators() {
        return Stream.of(
                new Perplexity(),
                new BitsPerSymbol(),
                new PerClassLoss(),
                new ExpectedCalibrationError());
    }

    @ParameterizedTest
    @MethodSource("evaluators")
    void batchesDoNotMatterAndThreadsNeither(ExactEvaluator evaluator) {
        int rows = 240;
        NDArray logits = manager.randomNormal(new Shape(rows, 4));
        NDArray classes = manager.arange(rows).mod(4);
        float whole = evaluator.evaluate(new NDList(classes), new NDList(logits)).getFloat();
        evaluator.addAccumulator(KEY);
        evaluator.addAccumulator("other");
        assertEquals(Double.NaN, evaluator.result(KEY));
        IntStream.range(0, 24)
                .parallel()
                .forEach(
                        i -> {
                            // batches of 1 and of 19
                            int from = 20 * (i / 2) + i % 2;
                            int to = i % 2 == 0 ? from + 1 : from + 19;
                            NDIndex part = new NDIndex("{}:{}", from, to);
                            evaluator.updateAccumulators(
                                    new String[] {KEY, "other"},
                                    new NDList(classes.get(part)),
                                    new NDList(logits.get(part)));
                        });
        assertEquals(whole, evaluator.result(KEY), 1e-6);
        assertEquals((float) evaluator.result(KEY), evaluator.getAccumulator("other"));
        evaluator.resetAccumulator(KEY);
        assertEquals(Float.NaN, evaluator.getAccumulator(KEY));
    }

    @ParameterizedTest
    @MethodSource("evaluators")
    void nothingStaysOnTheManagers(ExactEvaluator evaluator) {
        evaluator.addAccumulator(KEY);
        int before = manager.getManagedArrays().size();
        evaluator.updateAccumulator(KEY, new NDList(labels), new NDList(p));
        assertEquals(before, manager.getManagedArrays().size());
        NDArray value = evaluator.evaluate(new NDList(labels), new NDList(p));
        assertSame(manager, value.getManager());
        assertTrue(value.getShape().isScalar());
    }

    @ParameterizedTest
    @MethodSource("evaluators")
    void anEmptyBatchChangesNothing(ExactEvaluator evaluator) {
        evaluator.addAccumulator(KEY);
        NDList nothing = new NDList(manager.create(new Shape(0, 2)));
        evaluator.updateAccumulator(KEY, new NDList(manager.create(new Shape(0))), nothing);
        double alone = evaluator.evaluate(new NDList(labels), new NDList(p)).getFloat();
        evaluator.updateAccumulator(KEY, new NDList(labels), new NDList(p));
        assertEquals(alone, evaluator.result(KEY), 1e-6);
    }

    @ParameterizedTest
    @MethodSource("evaluators")
    void whatDoesNotFitIsAnErrorThatNamesIt(ExactEvaluator evaluator) {
        NDList two = new NDList(manager.create(new int[] {0, 1}));
        assertMessage("labels[0] (2)", () -> evaluator.evaluate(two, new NDList(p)));
        NDList five = new NDList(manager.create(new int[] {0, 1, 5}));
        assertMessage("labels[0] (3) at (2) is 5", () -> evaluator.evaluate(five, new NDList(p)));
        assertMessage("predictions", () -> evaluator.evaluate(two, new NDList()));
        assertMessage(
                evaluator.getName() + ": no accumulator \"none\"",
                () -> evaluator.updateAccumulator("none", two, new NDList(p)));
    }

    @Test
    void distributionsAreNoClassIndices() {
        NDList same = new NDList(p);
        assertMessage(
                "ExpectedCalibrationError: labels[0] (3, 2)",
                () -> new ExpectedCalibrationError().evaluate(same, same));
        assertMessage(
                "PerClassLoss: labels[0] (3, 2)",
                () -> new PerClassLoss(crossEntropy().build()).evaluate(same, same));
    }

    @Test
    void numbersOfClassesMustNotChange() {
        PerClassLoss perClass = new PerClassLoss();
        result(perClass, labels);
        NDList three = new NDList(manager.zeros(new Shape(1, 3)));
        assertMessage(
                "PerClassLoss: this batch has 3 classes, the ones before had 2",
                () ->
                        perClass.updateAccumulator(
                                KEY, new NDList(manager.create(new int[] {0})), three));
    }

    @Test
    void logitsAreNoProbabilities() {
        ExpectedCalibrationError calibration =
                ExpectedCalibrationError.builder().optPredictionEncoding(PROBABILITIES).build();
        NDList logits = new NDList(manager.create(new float[] {4, 1}, new Shape(1, 2)));
        assertMessage(
                "set optPredictionEncoding",
                () -> calibration.evaluate(new NDList(manager.create(new int[] {0})), logits));
        assertMessage(
                "bins is 0, expected 1 or more",
                () -> ExpectedCalibrationError.builder().optBins(0));
    }

    private static void assertMessage(String part, Runnable code) {
        String message = assertThrows(IllegalArgumentException.class, code::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
