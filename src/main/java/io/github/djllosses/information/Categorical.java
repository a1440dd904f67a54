package io.github.djllosses.information;

import java.util.Arrays;
import java.util.List;

/**
 * One of finitely many outcomes.
 *
 * <pre>{@code
 * H  = -sum_k p_k log p_k
 * KL = sum_k p_k log(p_k / q_k)
 * }</pre>
 *
 * <p>{@link Information} measures the same on plain arrays, and more.
 *
 * @param probabilities the probability of every outcome, adding up to 1
 */
public record Categorical(List<Double> probabilities) implements Distribution<Categorical> {

    /**
     * Checks the parameters.
     *
     * @param probabilities the probability of every outcome, adding up to 1
     */
    public Categorical {
        probabilities = List.copyOf(probabilities);
        Probabilities.check("probabilities", Probabilities.TOLERANCE, toArray(probabilities));
    }

    /**
     * Creates the distribution.
     *
     * @param probabilities the probability of every outcome, adding up to 1
     */
    public Categorical(double... probabilities) {
        this(Arrays.stream(probabilities).boxed().toList());
    }

    @Override
    public double entropy() {
        return Nats.entropy(toArray(probabilities));
    }

    @Override
    public double klDivergence(Categorical q) {
        return Information.in(Unit.NATS)
                .klDivergence(toArray(probabilities), toArray(q.probabilities));
    }

    private static double[] toArray(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
