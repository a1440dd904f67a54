package io.github.djllosses.sample.report;

import io.github.djllosses.training.ExpectedCalibrationError.Bin;
import java.util.List;

/**
 * What a classifier says of images.
 *
 * @param predictions one for each image, in the order of the images
 * @param calibrationError how far its confidence is from how often it is right
 * @param bins the same for ranges of confidence
 */
public record Examination(List<Prediction> predictions, double calibrationError, List<Bin> bins) {}
