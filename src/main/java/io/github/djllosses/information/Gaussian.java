package io.github.djllosses.information;

/**
 * The normal distribution.
 *
 * <pre>{@code
 * H  = log(s sqrt(2 pi e))
 * KL = log(t/s) + (s^2 + (m - n)^2) / (2 t^2) - 1/2
 *
 * m, s = mean and standard deviation of p; n, t = mean and standard deviation of q
 * }</pre>
 *
 * @param mean the mean
 * @param standardDeviation the standard deviation, above 0
 */
public record Gaussian(double mean, double standardDeviation) implements Distribution<Gaussian> {

    private static final double ENTROPY_OF_UNIT = (1 + Math.log(2 * Math.PI)) / 2;

    /**
     * Checks the parameters.
     *
     * @param mean the mean
     * @param standardDeviation the standard deviation, above 0
     */
    public Gaussian {
        Parameters.checkFinite("Gaussian", "mean", mean);
        Parameters.checkPositive("Gaussian", "standardDeviation", standardDeviation);
    }

    @Override
    public double entropy() {
        return ENTROPY_OF_UNIT + Math.log(standardDeviation);
    }

    @Override
    public double klDivergence(Gaussian q) {
        double s = standardDeviation;
        double t = q.standardDeviation;
        double spread = (s - t) / t;
        double shift = (mean - q.mean) / t;
        // r^2/2 - 1/2 - log r = (r - 1 - log r) + (r - 1)^2/2, r = s/t: nothing is negative
        return RelativeEntropy.term(t, s) / t + (spread * spread + shift * shift) / 2;
    }
}
