package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.divergence.Direction;
import io.github.djllosses.divergence.DivergenceBuilder;
import io.github.djllosses.divergence.HellingerLoss;
import io.github.djllosses.divergence.JeffreysLoss;
import io.github.djllosses.divergence.JensenShannonLoss;
import io.github.djllosses.divergence.KlDivergenceLoss;
import io.github.djllosses.divergence.RenyiDivergenceLoss;
import io.github.djllosses.divergence.TotalVariationLoss;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the divergences are related, near, far apart and where one of them is 0. */
class DivergenceLawTest {

    private static final int ROWS = 400;
    private static final int CLASSES = 4;
    private static final double ROUNDINGS = 1e-13;

    private final double[] a = new double[ROWS * CLASSES];
    private final double[] b = new double[ROWS * CLASSES];

    /** Pairs that differ by 1e-5 to 10, some of them far from uniform. */
    DivergenceLawTest() {
        Random random = new Random(31);
        for (int i = 0; i < a.length; i++) {
            int row = i / CLASSES;
            a[i] = (1 + row % 4) * random.nextGaussian();
            b[i] = a[i] + Math.pow(10, 1 - row % 7) * random.nextGaussian();
        }
    }

    @Test
    void jensenShannonIsSymmetricAndAtMostLog2() {
        double[] there = values(JensenShannonLoss.builder(), a, b);
        double[] back = values(JensenShannonLoss.builder(), b, a);

        assertNear(there, back);
        assertTrue(Arrays.stream(there).allMatch(js -> js > 0 && js <= Math.log(2)));
    }

    @ParameterizedTest
    @ValueSource(floats = {0.125f, 0.75f})
    void swappingTheSidesOfJensenShannonSwapsTheirWeights(float beta) {
        assertNear(
                values(JensenShannonLoss.builder().optBeta(beta), a, b),
                values(JensenShannonLoss.builder().optBeta(1 - beta), b, a));
    }

    @Test
    void jeffreysIsBothDivergencesOfKullbackAndLeibler() {
        double[] forward = kl(Direction.FORWARD);
        double[] reverse = kl(Direction.REVERSE);
        Arrays.setAll(forward, i -> forward[i] + reverse[i]);

        assertNear(forward, values(JeffreysLoss.builder(), a, b));
    }

    @Test
    void renyiOfOrderOneIsKullbackLeibler() {
        assertNear(kl(Direction.FORWARD), values(RenyiDivergenceLoss.builder().optAlpha(1), a, b));
    }

    @Test
    void renyiGrowsWithItsOrderAndPassesKullbackLeiblerAtOne() {
        double[] below = values(RenyiDivergenceLoss.builder().optAlpha(Math.nextDown(1f)), a, b);
        double[] above = values(RenyiDivergenceLoss.builder().optAlpha(Math.nextUp(1f)), a, b);
        double[] kl = kl(Direction.FORWARD);
        for (int i = 0; i < ROWS; i++) {
            assertTrue(below[i] <= kl[i] * (1 + ROUNDINGS), "row " + i);
            assertTrue(kl[i] <= above[i] * (1 + ROUNDINGS), "row " + i);
            // the orders are 1e-7 apart, and the divergence of some rows grows tenfold from 1 to 2
            assertEquals(kl[i], below[i], 1e-5 * kl[i], "row " + i);
            assertEquals(kl[i], above[i], 1e-5 * kl[i], "row " + i);
        }
    }

    /** {@code (1 - a) D_a(p, q) = a D_(1 - a)(q, p)}. */
    @ParameterizedTest
    @ValueSource(floats = {0.5f, 0.25f, 0.015625f})
    void swappingTheSidesOfRenyiMirrorsTheOrder(float alpha) {
        double[] there = values(RenyiDivergenceLoss.builder().optAlpha(alpha), a, b);
        double[] back = values(RenyiDivergenceLoss.builder().optAlpha(1 - alpha), b, a);
        Arrays.setAll(back, i -> back[i] * alpha / (1 - alpha));

        assertNear(there, back);
    }

