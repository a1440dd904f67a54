package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.LinearCrossEntropyLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loss of a linear layer is the loss of its logits, cut into chunks of any size. */
class LinearCrossEntropyLossTest {

    private static final int ROWS = 7;
    private static final int WIDTH = 3;
    private static final int CLASSES = 5;
    private static final float[] CLASS_WEIGHTS = {1, 2, 0.5f, 0, 3};

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Numbers of torch 2.13: F.cross_entropy(h @ W.T + b, ...) with the options below, float64. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void agreesWithPyTorch(int chunk) {
        NDArray hidden = array(4, 3, 0.5, -1, 2, 1.5, 0.25, -0.75, -2, 1, 0, 0.1, 0.2, 0.3);
        NDArray weight =
                array(
                        5, 3, 1, -0.5, 0.25, 0.3, 0.7, -1.1, -0.4, 0, 0.9, 0.6, -0.8, 0.2, 0, 1,
                        -0.3);
        NDArray bias = manager.create(new double[] {0.1, -0.2, 0.3, 0, -0.05});
        NDList labels = new NDList(manager.create(new long[] {2, 0, 1, 4}));
        AbstractLoss loss =
                LinearCrossEntropyLoss.builder()
                        .optClassWeights(1, 2, 0.5f, 1.5f, 3)
                        .optIgnoreIndex(1)
                        .optLabelSmoothing(0.1f)
                        .optChunkSize(chunk)
                        .build();

        NDList predictions = new NDList(hidden, weight, bias);
        List<double[]> result = lossAndGradients(predictions, x -> loss.evaluate(labels, x));

        double tolerance = 1e-8; // the smoothing of 0.1f is not that of 0.1
        assertEquals(1.5546116796207965, result.get(0)[0], tolerance);
        assertArrayEquals(
                new double[] {
                    0.07105648056037987,
                    -0.060317730250706275,
                    -0.014096509202154531,
                    -0.08843941431723795,
                    0.10496164918941078,
                    -0.0999427710467614,
                    0,
                    0,
                    0,
                    0.13675296351052027,
                    -0.5909349724073379,
                    0.29502516123055594
                },
                result.get(1),
                tolerance);
        assertArrayEquals(
                new double[] {
                    -0.15626553664450485, -0.0417506236176398, 0.206119061137412,
                    0.10413105507994988, 0.03937485244544658, -0.046539682869199954,
                    0.004662259635012857, 0.08639775103953311, -0.041142391652392196,
                    0.07239256521651674, -0.0021974552296104184, 0.06809049662372568,
                    -0.024920343286974695, -0.08182452463772946, -0.1865274832395455
                },
                result.get(2),
                tolerance);
        assertArrayEquals(
                new double[] {
                    0.04201149662898174,
                    0.12925146584299083,
                    0.1494314039349609,
                    0.1639260915762793,
                    -0.48462045798321274
                },
                result.get(3),
                tolerance);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, false, false", "2, 0.2, false, false", "7, 0, true, false", "3, 0.2, true, true",
        "4, 0, false, true", "50, 1, true, true", "6, 0.2, false, true", "5, 0, true, true"
    })
    void isTheLossOfTheLogits(int chunk, float smoothing, boolean weighted, boolean biased) {
        for (Reduction reduction : Reduction.values()) {
            LinearCrossEntropyLoss.Builder ours =
                    LinearCrossEntropyLoss.builder()
                            .optChunkSize(chunk)
                            .optLabelSmoothing(smoothing)
                            .optReduction(reduction)
                            .optWeight(1.5f);
            CrossEntropyLoss.Builder plain =
                    CrossEntropyLoss.builder()
                            .optLabelSmoothing(smoothing)
                            .optReduction(reduction)
                            .optWeight(1.5f);
            if (weighted) {
                ours.optClassWeights(CLASS_WEIGHTS).optIgnoreIndex(2);
                plain.optClassWeights(CLASS_WEIGHTS).optIgnoreIndex(2);
            }
            for (NDList labels : labels()) {
                NDList predictions = predictions(biased);
                assertSame(
                        lossAndGradients(
                                predictions, x -> plain.build().evaluate(labels, logits(x))),
                        lossAndGradients(predictions, x -> ours.build().evaluate(labels, x)));
                assertSame(
                        lossAndGradients(
                                predictions, x -> plain.build().evaluate(labels, logits(x), 3)),
                        lossAndGradients(predictions, x -> ours.build().evaluate(labels, x, 3)));
                assertEquals(
                        plain.build().divisor(labels, logits(predictions)),
                        ours.build().divisor(labels, predictions));
            }
        }
    }

    @Test
    void takesAnyGradientFromAbove() {
        AbstractLoss ours = LinearCrossEntropyLoss.builder().optChunkSize(2).build();
        AbstractLoss plain = new CrossEntropyLoss();
        NDList labels = labels().get(0);
        UnaryOperator<NDArray> above = loss -> loss.mul(loss).add(loss.mul(0.37));

        assertSame(
                lossAndGradients(
                        predictions(true), x -> above.apply(plain.evaluate(labels, logits(x)))),
                lossAndGradients(predictions(true), x -> above.apply(ours.evaluate(labels, x))));
    }

    @Test
    void theValuesBeforeReductionAreThoseOfTheLogits() {
        AbstractLoss ours = LinearCrossEntropyLoss.builder().optChunkSize(2).build();
        NDList labels = labels().get(1);
        NDArray above = manager.arange(ROWS).toType(DataType.FLOAT64, false);

        assertSame(
                lossAndGradients(
                        predictions(true),
                        x ->
                                new CrossEntropyLoss()
                                        .pointwise(labels, logits(x))
                                        .values()
                                        .mul(above)
                                        .sum()),
                lossAndGradients(
                        predictions(true),
                        x -> ours.pointwise(labels, x).values().mul(above).sum()));
    }

    @Test
    void anIgnoredRowMayHoldNaN() {
        NDList predictions = predictions(true);
        double[] hidden = predictions.get(0).toDoubleArray();
        hidden[0] = Double.NaN;
        hidden[1] = Double.POSITIVE_INFINITY;
        NDList spoilt =
                new NDList(array(ROWS, WIDTH, hidden), predictions.get(1), predictions.get(2));
        NDList labels = new NDList(manager.create(new long[] {-100, 1, 2, 3, 4, 0, 1}));
        AbstractLoss loss = LinearCrossEntropyLoss.builder().optIgnoreIndex(-100).build();

        List<double[]> result = lossAndGradients(spoilt, x -> loss.evaluate(labels, x));

        for (double[] numbers : result) {
            for (double number : numbers) {
                assertTrue(Double.isFinite(number), "NaN came back");
            }
        }
        assertArrayEquals(
                new double[WIDTH], java.util.Arrays.copyOf(result.get(1), WIDTH), "gradient");
    }

    @Test
    void aSequenceIsRows() {
        NDList flat = predictions(false);
        NDArray states = flat.get(0).get("0:6");
        NDArray labels = manager.create(new long[] {0, 1, 2, 3, 4, 0});
        AbstractLoss loss = new LinearCrossEntropyLoss();

        double expected =
                loss.evaluate(new NDList(labels), new NDList(states, flat.get(1))).getDouble();
        double actual =
                loss.evaluate(
                                new NDList(labels.reshape(2, 3)),
                                new NDList(states.reshape(2, 3, WIDTH), flat.get(1)))
                        .getDouble();

        assertEquals(expected, actual);
    }

    @Test
    void refusesByName() {
        AbstractLoss loss = new LinearCrossEntropyLoss();
        NDArray hidden = manager.ones(new Shape(2, 3));
        NDList labels = new NDList(manager.create(new long[] {0, 1}));

        assertRefused(
                "predictions[1] (5, 4) must be hidden states (..., D) and a weight (C, D)",
                () -> loss.evaluate(labels, new NDList(hidden, manager.ones(new Shape(5, 4)))));
        assertRefused(
                "predictions[2] (4) must be a bias of shape (5)",
                () ->
                        loss.evaluate(
                                labels,
                                new NDList(
                                        hidden,
                                        manager.ones(new Shape(5, 3)),
                                        manager.ones(new Shape(4)))));
        assertRefused(
                "expected 2 (the input of the layer, its weight), and perhaps a bias",
                () -> loss.evaluate(labels, new NDList(hidden)));
        assertRefused(
                "labels[0] (3) does not fit the logits (2, 5)",
                () ->
                        loss.evaluate(
                                new NDList(manager.create(new long[] {0, 1, 2})),
                                new NDList(hidden, manager.ones(new Shape(5, 3)))));
        assertRefused("chunkSize is 0", () -> LinearCrossEntropyLoss.builder().optChunkSize(0));
        assertRefused(
                "classAxis is 1", () -> LinearCrossEntropyLoss.builder().optClassAxis(1).build());
    }

    private static void assertRefused(
            String message, org.junit.jupiter.api.function.Executable call) {
        IllegalArgumentException error = assertThrows(IllegalArgumentException.class, call);
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    /** Returns index labels, distributions, and either with example weights. */
    private List<NDList> labels() {
        NDArray indices = manager.create(new long[] {0, 1, 2, 3, 4, 2, 1});
        NDArray distributions = numbers(ROWS, CLASSES, 0.7).softmax(1);
        NDArray weights = manager.create(new float[] {1, 0, 2, 0.5f, 1, 3, 0});
        return List.of(
                new NDList(indices),
                new NDList(distributions),
                new NDList(indices, weights),
                new NDList(distributions, weights));
    }

    private NDList predictions(boolean biased) {
        NDList predictions = new NDList(numbers(ROWS, WIDTH, 1.3), numbers(CLASSES, WIDTH, 2.1));
        if (biased) {
            predictions.add(numbers(1, CLASSES, 0.4).reshape(CLASSES));
        }
        return predictions;
    }

    /** Returns numbers between -2 and 2 that follow no pattern a chunk could share. */
    private NDArray numbers(int rows, int columns, double phase) {
        double[] numbers = new double[rows * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 2 * Math.sin(phase + 1.7 * i * i);
        }
        return array(rows, columns, numbers);
    }

    private NDArray array(int rows, int columns, double... numbers) {
        return manager.create(numbers, new Shape(rows, columns));
    }

    private static NDList logits(NDList predictions) {
        NDArray product = predictions.get(0).matMul(predictions.get(1).transpose());
        return new NDList(predictions.size() > 2 ? product.add(predictions.get(2)) : product);
    }

    /** Returns the loss, then its gradients by each prediction. */
    private List<double[]> lossAndGradients(NDList predictions, Function<NDList, NDArray> loss) {
        NDList leaves = new NDList();
        for (NDArray prediction : predictions) {
            NDArray leaf = prediction.duplicate();
            leaf.setRequiresGradient(true);
            leaves.add(leaf);
        }
        List<double[]> result = new ArrayList<>();
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = loss.apply(leaves);
            collector.backward(value);
            result.add(value.toType(DataType.FLOAT64, false).toDoubleArray());
        }
        for (NDArray leaf : leaves) {
            result.add(leaf.getGradient().toDoubleArray());
        }
        return result;
    }

    private static void assertSame(List<double[]> expected, List<double[]> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), 1e-13, "array " + i);
        }
    }
}
