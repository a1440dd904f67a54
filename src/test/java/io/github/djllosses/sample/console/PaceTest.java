package io.github.djllosses.sample.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void saysRateAndTimeLeft() {
        Pace pace = new Pace(10_000, "batches");
        assertEquals("1,000 batches/s, 8 s left", pace.at(2_000, 2_000_000_000L));
        assertEquals("20 batches/s, 7:30 min left", pace.at(1_000, 50_000_000_000L));
    }
}
