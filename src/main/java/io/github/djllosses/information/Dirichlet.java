package io.github.djllosses.information;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A distribution over distributions of K outcomes.
 *
 * <pre>{@code
 * H  = log B(a) + (A - K) digamma(A) - sum_k (a_k - 1) digamma(a_k)
 * KL = log B(b) - log B(a) + sum_k (a_k - b_k) (digamma(a_k) - digamma(A))
 *
 * a, b = concentrations of p and q, A = sum_k a_k, log B(a) = sum_k log Gamma(a_k) - log Gamma(A)
 * }</pre>
 *
 * @param concentrations the concentration of every outcome, above 0; at least two
 */
public record Dirichlet(List<Double> concentrations) implements Distribution<Dirichlet> {

    /**
     * Checks the parameters.
     *
     * @param concentrations the concentration of every outcome, above 0; at least two
     */
    public Dirichlet {
        concentrations = List.copyOf(concentrations);
        int count = concentrations.size();
        Parameters.check(count >= 2, "Dirichlet", "the number of outcomes", count, "2 or more");
        concentrations.forEach(a -> Parameters.checkPositive("Dirichlet", "a concentration", a));
    }

    /**
     * Creates the distribution.
     *
     * @param concentrations the concentration of every outcome, above 0; at least two
     */
    public Dirichlet(double... concentrations) {
        this(Arrays.stream(concentrations).boxed().toList());
    }

    @Override
    public double entropy() {
        double total = total();
        // log Gamma(x) = x log x - x + h(x): of the large parts only log(a_k / A) is left
        double outcomes =
                concentrations.stream()
                        .mapToDouble(
                                a ->
                                        Math.log(a / total)
                                                + LogGamma.remainder(a)
                                                - (a - 1) * LogGamma.remainderSlope(a))
                        .sum();
        return outcomes
                - LogGamma.remainder(total)
                + (total - concentrations.size()) * LogGamma.remainderSlope(total);
    }

    @Override
    public double klDivergence(Dirichlet q) {
        int count = concentrations.size();
        if (q.concentrations.size() != count) {
            throw new IllegalArgumentException(
                    String.format(
                            "Dirichlet: p has %d outcomes and q %d, expected the same number",
                            count, q.concentrations.size()));
        }
        double total = total();
        double otherTotal = q.total();
        double growth =
                IntStream.range(0, count)
                                .mapToDouble(k -> q.concentrations.get(k) - concentrations.get(k))
                                .sum()
                        / total;
        double ratio = otherTotal / total;
        // KL is how far log B(b) lies above its tangent at a: that of x log x - x, which is the
        // divergence of the mean distributions, and that of h
        double divergence =
                IntStream.range(0, count)
                        .mapToDouble(
                                k -> {
                                    double a = concentrations.get(k);
                                    double b = q.concentrations.get(k);
                                    return RelativeEntropy.term(b, a * ratio, b - a - a * growth)
                                            + LogGamma.remainderAboveTangent(b, a);
                                })
                        .sum();
        return Math.max(0, divergence - LogGamma.remainderAboveTangent(otherTotal, total));
    }

    private double total() {
        return concentrations.stream().mapToDouble(Double::doubleValue).sum();
    }
}
