package io.github.djllosses.information;

/**
 * A waiting time for several events.
 *
 * <pre>{@code
 * H  = a - log r + log Gamma(a) + (1 - a) digamma(a)
 * KL = (a - b) digamma(a) - log Gamma(a) + log Gamma(b) + b log(r/s) + a (s - r)/r
 *
 * a, r = shape and rate of p; b, s = shape and rate of q
 * }</pre>
 *
 * @param shape the shape, above 0
 * @param rate the rate, above 0: one over the scale
 */
public record Gamma(double shape, double rate) implements Distribution<Gamma> {

    /**
     * Checks the parameters.
     *
     * @param shape the shape, above 0
     * @param rate the rate, above 0: one over the scale
     */
    public Gamma {
        Parameters.checkPositive("Gamma", "shape", shape);
        Parameters.checkPositive("Gamma", "rate", rate);
    }

    @Override
    public double entropy() {
        // log Gamma(x) = x log x - x + h(x), so that no part grows with the shape
        return RelativeEntropy.logRatio(shape, rate)
                + LogGamma.remainder(shape)
                + (1 - shape) * LogGamma.remainderSlope(shape);
    }

    @Override
    public double klDivergence(Gamma q) {
        double expected = shape * (q.rate / rate);
        double difference = q.shape - shape - shape * ((q.rate - rate) / rate);
        return RelativeEntropy.term(q.shape, expected, difference)
                + LogGamma.remainderAboveTangent(q.shape, shape);
    }
}
