package io.github.djllosses.sample.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.djllosses.sample.learning.Batches;
import io.github.djllosses.sample.learning.LabelKind;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpoilingTest {

    private static final LabelledImages DIGITS = DrawnDigits.draw(1_000, 1);

    private static int[] counts(LabelledImages images) {
        int[] counts = new int[10];
        for (int i = 0; i < images.size(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }

    @Test
    void exactlyThatShareOfLabelsIsWrong() {
        LabelledImages noisy = Spoiling.wrongLabels(DIGITS, 0.2, 10, 1);
        int[] shifts = new int[10];
        for (int i = 0; i < DIGITS.size(); i++) {
            assertArrayEquals(DIGITS.image(i), noisy.image(i));
            shifts[Math.floorMod(noisy.label(i) - DIGITS.label(i), 10)]++;
        }
        assertEquals(800, shifts[0]);
        // 200 wrong labels over 9 classes: 22 each, give or take four standard deviations
        assertTrue(Arrays.stream(shifts).skip(1).allMatch(n -> n >= 4 && n <= 40));
        assertEquals(noisy, Spoiling.wrongLabels(DIGITS, 0.2, 10, 1));
        assertTrue(!noisy.equals(Spoiling.wrongLabels(DIGITS, 0.2, 10, 2)));
    }

    @Test
    void wrongLabelsAreInAllBatches() {
        LabelledImages noisy = Spoiling.wrongLabels(DIGITS, 0.4, 10, 1);
        try (Batches clean = Batches.mixed(DIGITS, LabelKind.INDEX, 100, 1);
                Batches spoilt = Batches.mixed(noisy, LabelKind.INDEX, 100, 1)) {
            for (int i = 0; i < 10; i++) {
                float[] before = clean.list().get(i).indices().toFloatArray();
                float[] after = spoilt.list().get(i).indices().toFloatArray();
                long wrong = IntStream.range(0, 100).filter(k -> before[k] != after[k]).count();
                // 40, give or take four standard deviations of 4.6
                assertTrue(wrong >= 22 && wrong <= 58, wrong + " of 100 are wrong");
            }
        }
    }

    @Test
    void oddClassesAreThinnedOut() {
        int[] counts = counts(Spoiling.rareClasses(DIGITS, 0.1, 1));
        int odd = 0;
        for (int digit = 0; digit < 10; digit++) {
            if (digit % 2 == 0) {
                assertEquals(100, counts[digit]);
            } else {
                odd += counts[digit];
            }
        }
        assertEquals(50, odd);
    }
}
