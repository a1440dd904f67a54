package io.github.djllosses.sample.compare;

/**
 * One epoch of one side.
 *
 * @param epoch the epoch, from 1
 * @param trainLoss the average loss over all images of the epoch
 * @param accumulated the same by the loss's own accumulator, as DJL's listeners report it
 * @param testLoss the average loss over the test images, after the epoch
 * @param accuracy the share of the test images whose class is known
 * @param seconds how long the training took, without the evaluation
 */
record EpochFigures(
        int epoch,
        double trainLoss,
        double accumulated,
        double testLoss,
        double accuracy,
        double seconds) {}
