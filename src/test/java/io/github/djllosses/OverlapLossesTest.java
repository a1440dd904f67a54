package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.segmentation.DiceLoss;
import io.github.djllosses.segmentation.JaccardLoss;
import io.github.djllosses.segmentation.TverskyLoss;
import io.github.djllosses.training.GradientCheck;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses of overlaps: what they are by hand, and what they are of each other. */
class OverlapLossesTest {

    private static final Shape IMAGES = new Shape(3, 2, 2, 3);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray logits() {
        return manager.create(new Random(1).doubles(36, -3, 3).toArray(), IMAGES);
    }

    private NDArray labels() {
        return manager.create(new Random(2).longs(12, 0, 3).toArray(), IMAGES.slice(0, 3));
    }

    private static TverskyLoss tversky(float alpha, float beta, float gamma) {
        return TverskyLoss.builder().optAlpha(alpha).optBeta(beta).optGamma(gamma).build();
    }

    /** By hand: of class 0, TP = 1.25, FP = 0.5, FN = 0.75; class 1 mirrors it. */
    @Test
    void theLossIsOneMinusTheOverlap() {
        double[] p = {0.75, 0.25, 0.5, 0.5, 0.5, 0.5};
        NDList predictions = new NDList(manager.create(p, new Shape(1, 3, 2)));
        NDList labels = new NDList(manager.create(new long[] {0, 0, 1}, new Shape(1, 3)));
        AbstractLoss dice =
                DiceLoss.builder().optPredictionEncoding(Encoding.PROBABILITIES).build();
        AbstractLoss jaccard =
                JaccardLoss.builder()
                        .optPredictionEncoding(Encoding.PROBABILITIES)
                        .optSmooth(0)
                        .build();
        AbstractLoss tversky =
                TverskyLoss.builder()
                        .optPredictionEncoding(Encoding.PROBABILITIES)
                        .optAlpha(0.25f)
                        .optBeta(0.75f)
                        .build();

        assertArrayEquals(
                new double[] {1 - 2.25 / 2.9375, 1 - 1.5 / 2.0625},
                tversky.pointwise(labels, predictions).values().toDoubleArray(),
                1e-15);
        assertArrayEquals(
                new double[] {1 - 2.25 / 2.875, 1 - 1.5 / 2.125},
                dice.pointwise(labels, predictions).values().toDoubleArray(),
                1e-15);
        assertArrayEquals(
                new double[] {1 - 1.25 / 2.5, 1 - 0.5 / 1.75},
                jaccard.pointwise(labels, predictions).values().toDoubleArray(),
                1e-15);
    }

    @Test
    void diceAndJaccardAreTverskyWithEqualWeights() {
        NDList predictions = new NDList(logits());
        NDList labels = new NDList(labels());

        assertEquals(
                new DiceLoss().evaluate(labels, predictions).getDouble(),
                new TverskyLoss().evaluate(labels, predictions).getDouble());
        assertEquals(
                new JaccardLoss().evaluate(labels, predictions).getDouble(),
                tversky(1, 1, 1).evaluate(labels, predictions).getDouble());
    }

    @Test
    void gammaIsAPower() {
        NDList predictions = new NDList(logits());
        NDList labels = new NDList(labels());
        NDArray plain = tversky(0.3f, 0.7f, 1).pointwise(labels, predictions).values();
        NDArray focal = tversky(0.3f, 0.7f, 0.75f).pointwise(labels, predictions).values();

        assertArrayEquals(plain.pow(0.75).toDoubleArray(), focal.toDoubleArray(), 1e-15);
    }

    @Test
    void aPerfectOverlapIsZeroWithAFiniteGradient() {
        NDArray p = manager.create(new double[] {1, 0, 0, 1}, new Shape(1, 2, 2));
        NDArray t = p.duplicate();
        AbstractLoss loss =
                TverskyLoss.builder()
                        .optPredictionEncoding(Encoding.PROBABILITIES)
                        .optGamma(0.5f)
                        .build();
        Outcome outcome =
                Outcome.of(loss::evaluate, m -> new NDList[] {new NDList(t), new NDList(p)});

        assertEquals(0, outcome.result()[0]);
        assertArrayEquals(new double[4], outcome.gradient());
    }

    /** By hand: 2^-20 is missed of 2 elements, both as false negative and as false positive. */
    @Test
    void aNearlyPerfectOverlapKeepsItsDigits() {
        float e = 0x1p-20f;
        NDArray p = manager.create(new float[] {1 - e, e, 0, 1}, new Shape(1, 2, 2));
        NDArray t = manager.create(new long[] {0, 1}, new Shape(1, 2));
        AbstractLoss loss =
                DiceLoss.builder().optPredictionEncoding(Encoding.PROBABILITIES).build();
        float[] values = loss.pointwise(new NDList(t), new NDList(p)).values().toFloatArray();

        assertEquals(e / 2 / (2 - e / 2.0), values[0], 1e-7 * e);
        assertEquals(e / 2 / (2 + e / 2.0), values[1], 1e-7 * e);
    }

