package io.github.djllosses.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClassBalanceTest {

    @Test
    void inverseFrequencyIsExamplesPerClassByCount() {
        // by hand: 12 / (3 * 6), 12 / (3 * 4), 12 / (3 * 2)
        assertArrayEquals(new float[] {2 / 3f, 1, 2}, ClassBalance.inverseFrequency(6, 4, 2));
    }

    @Test
    void effectiveNumberIsThatOfThePaper() {
        // by hand: 1 / (1 + 0.5), 1 / (1 + 0.5 + 0.25), scaled to add up to 2
        float[] weights = ClassBalance.effectiveNumber(0.5, 2, 3);
        assertArrayEquals(new float[] {14 / 13f, 12 / 13f}, weights, 1e-6f);
    }

    @Test
    void effectiveNumberLiesBetweenEvenWeightsAndInverseFrequency() {
        assertArrayEquals(new float[] {1, 1}, ClassBalance.effectiveNumber(0, 1000, 10));
        // beta so near 1 that 1 - beta^n would cancel
        float[] rare = ClassBalance.effectiveNumber(1 - 1e-14, 300, 100);
        assertArrayEquals(new float[] {0.5f, 1.5f}, rare, 1e-6f);
    }

    @Test
    void positiveWeightsAreNegativesPerPositive() {
        assertArrayEquals(new float[] {3, 0.25f, 0}, ClassBalance.positiveWeights(20, 5, 16, 20));
    }

    @Test
    void whatNeverOccursWeighsNothingAndIsNoClass() {
        assertArrayEquals(new float[] {1, 0, 1}, ClassBalance.inverseFrequency(5, 0, 5));
        assertArrayEquals(new float[] {1, 0, 1}, ClassBalance.effectiveNumber(0.9, 5, 0, 5), 1e-6f);
        assertArrayEquals(new float[] {1, 0}, ClassBalance.positiveWeights(2, 1, 0));
    }

    @Test
    void theLossesTakeTheWeights() {
        CrossEntropyLoss.builder().optClassWeights(ClassBalance.inverseFrequency(3, 0)).build();
        BceWithLogitsLoss.builder().optPosWeights(ClassBalance.positiveWeights(2, 1, 0)).build();
    }

    @Test
    void wrongCountsAreNamed() {
        assertMessage(
                "ClassBalance: counts[1] is -1, expected 0 or more",
                () -> ClassBalance.inverseFrequency(1, -1));
        assertMessage(
                "ClassBalance: counts holds nothing above 0, so there is nothing to balance",
                () -> ClassBalance.effectiveNumber(0.9, 0, 0));
        assertMessage(
                "ClassBalance: beta is 1.0, expected a number in [0, 1)",
                () -> ClassBalance.effectiveNumber(1, 1));
        assertMessage(
                "ClassBalance: positives[0] is 3, expected a number from 0 to the total, 2",
                () -> ClassBalance.positiveWeights(2, 3));
    }

    private static void assertMessage(String message, Supplier<float[]> code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code::get).getMessage());
    }
}