    /** {@code H^2 <= TV <= H sqrt(2 - H^2)}, and Pinsker's {@code 2 TV^2 <= KL}. */
    @Test
    void totalVariationLiesBetweenFunctionsOfHellingerAndKullbackLeibler() {
        double[] squares = values(HellingerLoss.builder(), a, b);
        double[] roots = values(HellingerLoss.builder().optSquared(false), a, b);
        double[] tv = values(TotalVariationLoss.builder(), a, b);
        double[] kl = kl(Direction.FORWARD);
        for (int i = 0; i < ROWS; i++) {
            assertEquals(squares[i], roots[i] * roots[i], ROUNDINGS * squares[i], "row " + i);
            assertTrue(squares[i] <= tv[i] * (1 + ROUNDINGS), "row " + i);
            double most = roots[i] * Math.sqrt(2 - squares[i]);
            assertTrue(tv[i] <= most * (1 + ROUNDINGS), "row " + i);
            assertTrue(2 * tv[i] * tv[i] <= kl[i] * (1 + ROUNDINGS), "row " + i);
        }
    }

    /**
     * Two classes, sure of different ones by 120: {@code q_0 = e^-120} is 0 in float32. By hand,
     * with {@code e^-120 = 0} beside 1: J = 2 * 120, D_2.5 = 120 * 1.5 / 1.5, D_0.5 = -2 log(2
     * e^-60), and the gradient by the logits is that of sliding along {@code 120 = b_1 - b_0}.
     */
    @Test
    void whatUnderflowsInFloat32IsNotLost() {
        double log2 = Math.log(2);
        farApart(fromLogits(JeffreysLoss.builder()), 240, 1);
        farApart(fromLogits(RenyiDivergenceLoss.builder()).optAlpha(2.5f), 120, 1);
        farApart(fromLogits(RenyiDivergenceLoss.builder()), 120 - 2 * log2, 0.5);
        farApart(fromLogits(JensenShannonLoss.builder()), log2, 0);
        farApart(fromLogits(HellingerLoss.builder()), 1, 0);
        farApart(fromLogits(TotalVariationLoss.builder()), 1, 0);
    }

    private static void farApart(DivergenceBuilder<?> builder, double value, double gradient) {
        Outcome.Batch batch = batch(DataType.FLOAT32, new double[] {120, 0}, new double[] {0, 120});
        AbstractLoss loss = build(builder);

        Outcome pointwise = Outcome.pointwise(loss, batch);
        Outcome sum = Outcome.evaluated(loss, batch);

        double[] expected = {-gradient, gradient};
        assertArrayEquals(new double[] {value}, pointwise.result(), 1e-6 * value, loss.toString());
        assertArrayEquals(expected, pointwise.gradient(), 1e-5, loss.toString());
        assertArrayEquals(expected, sum.gradient(), 1e-5, loss.toString());
    }

    /**
     * A label that adds up to 0.9: the derivative by {@code log q_k} is {@code -p_k / 0.9}, as for
     * orders beside 1.
     */
    @Test
    void renyiOfOrderOneDividesByTheMassOfTheLabel() {
        Outcome.Batch batch =
                batch(
                        DataType.FLOAT64,
                        new double[] {0.5, 0.4},
                        new double[] {Math.log(0.5), Math.log(0.5)});

        Outcome outcome =
                Outcome.evaluated(build(RenyiDivergenceLoss.builder().optAlpha(1)), batch);

        assertArrayEquals(new double[] {-5 / 9.0, -4 / 9.0}, outcome.gradient(), 1e-15);
    }

    /** A prediction of 0 where the label is not: values by hand, gradients finite. */
    @Test
    void aPredictionOfZeroHasAFiniteGradientWhereTheValueIsFinite() {
        double jensenShannon =
                (0.5 * Math.log(2.0 / 3) + 0.5 * Math.log(2) + Math.log(4.0 / 3)) / 2;
        zero(JensenShannonLoss.builder(), jensenShannon);
        zero(HellingerLoss.builder(), 1 - Math.sqrt(0.5));
        zero(TotalVariationLoss.builder(), 0.5);
        zero(RenyiDivergenceLoss.builder(), Math.log(2));
    }

