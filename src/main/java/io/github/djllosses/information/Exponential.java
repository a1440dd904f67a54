package io.github.djllosses.information;

/**
 * The waiting time for an event.
 *
 * <pre>{@code
 * H  = 1 - log r
 * KL = log(r/s) + s/r - 1
 *
 * r, s = rates of p and q
 * }</pre>
 *
 * @param rate the rate, above 0: one over the mean
 */
public record Exponential(double rate) implements Distribution<Exponential> {

    /**
     * Checks the parameter.
     *
     * @param rate the rate, above 0: one over the mean
     */
    public Exponential {
        Parameters.checkPositive("Exponential", "rate", rate);
    }

    @Override
    public double entropy() {
        return 1 - Math.log(rate);
    }

    @Override
    public double klDivergence(Exponential q) {
        return RelativeEntropy.term(rate, q.rate) / rate;
    }
}
