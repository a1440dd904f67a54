package io.github.djllosses.sample.train;

/**
 * What an epoch came to.
 *
 * @param epoch which one, from 1
 * @param trainLoss the mean loss while learning
 * @param trainAccuracy the share of the training images known when their turn came
 * @param testLoss the mean loss of the test images at the end
 * @param testAccuracy the share of the test images known at the end
 * @param seconds how long it took
 */
record EpochResult(
        int epoch,
        double trainLoss,
        double trainAccuracy,
        double testLoss,
        double testAccuracy,
        double seconds) {}
