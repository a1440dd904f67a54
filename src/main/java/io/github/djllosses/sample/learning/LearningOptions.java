package io.github.djllosses.sample.learning;

/**
 * How a network learns.
 *
 * @param epochs how often it sees every image
 * @param batchSize how many images make a step
 * @param seed the seed of the weights and of the order of the images
 * @param optimizer the optimizer
 * @param learningRate its learning rate
 */
public record LearningOptions(
        int epochs, int batchSize, long seed, OptimizerChoice optimizer, float learningRate) {}
