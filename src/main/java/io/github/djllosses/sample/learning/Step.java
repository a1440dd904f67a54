package io.github.djllosses.sample.learning;

import ai.djl.ndarray.NDArray;

/**
 * What a training step leaves behind.
 *
 * @param scores the logits before the step
 * @param loss their loss
 * @param nanos how long the step took
 */
public record Step(NDArray scores, NDArray loss, long nanos) {}
