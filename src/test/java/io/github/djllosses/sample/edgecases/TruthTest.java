package io.github.djllosses.sample.edgecases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

/** The truth of the table, by another way. */
class TruthTest {

    private static final MathContext DIGITS = new MathContext(50);

    /** e^x by its series; the arguments here are small enough for it. */
    private static BigDecimal exp(double x) {
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int k = 1; k < 200; k++) {
            term = term.multiply(new BigDecimal(x), DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    /** log(1 + x) for small x by its series. */
    private static double log1p(BigDecimal x) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal power = x;
        for (int k = 1; k < 400; k++) {
            BigDecimal term = power.divide(BigDecimal.valueOf(k % 2 == 0 ? -k : k), DIGITS);
            sum = sum.add(term, DIGITS);
            power = power.multiply(x, DIGITS);
        }
        return sum.doubleValue();
    }

    @Test
    void crossEntropyOfAConfidentRow() {
        double expected = log1p(exp(-17));
        assertEquals(expected, Truth.crossEntropy(new double[] {17, 0}, 0), 1e-15 * expected);
        BigDecimal odds = exp(-17);
        double share = odds.divide(odds.add(BigDecimal.ONE), DIGITS).doubleValue();
        double[] gradient = Truth.crossEntropyGradient(new double[] {17, 0}, 0);
        assertEquals(-share, gradient[0], 1e-15 * share);
        assertEquals(share, gradient[1], 1e-15 * share);
    }

    @Test
    void binaryIsCrossEntropyOfTwoClasses() {
        double[] scores = {0, -1.5};
        assertEquals(Truth.crossEntropy(scores, 1), Truth.binary(-1.5, true), 1e-15);
        assertEquals(Truth.crossEntropy(scores, 0), Truth.binary(-1.5, false), 1e-15);
        assertEquals(log1p(exp(-1.5)), Truth.binary(-1.5, false), 1e-15);
    }

    @Test
    void gradientsAreSlopes() {
        double h = 1e-6;
        for (boolean yes : new boolean[] {true, false}) {
            double slope = (Truth.binary(0.7 + h, yes) - Truth.binary(0.7 - h, yes)) / (2 * h);
            // central differences are good to h^2
            assertEquals(slope, Truth.binaryGradient(0.7, yes), 1e-9);
        }
        double[] gradient = Truth.crossEntropyGradient(new double[] {1, 2, 4}, 1);
        for (int k = 0; k < 3; k++) {
            double[] up = {1, 2, 4};
            double[] down = {1, 2, 4};
            up[k] += h;
            down[k] -= h;
            double slope = (Truth.crossEntropy(up, 1) - Truth.crossEntropy(down, 1)) / (2 * h);
            assertEquals(slope, gradient[k], 1e-9);
        }
    }

    @Test
    void probabilitiesAreLogitsSpeltOtherwise() {
        double p = 1 / (1 + Math.exp(-0.4));
        assertEquals(Truth.binary(0.4, true), Truth.binaryOfProbability(p, true), 1e-15);
        assertEquals(Truth.binary(0.4, false), Truth.binaryOfProbability(p, false), 1e-15);
    }
}
