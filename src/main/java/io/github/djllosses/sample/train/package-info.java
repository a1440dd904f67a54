/**
 * The command {@code train}: a classifier learns with any loss that fits, and can be stopped at any
 * moment.
 *
 * <p>A {@link io.github.djllosses.sample.train.TrainRun} does what {@link
 * io.github.djllosses.sample.train.Settings} say. Now and then it leaves a {@link
 * io.github.djllosses.sample.train.Checkpoint} in {@link
 * io.github.djllosses.sample.train.Checkpoints}, from which another run goes on to the same end,
 * bit for bit.
 */
package io.github.djllosses.sample.train;
