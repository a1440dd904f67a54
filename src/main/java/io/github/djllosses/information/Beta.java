package io.github.djllosses.information;

/**
 * A probability of success: the {@link Dirichlet} distribution of two outcomes.
 *
 * <pre>{@code
 * H  = log B(a, b) - (a - 1) digamma(a) - (b - 1) digamma(b) + (a + b - 2) digamma(a + b)
 * KL = log B(c, d) - log B(a, b) + (a - c) digamma(a) + (b - d) digamma(b)
 *      + (c - a + d - b) digamma(a + b)
 *
 * a, b = alpha, beta of p; c, d = alpha, beta of q
 * }</pre>
 *
 * @param alpha the concentration of success, above 0
 * @param beta the concentration of failure, above 0
 */
public record Beta(double alpha, double beta) implements Distribution<Beta> {

    /**
     * Checks the parameters.
     *
     * @param alpha the concentration of success, above 0
     * @param beta the concentration of failure, above 0
     */
    public Beta {
        Parameters.checkPositive("Beta", "alpha", alpha);
        Parameters.checkPositive("Beta", "beta", beta);
    }

    @Override
    public double entropy() {
        return dirichlet().entropy();
    }

    @Override
    public double klDivergence(Beta q) {
        return dirichlet().klDivergence(q.dirichlet());
    }

    private Dirichlet dirichlet() {
        return new Dirichlet(alpha, beta);
    }
}
