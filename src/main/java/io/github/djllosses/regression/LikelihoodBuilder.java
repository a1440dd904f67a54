package io.github.djllosses.regression;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.LossBuilder;

/**
 * The options of losses that are negative logarithms of a likelihood.
 *
 * @param <B> the builder of the loss itself, so that calls can be chained
 */
public abstract class LikelihoodBuilder<B extends LikelihoodBuilder<B>> extends LossBuilder<B> {

    private final float defaultEpsilon;
    private boolean full;
    private float epsilon;

    LikelihoodBuilder(Class<? extends AbstractLoss> loss, float epsilon) {
        super(loss);
        defaultEpsilon = epsilon;
        this.epsilon = epsilon;
    }

    /**
     * Adds the term that does not depend on the prediction, so that the value is a likelihood.
     *
     * @param full whether it is added; false by default
     * @return this builder
     */
    public B optFull(boolean full) {
        this.full = full;
        return changed("full", full, false);
    }

    /**
     * Sets the number that keeps a logarithm or a quotient away from 0.
     *
     * @param epsilon the number, finite, above 0; the loss states its default
     * @return this builder
     */
    public B optEpsilon(float epsilon) {
        check(epsilon > 0 && epsilon < Float.POSITIVE_INFINITY, "epsilon", epsilon, "a number > 0");
        this.epsilon = epsilon;
        return changed("epsilon", epsilon, defaultEpsilon);
    }

    final boolean full() {
        return full;
    }

    final float epsilon() {
        return epsilon;
    }
}
