package io.github.djllosses.core;

import org.jspecify.annotations.Nullable;

/**
 * How a loss reads class labels.
 *
 * @param classAxis the axis along which the classes lie
 * @param classWeights the weight of every class, which multiplies its losses and is divided by
 * @param factors what multiplies the losses of every class as well, and stays out of the divisor
 * @param ignoreIndex the class index that marks rows to leave out, or null where every label counts
 */
public record ClassOptions(
        int classAxis,
        ClassWeights classWeights,
        ClassWeights factors,
        @Nullable Long ignoreIndex) {

    /**
     * Gathers options without factors.
     *
     * @param classAxis the axis along which the classes lie
     * @param classWeights the weight of every class
     * @param ignoreIndex the class index that marks rows to leave out, or null
     */
    public ClassOptions(int classAxis, ClassWeights classWeights, @Nullable Long ignoreIndex) {
        this(classAxis, classWeights, ClassWeights.NONE, ignoreIndex);
    }

    /**
     * Replaces what multiplies the losses of a class.
     *
     * @param weights the weights that are divided by
     * @param others the factors that are not
     * @return these options with both
     */
    public ClassOptions withFactors(ClassWeights weights, ClassWeights others) {
        return new ClassOptions(classAxis, weights, others, ignoreIndex);
    }
}
