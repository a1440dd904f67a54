package io.github.djllosses.sample.console;

import java.time.Duration;

/** How fast the work goes, and how long it will still take. */
public final class Pace {

    private static final int MINUTE = 60;

    private final long total;
    private final String unit;
    private final long start = System.nanoTime();

    /**
     * Starts the clock.
     *
     * @param total how much there is to do
     * @param unit of what
     */
    public Pace(long total, String unit) {
        this.total = total;
        this.unit = unit;
    }

    /**
     * Says how it goes.
     *
     * @param done how much is done
     * @return the rate and the time left
     */
    public String at(long done) {
        return at(done, System.nanoTime() - start);
    }

    String at(long done, long nanos) {
        double rate = 1e9 * done / Math.max(nanos, 1);
        long left = Math.round((total - done) / Math.max(rate, 1e-9));
        return Text.format("%,.0f %s/s, %s left", rate, unit, duration(left));
    }

    private static String duration(long seconds) {
        Duration duration = Duration.ofSeconds(seconds);
        return seconds < 2 * MINUTE
                ? seconds + " s"
                : Text.format("%d:%02d min", duration.toMinutes(), duration.toSecondsPart());
    }
}
