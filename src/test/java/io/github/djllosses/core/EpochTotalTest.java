package io.github.djllosses.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EpochTotalTest {

    private static final int UPDATES = 10_000_000;

    @Test
    void averageOfTenMillionEqualUpdates() {
        EpochTotal total = EpochTotal.EMPTY;
        for (int i = 0; i < UPDATES; i++) {
            total = total.plus(0.1, 1);
        }

        double exact = UPDATES * 0.1;
        assertEquals(exact, total.total(), 1e-12 * exact);
        assertEquals(0.1, total.average(), 1e-12 * 0.1);
    }

    @Test
    void averageOfTenMillionUpdatesOfAllSizes() {
        double unit = 0x1p-30;
        SplittableRandom random = new SplittableRandom(23);
        EpochTotal total = EpochTotal.EMPTY;
        long units = 0;
        long divisor = 0;
        for (int i = 0; i < UPDATES; i++) {
            // from 0 to 2^(0 ... 36) units, whose sum is exact in a long
            long size = random.nextLong(1L << random.nextInt(37));
            int by = random.nextInt(100);
            total = total.plus(size * unit, by);
            units += size;
            divisor += by;
        }

        double exact = units * unit;
        assertEquals(exact, total.total(), 1e-12 * exact);
        assertEquals(exact / divisor, total.average(), 1e-12 * exact / divisor);
    }

    @Test
    void smallUpdatesAfterALargeOneAreNotLost() {
        EpochTotal total = EpochTotal.EMPTY.plus(1e16, 1);
        for (int i = 0; i < UPDATES; i++) {
            total = total.plus(1, 1);
        }
        total = total.plus(-1e16, 1);

        assertEquals(UPDATES, total.total());
    }
}
