package io.github.djllosses.sample.train;

import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.learning.OptimizerChoice;
import java.util.Map;

/**
 * All that decides what a run ends with, but for its length.
 *
 * @param loss the name of the loss
 * @param options the options of the loss that differ from their defaults
 * @param network what the classifier is made of
 * @param data the name of the data set
 * @param labelNoise the share of the training labels that is wrong
 * @param imbalance the share of the rare classes' images that is left
 * @param teacher the folder of the teacher; empty without one
 * @param batchSize how many images make a step
 * @param optimizer the optimizer
 * @param learningRate its learning rate
 * @param seed the seed of the digits, the weights and the order
 */
record Settings(
        String loss,
        Map<String, String> options,
        Network network,
        String data,
        double labelNoise,
        double imbalance,
        String teacher,
        int batchSize,
        OptimizerChoice optimizer,
        float learningRate,
        long seed) {}
