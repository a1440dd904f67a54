package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.embedding.CosineEmbeddingLoss;
import io.github.djllosses.regression.GaussianNllLoss;
import io.github.djllosses.regression.HuberLoss;
import io.github.djllosses.regression.L1Loss;
import io.github.djllosses.regression.LogCoshLoss;
import io.github.djllosses.regression.MseLoss;
import io.github.djllosses.regression.PoissonNllLoss;
import io.github.djllosses.regression.QuantileLoss;
import io.github.djllosses.regression.SmoothL1Loss;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Losses of numbers that are special cases of each other, and numbers that used to lose digits. */
class RegressionTest {

    private static final double[] X = {-3, -0.5, 0, 0.25, 1.5, 7, 100, 1e-9};
    private static final double[] Y = {2, -0.75, 0, 1, 1.25, -1, 1, 0};

    /** Two roundings of float64. */
    private static final double NEAR = 4e-16;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void huberOfAWideDeltaIsHalfOfMse() {
        assertNear(half(of(new MseLoss())), of(HuberLoss.builder().optDelta(1e6f).build()));
    }

    @Test
    void smoothL1IsHuberDividedByBeta() {
        double[] huber = of(HuberLoss.builder().optDelta(0.25f).build());

        assertNear(
                Arrays.stream(huber).map(number -> number / 0.25).toArray(),
                of(SmoothL1Loss.builder().optBeta(0.25f).build()));
    }

    @Test
    void smoothL1OfBetaZeroIsL1() {
        assertNear(of(new L1Loss()), of(SmoothL1Loss.builder().optBeta(0).build()));
    }

    /** The double of the error is beyond float32, the loss is not. */
    /** torch 2.13, float32: value 1 and slope 1 for both; 8192 slopes of d / beta, averaged. */
    @Test
    void betasAtTheEndsOfTheRangeKeepTheSlope() {
        for (float beta : new float[] {7 * Float.MIN_VALUE, Float.MIN_VALUE}) {
            AbstractLoss loss = SmoothL1Loss.builder().optBeta(beta).build();
            Outcome outcome = Outcome.evaluated(loss, m -> pair(m, 1, 1f));
            assertEquals(1, outcome.result()[0]);
            assertEquals(1, outcome.gradient()[0]);
        }
        AbstractLoss wide = SmoothL1Loss.builder().optBeta(1e38f).build();
        Outcome outcome = Outcome.evaluated(wide, m -> pair(m, 8192, 1e20f));
        assertEquals(1e-18, 8192 * outcome.gradient()[0], 1e-24);
    }

    private static NDList[] pair(NDManager m, int size, float error) {
        NDArray predictions = m.full(new Shape(size), error);
        return new NDList[] {new NDList(predictions.zerosLike()), new NDList(predictions)};
    }

    @Test
    void largeErrorsDoNotOverflow() {
        NDList x = new NDList(manager.create(new float[] {2e38f}));
        NDList zero = new NDList(manager.create(new float[] {0}));

        assertEquals(2e38f, new HuberLoss().evaluate(zero, x).getFloat());
        assertEquals(2e38f, new SmoothL1Loss().evaluate(zero, x).getFloat());
    }

    @Test
    void theMedianIsHalfOfL1() {
        assertNear(half(of(new L1Loss())), of(new QuantileLoss()));
    }

    @Test
    void gaussiansOfVarianceOneAreHalfOfMse() {
        double[] ones = DoubleStream.generate(() -> 1).limit(X.length).toArray();
        NDArray variance = array(DataType.FLOAT64, ones);

        assertNear(half(of(new MseLoss())), of(new GaussianNllLoss(), Y, variance));
    }

    @Test
    void fullPoissonAddsStirling() {
        double[] counts = {0, 1, 2, 3, 5, 10, 100, 1};
        double[] plain = of(new PoissonNllLoss(), counts);
        double[] full = of(PoissonNllLoss.builder().optFull(true).build(), counts);

        for (int i = 0; i < plain.length; i++) {
            double n = i < counts.length ? counts[i] : 0;
            double stirling = n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2;
            double expected = plain[i] + (n > 1 ? stirling : 0);
            assertEquals(expected, full[i], NEAR * Math.abs(expected));
        }
    }

