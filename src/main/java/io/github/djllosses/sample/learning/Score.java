package io.github.djllosses.sample.learning;

/**
 * How good a network is.
 *
 * @param loss the average loss
 * @param accuracy the share of the images whose class it knows
 */
public record Score(double loss, double accuracy) {}
