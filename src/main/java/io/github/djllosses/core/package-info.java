/**
 * The vocabulary that every loss is written in.
 *
 * <p>{@link io.github.djllosses.core.AbstractLoss} is DJL's {@code Loss} with reductions and exact
 * epoch averages; {@link io.github.djllosses.core.Reduction} and {@link
 * io.github.djllosses.core.Encoding} are the words of its options. A formula gets checked {@link
 * io.github.djllosses.core.Inputs} and returns {@link io.github.djllosses.core.Terms}; {@link
 * io.github.djllosses.core.ClassLabels} reads labels over classes, and {@link
 * io.github.djllosses.core.StableMath} has the functions that the engine computes with a loss of
 * digits. Users meet the enums, the builders and {@link io.github.djllosses.core.Pointwise}; the
 * rest is for who writes a loss.
 */
package io.github.djllosses.core;
