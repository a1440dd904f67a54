package io.github.djllosses.information;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds of every distribution, on random ones. */
class InformationLawTest {

    private static final Information NATS = Information.in(Unit.NATS);
    private static final int PAIRS = 10_000;

    private final SplittableRandom random = new SplittableRandom(41);

    /** Draws a distribution, even or sharp; every tenth number is 0. */
    private double[] distribution(int outcomes) {
        double sharpness = 1 + 20 * random.nextDouble();
        double[] weights = new double[outcomes];
        Arrays.setAll(
                weights,
                k -> random.nextInt(10) == 0 ? 0 : Math.pow(random.nextDouble(), sharpness));
        weights[random.nextInt(outcomes)] = 1;
        return Probabilities.ofCounts(weights);
    }

    /** Draws a distribution near another one, however near. */
    private double[] near(double[] p) {
        double distance = Math.pow(10, -17 * random.nextDouble());
        return Probabilities.ofCounts(
                Arrays.stream(p).map(x -> x * (1 + distance * random.nextDouble())).toArray());
    }

    @Test
    void noMeasureIsNegative() {
        for (int i = 0; i < PAIRS; i++) {
            double[] p = distribution(1 + random.nextInt(8));
            double[] q = i % 2 == 0 ? near(p) : distribution(p.length);
            String pair = Arrays.toString(p) + ", " + Arrays.toString(q);
            assertTrue(NATS.entropy(p) >= 0, pair);
            assertTrue(NATS.entropy(p) <= Math.log(p.length) + 1e-15, pair);
            assertTrue(NATS.klDivergence(p, q) >= 0, pair);
            assertTrue(NATS.renyiDivergence(p, q, 3 * random.nextDouble() + 1e-9) >= 0, pair);
            double js = NATS.jsDivergence(p, q);
            assertTrue(js >= 0 && js <= Math.log(2), pair);
            assertEquals(js, NATS.jsDivergence(q, p), 0, pair);
        }
    }

    @Test
    void crossEntropyIsEntropyAndDivergence() {
        for (int i = 0; i < PAIRS; i++) {
            double[] p = distribution(5);
            double[] q = distribution(5);
            double sum = NATS.entropy(p) + NATS.klDivergence(p, q);
            // both sums differ from 1 by a rounding, which the divergence leaves out
            assertEquals(NATS.crossEntropy(p, q), sum, 1e-14 * sum + 1e-15);
        }
    }

    @Test
    void disjointDistributionsAreOneBitApart() {
        Information bits = Information.in(Unit.BITS);
        for (int i = 0; i < 1000; i++) {
            double[] half = distribution(4);
            double[] p = Arrays.copyOf(half, 8);
            double[] q = new double[8];
            System.arraycopy(distribution(4), 0, q, 4, 4);
            assertEquals(1, bits.jsDivergence(p, q), 1e-15);
            assertTrue(bits.jsDistance(p, q) <= 1);
        }
    }

    @Test
    void jointEntropiesObeyTheChainRule() {
        for (int i = 0; i < 1000; i++) {
            double[][] joint = joint();
            double[] x =
                    Arrays.stream(joint).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
            double[] y = new double[joint[0].length];
            Arrays.setAll(y, j -> Arrays.stream(joint).mapToDouble(row -> row[j]).sum());
            double[] flat = Arrays.stream(joint).flatMapToDouble(Arrays::stream).toArray();
            double[] product =
                    Arrays.stream(x).flatMap(a -> Arrays.stream(y).map(b -> a * b)).toArray();

            double both = NATS.jointEntropy(joint);
            double information = NATS.mutualInformation(joint);
            assertEquals(both, NATS.entropy(x) + NATS.conditionalEntropy(joint), 1e-14);
            assertEquals(information, NATS.entropy(x) + NATS.entropy(y) - both, 1e-14);
            assertEquals(information, NATS.klDivergence(flat, product), 1e-14);
        }
    }

    private double[][] joint() {
        double[] flat = distribution(12);
        double[][] joint = new double[3][];
        Arrays.setAll(joint, i -> Arrays.copyOfRange(flat, 4 * i, 4 * i + 4));
        return joint;
    }

    @Test
    void renyiRisesWithItsOrderThroughKullbackLeibler() {
        for (int i = 0; i < 1000; i++) {
            double[] p = distribution(5);
            double[] q = near(p);
            double kl = NATS.klDivergence(p, q);
            assertEquals(kl, NATS.renyiDivergence(p, q, 1), 0);
            assertEquals(kl, NATS.renyiDivergence(p, q, 1 + 1e-9), 1e-7 * kl);
            assertEquals(kl, NATS.renyiDivergence(p, q, 1 - 1e-9), 1e-7 * kl);
            double below = NATS.renyiDivergence(p, q, 0.7);
            double above = NATS.renyiDivergence(p, q, 1.4);
            assertTrue(below <= kl * (1 + 1e-14) && kl <= above * (1 + 1e-14));
        }
    }

    @Test
    void distributionsOfCountsAddUpToOne() {
        double[] p = Probabilities.ofCounts(1, 2, 5);
        assertEquals(0.25, p[1], 0);
        double most = Double.MAX_VALUE;
        assertEquals(0.5, Probabilities.ofCounts(most, most)[0], 0);
    }
}
