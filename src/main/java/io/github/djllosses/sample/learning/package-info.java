/**
 * A small classifier and how it learns, the same with every loss.
 *
 * <p>{@link io.github.djllosses.sample.learning.Batches} cuts the data once, a {@link
 * io.github.djllosses.sample.learning.Learner} takes one training step after another, and {@link
 * io.github.djllosses.sample.learning.LearningOptions} says how. What it makes small is an {@link
 * io.github.djllosses.sample.learning.Objective}, what it is made of a {@link
 * io.github.djllosses.sample.learning.Network}.
 */
package io.github.djllosses.sample.learning;
