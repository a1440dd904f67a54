/**
 * Measures of information: entropy and its relatives, of probabilities and of distributions by
 * formula.
 *
 * <p>{@link io.github.djllosses.information.Information} measures discrete distributions, held in
 * {@code double[]} or along an axis of an array, in nats, bits or bans. {@link
 * io.github.djllosses.information.Distribution} has entropy and KL divergence of distributions that
 * a few parameters describe. All of it is computed on the host in double and is not differentiable:
 * to train with a divergence, use the losses in {@code divergence}.
 */
package io.github.djllosses.information;
