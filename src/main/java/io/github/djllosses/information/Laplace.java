package io.github.djllosses.information;

/**
 * A distance from the centre that is exponentially distributed, to either side.
 *
 * <pre>{@code
 * H  = 1 + log(2 b)
 * KL = log(c/b) + |m - n|/c + (b/c) exp(-|m - n|/b) - 1
 *
 * m, b = location and scale of p; n, c = location and scale of q
 * }</pre>
 *
 * @param location the centre
 * @param scale the mean distance from it, above 0
 */
public record Laplace(double location, double scale) implements Distribution<Laplace> {

    /**
     * Checks the parameters.
     *
     * @param location the centre
     * @param scale the mean distance from it, above 0
     */
    public Laplace {
        Parameters.checkFinite("Laplace", "location", location);
        Parameters.checkPositive("Laplace", "scale", scale);
    }

    @Override
    public double entropy() {
        return 1 + Math.log(2 * scale);
    }

    @Override
    public double klDivergence(Laplace q) {
        double x = Math.abs(location - q.location) / scale;
        // (b/c - 1 - log(b/c)) + (b/c) (exp(-x) - 1 + x): nothing is negative
        return RelativeEntropy.term(q.scale, scale) / q.scale
                + scale / q.scale * RelativeEntropy.expm1MinusX(-x);
    }
}
