package io.github.djllosses.sample.evaluate;

import io.github.djllosses.training.ExpectedCalibrationError.Bin;
import java.util.List;

/**
 * How good a classifier is.
 *
 * @param images how many images it was asked about
 * @param loss its mean cross-entropy in nats
 * @param accuracy the share of the images whose class it knows
 * @param interval where the accuracy would be of infinitely many images
 * @param calibrationError how far its confidence is from how often it is right
 * @param bins the same for ranges of confidence
 * @param classLosses the mean cross-entropy of each class; NaN where there is no image of it
 * @param confusion how many images of each class (rows) it takes for each class (columns)
 */
public record Evaluation(
        int images,
        double loss,
        double accuracy,
        Interval interval,
        double calibrationError,
        List<Bin> bins,
        List<Double> classLosses,
        List<List<Integer>> confusion) {}