    static Stream<AbstractLoss> losses() {
        return Stream.of(
                new DiceLoss(),
                new JaccardLoss(),
                tversky(0.3f, 0.7f, 0.75f),
                DiceLoss.builder()
                        .optClassWeights(0.5f, 2, 1)
                        .optLabelSmoothing(0.2f)
                        .optSmooth(0)
                        .optReduction(Reduction.SUM)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theGradientIsTheDerivativeOfTheValue(AbstractLoss loss) {
        NDArray weights = manager.create(new Random(3).doubles(9, 0.5, 2).toArray());

        new GradientCheck()
                .check(loss, new NDList(labels(), weights.reshape(3, 3)), new NDList(logits()))
                .orThrow();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void partsWithTheDivisorOfTheWholeAddUpToTheWhole(AbstractLoss loss) {
        NDArray x = logits();
        NDArray y = labels();
        double divisor = loss.divisor(new NDList(y), new NDList(x));
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            String part = i + ":" + (i + 1);
            sum +=
                    loss.evaluate(new NDList(y.get(part)), new NDList(x.get(part)), divisor)
                            .getDouble();
        }

        NDArray values = loss.pointwise(new NDList(y), new NDList(x)).values();
        assertEquals(values.sum().getDouble() / divisor, sum, 1e-15);
    }

    /** The second of these elements is ignored, wherever it is and whatever it holds. */
    @Test
    void anIgnoredElementIsNotThere() {
        AbstractLoss loss = DiceLoss.builder().optIgnoreIndex(-100).build();
        NDArray kept = manager.create(new double[] {1, 0, -1, 2}, new Shape(1, 2, 2));
        NDArray y = manager.create(new long[] {0, 1}, new Shape(1, 2));
        NDArray poisoned =
                manager.create(new double[] {1, 0, Double.NaN, 5, -1, 2}, new Shape(1, 3, 2));
        NDArray ignoring = manager.create(new long[] {0, -100, 1}, new Shape(1, 3));
        Outcome expected =
                Outcome.of(loss::evaluate, m -> new NDList[] {new NDList(y), new NDList(kept)});
        Outcome actual =
                Outcome.of(
                        loss::evaluate,
                        m -> new NDList[] {new NDList(ignoring), new NDList(poisoned)});

        assertEquals(expected.result()[0], actual.result()[0], 1e-15);
        double[] g = actual.gradient();
        assertArrayEquals(expected.gradient(), new double[] {g[0], g[1], g[4], g[5]}, 1e-15);
        assertEquals(0, g[2]);
        assertEquals(0, g[3]);
    }

    @Test
    void anImageThatIsIgnoredOrWeighsNothingDoesNotCount() {
        AbstractLoss loss = DiceLoss.builder().optIgnoreIndex(-1).build();
        double[] numbers = Numbers.toDoubles(logits());
        double[] indices = Numbers.toDoubles(labels());
        NDList first = new NDList(manager.create(indices, IMAGES.slice(0, 3)).get("0:1"));
        double expected = loss.evaluate(first, new NDList(logits().get("0:1"))).getDouble();
        for (int i = 12; i < 36; i++) {
            numbers[i] = Double.NaN;
        }
        for (int i = 4; i < 12; i++) {
            // the second image is ignored, the third weighs nothing and holds what is no class
            indices[i] = i < 8 ? -1 : 77;
        }
        double[] weights = {1, 1, 1, 1, 1, 1, 0, 0, 0};
        NDList labels =
                new NDList(
                        manager.create(indices, IMAGES.slice(0, 3)),
                        manager.create(weights, new Shape(3, 3)));
        NDArray x = manager.create(numbers, IMAGES);
        Outcome outcome = Outcome.of(loss::evaluate, m -> new NDList[] {labels, new NDList(x)});

        assertEquals(3, loss.divisor(labels, new NDList(x)));
        assertEquals(expected, outcome.result()[0], 1e-15);
        for (int i = 12; i < 36; i++) {
            assertEquals(0, outcome.gradient()[i]);
        }
    }

    @Test
    void noImagesAndImagesWithoutElementsAreZero() {
        for (Shape shape : new Shape[] {new Shape(0, 2, 3), new Shape(2, 0, 3)}) {
            NDList x = new NDList(manager.zeros(shape));
            NDList y = new NDList(manager.zeros(shape.slice(0, 2), DataType.INT64));
            NDArray values = new DiceLoss().pointwise(y, x).values();

            assertEquals(new Shape(shape.get(0), 3), values.getShape());
            assertArrayEquals(new float[(int) values.size()], values.toFloatArray());
            assertEquals(0, new DiceLoss().evaluate(y, x).getFloat());
            assertEquals(0, new DiceLoss().divisor(y, x));
        }
    }

    @Test
    void theClassesMayLieAlongAxisOne() {
        NDList labels = new NDList(labels());
        AbstractLoss axis1 = JaccardLoss.builder().optClassAxis(1).build();

        assertArrayEquals(
                new JaccardLoss().pointwise(labels, new NDList(logits())).values().toDoubleArray(),
                axis1.pointwise(labels, new NDList(logits().transpose(0, 3, 1, 2)))
                        .values()
                        .toDoubleArray(),
                1e-15);
    }

    @Test
    void aSingleImageHasItsClassesAlongAxisZero() {
        AbstractLoss axis0 = DiceLoss.builder().optClassAxis(0).build();
        NDArray image = logits().get(1);
        NDArray label = labels().get(1);
        NDArray values =
                axis0.pointwise(new NDList(label), new NDList(image.transpose(2, 0, 1))).values();

        assertEquals(new Shape(3), values.getShape());
        assertArrayEquals(
                new DiceLoss()
                        .pointwise(new NDList(label.expandDims(0)), new NDList(image.expandDims(0)))
                        .values()
                        .toDoubleArray(),
                values.toDoubleArray(),
                1e-15);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        NDList x = new NDList(logits());
        Map<String, NDList> bad =
                Map.of(
                        "DiceLoss: the example weights labels[1] (3) must have the shape of"
                                + " values() (3, 3)",
                        new NDList(labels(), manager.ones(new Shape(3))),
                        "DiceLoss: the example weights labels[1] (3, 2, 2) must have the shape of"
                                + " values() (3, 3)",
                        new NDList(labels(), manager.ones(IMAGES.slice(0, 3))),
                        "DiceLoss: labels[0] (2, 2, 2) does not fit predictions[0] (3, 2, 2, 3)"
                                + " with classes along axis 3",
                        new NDList(labels().get("0:2")),
                        "DiceLoss: labels[0] (3, 2, 2) at (1, 1, 0) is 3, outside [0, 3)",
                        new NDList(labels().add(1)));
        bad.forEach(
                (problem, labels) -> {
                    IllegalArgumentException error =
                            assertThrows(
                                    IllegalArgumentException.class,
                                    () -> new DiceLoss().evaluate(labels, x));
                    assertTrue(error.getMessage().startsWith(problem), error.getMessage());
                });
        AbstractLoss two = DiceLoss.builder().optClassWeights(1, 2).build();
        assertThrows(IllegalArgumentException.class, () -> two.evaluate(new NDList(labels()), x));
    }

    /** A softmax of one class is 1 whatever the logit, so that nothing is learnt. */
    @Test
    void theLogitsOfOneClassAreRefused() {
        NDList x = new NDList(manager.ones(new Shape(1, 4, 1)));
        NDList t = new NDList(manager.zeros(new Shape(1, 4)));

        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> new DiceLoss().evaluate(t, x));
        assertTrue(error.getMessage().contains("has one class along axis"), error.getMessage());
    }

    @Test
    void whatIsNoProbabilityIsRefused() {
        AbstractLoss dice =
                DiceLoss.builder().optPredictionEncoding(Encoding.PROBABILITIES).build();
        NDList t = new NDList(manager.zeros(new Shape(1, 1)));
        NDList x = new NDList(manager.create(new float[] {5, -4}, new Shape(1, 1, 2)));

        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> dice.evaluate(t, x));
        assertTrue(error.getMessage().contains("from -4.0 to 5.0"), error.getMessage());
    }

    @Test
    void badOptionsAreRefused() {
        TverskyLoss.Builder builder = TverskyLoss.builder();
        for (float bad : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> builder.optAlpha(bad));
            assertThrows(IllegalArgumentException.class, () -> builder.optBeta(bad));
            assertThrows(IllegalArgumentException.class, () -> builder.optGamma(bad));
            assertThrows(IllegalArgumentException.class, () -> builder.optSmooth(bad));
        }
        assertThrows(IllegalArgumentException.class, () -> builder.optGamma(0));
        TverskyLoss.Builder zeros = TverskyLoss.builder().optAlpha(0).optBeta(0);
        assertThrows(IllegalArgumentException.class, zeros::build);
        assertEquals(
                "TverskyLoss(alpha=0.3, gamma=0.75, smooth=2.0)",
                TverskyLoss.builder()
                        .optAlpha(0.3f)
                        .optGamma(0.75f)
                        .optSmooth(2)
                        .build()
                        .toString());
    }
}
