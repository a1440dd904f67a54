package io.github.djllosses.core;

import org.jspecify.annotations.Nullable;

/**
 * How a loss reads class labels.
 *
 * @param classAxis the axis along which the classes lie
 * @param classWeights the weight of every class
 * @param ignoreIndex the class index that marks rows to leave out, or null where every label counts
 */
public record ClassOptions(int classAxis, ClassWeights classWeights, @Nullable Long ignoreIndex) {}