    private static void zero(DivergenceBuilder<?> builder, double value) {
        Outcome.Batch batch = batch(DataType.FLOAT32, new double[] {0.5, 0.5}, new double[] {1, 0});
        AbstractLoss loss = build(builder.optPredictionEncoding(Encoding.PROBABILITIES));

        Outcome outcome = Outcome.pointwise(loss, batch);

        assertEquals(value, outcome.result()[0], 1e-6 * value, loss.toString());
        assertTrue(
                Arrays.stream(outcome.gradient()).allMatch(Double::isFinite),
                () -> loss + ": " + Arrays.toString(outcome.gradient()));
    }

    /** By hand: KL = 0.1 log(1/3) + 0.2 log(2/3) + 0.7 log(7/4). */
    @ParameterizedTest
    @ValueSource(floats = {0.999f, 0.9999999f, 1, 1.0000001f, 1.001f})
    void roundedProbabilitiesKeepRenyiBesideOrderOne(float alpha) {
        double kl = 0.1 * Math.log(1 / 3.0) + 0.2 * Math.log(2 / 3.0) + 0.7 * Math.log(1.75);
        double[] p = {0.1, 0.2, 0.7};
        AbstractLoss loss =
                build(
                        RenyiDivergenceLoss.builder()
                                .optAlpha(alpha)
                                .optPredictionEncoding(Encoding.PROBABILITIES));

        Outcome apart = Outcome.pointwise(loss, batch(DataType.FLOAT32, p, 0.3, 0.3, 0.4));
        Outcome same = Outcome.pointwise(loss, batch(DataType.FLOAT32, p, p));

        assertEquals(kl, apart.result()[0], 0.2 * Math.abs(alpha - 1) + 1e-6 * kl);
        assertEquals(0, same.result()[0]);
    }

    /** Nothing in common: infinite, and no slope leads out. */
    @ParameterizedTest
    @EnumSource(Encoding.class)
    void anInfiniteRenyiHasNoGradient(Encoding encoding) {
        double[] q = {0, 1};
        if (encoding != Encoding.PROBABILITIES) {
            q = new double[] {Double.NEGATIVE_INFINITY, 0};
        }
        AbstractLoss loss = build(RenyiDivergenceLoss.builder().optPredictionEncoding(encoding));

        Outcome outcome = Outcome.pointwise(loss, batch(DataType.FLOAT64, new double[] {1, 0}, q));

        assertEquals(Double.POSITIVE_INFINITY, outcome.result()[0]);
        assertArrayEquals(new double[2], outcome.gradient(), 0.0);
    }

    @Test
    void whatIsNaNHasNoSlopeByTotalVariation() {
        AbstractLoss loss =
                build(TotalVariationLoss.builder().optPredictionEncoding(Encoding.PROBABILITIES));
        double[] label = {0.5, 0.5};

        Outcome outcome = Outcome.evaluated(loss, batch(DataType.FLOAT64, label, Double.NaN, 1));

        assertTrue(Double.isNaN(outcome.gradient()[0]));
    }

    private double[] kl(Direction direction) {
        return values(KlDivergenceLoss.builder().optDirection(direction), a, b);
    }

    private static double[] values(DivergenceBuilder<?> builder, double[] label, double... x) {
        AbstractLoss loss = build(fromLogits(builder));
        return Outcome.pointwise(loss, batch(DataType.FLOAT64, label, x)).result();
    }

    private static <B extends DivergenceBuilder<?>> B fromLogits(B builder) {
        builder.optPredictionEncoding(Encoding.LOGITS).optLabelEncoding(Encoding.LOGITS);
        return builder;
    }

    private static AbstractLoss build(DivergenceBuilder<?> builder) {
        builder.optReduction(Reduction.SUM);
        try {
            return (AbstractLoss) builder.getClass().getMethod("build").invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome.Batch batch(DataType type, double[] label, double... prediction) {
        return manager ->
                new NDList[] {list(manager, type, label), list(manager, type, prediction)};
    }

    private static NDList list(NDManager manager, DataType type, double... numbers) {
        int classes = Math.min(CLASSES, numbers.length);
        Shape shape = new Shape(numbers.length / classes, classes);
        return new NDList(manager.create(numbers, shape).toType(type, false));
    }

    private static void assertNear(double[] expected, double... actual) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], ROUNDINGS * expected[i], "row " + i);
        }
    }
}
