package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;

/**
 * The loss of a batch, and what the batch adds to the loss of an epoch.
 *
 * @param loss the loss, a differentiable scalar
 * @param total the sum of the values of the batch, times the weight of the loss
 * @param divisor what the reduction divides that by
 */
public record EpochShare(NDArray loss, double total, double divisor) {}
