package io.github.djllosses.information;

/**
 * A probability distribution that a few parameters describe, with entropy and KL divergence by
 * formula.
 *
 * <pre>{@code
 * new Gaussian(0, 1).klDivergence(new Gaussian(1, 2));     // 0.4431 nats
 * Unit.BITS.fromNats(new Bernoulli(0.25).entropy());       // 0.8113 bits
 * }</pre>
 *
 * <p>Both are in nats. Independent variables add up: the entropy of a vector of them is the sum of
 * theirs, and so is the divergence. Divergences keep their digits however near the parameters are
 * to each other; where a differential entropy passes 0, its error is a few roundings of 1.
 *
 * <p>Wrong parameters are an {@link IllegalArgumentException} that names them.
 *
 * @param <D> the kind of distribution
 */
public sealed interface Distribution<D extends Distribution<D>>
        permits Bernoulli,
                Beta,
                Categorical,
                Dirichlet,
                Exponential,
                Gamma,
                Gaussian,
                Laplace,
                Poisson {

    /**
     * Returns the entropy {@code -E log p}: differential, and perhaps negative, where the variable
     * is continuous.
     *
     * @return the entropy, in nats
     */
    double entropy();

    /**
     * Returns how far another distribution {@code q} of this kind is from this one, {@code KL(p, q)
     * = E log(p/q)} with the expectation under this one.
     *
     * @param q the other distribution
     * @return the divergence, in nats; infinite where q excludes what this one allows
     */
    double klDivergence(D q);
}
