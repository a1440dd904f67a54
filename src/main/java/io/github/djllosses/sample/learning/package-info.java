/**
 * A small classifier and how it learns, the same with every loss.
 *
 * <p>{@link io.github.djllosses.sample.learning.Batches} cuts the data once, a {@link
 * io.github.djllosses.sample.learning.Learner} takes one training step after another, and {@link
 * io.github.djllosses.sample.learning.LearningOptions} says how.
 */
package io.github.djllosses.sample.learning;
