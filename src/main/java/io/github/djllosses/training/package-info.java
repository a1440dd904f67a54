/**
 * What a training loop needs around a loss.
 *
 * <p>{@link io.github.djllosses.training.GradientCheck} compares the gradient of any loss, also
 * your own, with differences of its values.
 */
package io.github.djllosses.training;
