package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;

/**
 * A loss before reduction: what PyTorch calls {@code reduction="none"}.
 *
 * <p>Class weights, example weights and the coefficient of the loss are already in the values, so
 * {@code values().sum()} is {@link Reduction#SUM} and {@code values().sum() / divisor()} is {@link
 * Reduction#MEAN}, which is 0 where the divisor is. The mean of {@code CtcLoss} alone is of other
 * terms, losses per symbol, as PyTorch's.
 *
 * @param values the loss of every example or element, differentiable, attached to the prediction's
 *     manager
 * @param divisor what {@link Reduction#MEAN} divides by
 */
public record Pointwise(NDArray values, double divisor) {}