    /** Beyond 20 and below 1e-4 the next term of the series is less than a rounding. */
    @Test
    void logCoshIsHalfASquareNearZeroAndAnAbsoluteErrorFarFromIt() {
        NDArray zero = array(DataType.FLOAT64, 0, 0, 0, 0);
        NDArray x = array(DataType.FLOAT64, 1e-5, -1e-8, 20, -1e6);

        double log2 = Math.log(2);
        double[] values = {0.5e-10 - 1e-20 / 12, 0.5e-16, 20 - log2, 1e6 - log2};
        double[] slopes = {1e-5 - 1e-15 / 3, -1e-8, 1, -1};
        assertNear(
                DoubleStream.concat(Arrays.stream(values), Arrays.stream(slopes)).toArray(),
                of(new LogCoshLoss(), zero, x));
    }

    @Test
    void oneQuantileOfADifferenceIsTheOtherOfItsNegative() {
        NDArray x = array(DataType.FLOAT64, X);
        NDArray y = array(DataType.FLOAT64, Y);
        double[] low = of(QuantileLoss.builder().optQuantile(0.25f).build(), y, x);
        double[] high = of(QuantileLoss.builder().optQuantile(0.75f).build(), y.neg(), x.neg());
        for (int i = X.length; i < low.length; i++) {
            high[i] = -high[i];
        }

        assertNear(low, high);
    }

    @Test
    void poissonOfALogarithmIsPoissonOfTheRate() {
        double[] logarithms = {-3, -0.5, 0, 0.25, 1.5, 7};
        double[] counts = {0, 1, 2, 3, 5, 1000};
        NDArray rates = array(DataType.FLOAT64, logarithms).exp();
        AbstractLoss ofRates =
                PoissonNllLoss.builder().optLogInput(false).optEpsilon(Float.MIN_NORMAL).build();
        NDArray label = array(DataType.FLOAT64, counts);
        double[] expected = of(ofRates, label, rates);
        for (int i = 0; i < counts.length; i++) {
            // by the chain rule, for rate = exp(logarithm)
            expected[counts.length + i] *= rates.getDouble(i);
        }

        double[] found = of(new PoissonNllLoss(), label, array(DataType.FLOAT64, logarithms));
        assertArrayEquals(expected, found, 1e-12);
    }

    @Test
    void aSmallQuantileKeepsTheDigitsOfItsGradient() {
        NDArray x = array(DataType.FLOAT32, -1, 1);
        AbstractLoss loss = QuantileLoss.builder().optQuantile(1e-9f).build();

        // too low costs the quantile, too high the rest
        double[] expected = {1e-9f, 1, -1e-9f, 1};
        assertArrayEquals(expected, of(loss, array(DataType.FLOAT32, 0, 0), x), 0);
    }

    @Test
    void cosinesOfLargeVectorsDoNotOverflow() {
        NDArray x1 = array(DataType.FLOAT32, 1e18, 1e18);
        NDArray x2 = array(DataType.FLOAT32, 1e18, 0);

        // by hand: the angle is 45 degrees, and the slope by x1 is across it, sqrt(1/8) / 1e18
        double[] found = of(new CosineEmbeddingLoss(), manager.create(1f), x1, x2);
        assertEquals(1 - Math.sqrt(0.5), found[0], 1e-7);
        assertEquals(-0.353553e-18, found[1], 1e-24);
        assertEquals(0.353553e-18, found[2], 1e-24);
    }

    /** Returns the values at X and Y, then their derivatives. */
    private double[] of(AbstractLoss loss) {
        return of(loss, Y);
    }

    private double[] of(AbstractLoss loss, double[] labels, NDArray... more) {
        NDList predictions = new NDList(array(DataType.FLOAT64, X)).addAll(new NDList(more));
        return of(loss, array(DataType.FLOAT64, labels), predictions.toArray(new NDArray[0]));
    }

    /** Returns the values, then their derivatives by the first prediction. */
    private static double[] of(AbstractLoss loss, NDArray label, NDArray... predictions) {
        NDArray x = predictions[0];
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray values = loss.pointwise(new NDList(label), new NDList(predictions)).values();
            collector.backward(values.sum());
            return DoubleStream.concat(
                            Arrays.stream(Numbers.toDoubles(values)),
                            Arrays.stream(Numbers.toDoubles(x.getGradient())))
                    .toArray();
        }
    }

    private NDArray array(DataType type, double... numbers) {
        return Catalogue.array(manager, type, new Shape(numbers.length), numbers);
    }

    private static double[] half(double... numbers) {
        return Arrays.stream(numbers).map(number -> number / 2).toArray();
    }

    private static void assertNear(double[] expected, double... actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], NEAR * Math.abs(expected[i]), "number " + i);
        }
    }
}
