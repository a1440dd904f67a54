package io.github.djllosses.sample.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IntervalTest {

    /** Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I. */
    @Test
    void wilsonsIntervalsAreThoseOfTheLiterature() {
        assertInterval(0.2553, 0.3662, Interval.wilson(81, 263));
        assertInterval(0.0624, 0.1605, Interval.wilson(15, 148));
        assertInterval(0.0, 0.1611, Interval.wilson(0, 20));
        assertInterval(0.0061, 0.1718, Interval.wilson(1, 29));
    }

    private static void assertInterval(double low, double high, Interval interval) {
        assertEquals(low, interval.low(), 5e-5);
        assertEquals(high, interval.high(), 5e-5);
    }
}
