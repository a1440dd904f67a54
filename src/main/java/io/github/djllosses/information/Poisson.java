package io.github.djllosses.information;

import java.util.stream.LongStream;

/**
 * The number of events in a time.
 *
 * <pre>{@code
 * H  = -sum_k p(k) log p(k), k = 0, 1, ...
 * KL = r log(r/s) - r + s
 *
 * r, s = rates of p and q
 * }</pre>
 *
 * <p>The entropy has no closed form: up to a rate of 10^4 it is added up, above that it is the
 * asymptotic series {@code log(2 pi e r)/2 - 1/(12 r) - 1/(24 r^2) - ...}.
 *
 * @param rate the expected number, above 0
 */
public record Poisson(double rate) implements Distribution<Poisson> {

    private static final double MANY = 1e4;

    /**
     * Checks the parameter.
     *
     * @param rate the expected number, above 0
     */
    public Poisson {
        Parameters.checkPositive("Poisson", "rate", rate);
    }

    @Override
    public double entropy() {
        if (rate > MANY) {
            double tail = 1 / (12 * rate) * (1 + 1 / (2 * rate));
            return (1 + Math.log(2 * Math.PI) + Math.log(rate)) / 2 - tail;
        }
        double width = 12 * Math.sqrt(rate) + 40;
        long from = (long) Math.max(0, rate - width);
        return LongStream.rangeClosed(from, (long) (rate + width))
                .asDoubleStream()
                .map(this::logProbability)
                .map(log -> -log * Math.exp(log))
                .sum();
    }

    /** Returns the logarithm of {@code r^k exp(-r) / k!}, Stirling's part of k! taken apart. */
    private double logProbability(double k) {
        return k == 0
                ? -rate
                : -RelativeEntropy.term(k, rate) - Math.log(k) - LogGamma.remainder(k);
    }

    @Override
    public double klDivergence(Poisson q) {
        return RelativeEntropy.term(rate, q.rate);
    }
}
