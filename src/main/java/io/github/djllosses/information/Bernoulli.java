package io.github.djllosses.information;

/**
 * One yes-or-no question.
 *
 * <pre>{@code
 * H  = -p log p - (1 - p) log(1 - p)
 * KL = p log(p/q) + (1 - p) log((1 - p)/(1 - q))
 * }</pre>
 *
 * @param probability the probability of yes, in [0, 1]
 */
public record Bernoulli(double probability) implements Distribution<Bernoulli> {

    /**
     * Checks the parameter.
     *
     * @param probability the probability of yes, in [0, 1]
     */
    public Bernoulli {
        boolean valid = probability >= 0 && probability <= 1;
        Parameters.check(valid, "Bernoulli", "probability", probability, "a number in [0, 1]");
    }

    @Override
    public double entropy() {
        double p = probability;
        return p == 0 || p == 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log1p(-p);
    }

    @Override
    public double klDivergence(Bernoulli q) {
        double p = probability;
        double difference = p - q.probability;
        return RelativeEntropy.term(p, q.probability, difference)
                + RelativeEntropy.term(1 - p, 1 - q.probability, -difference);
    }
}
