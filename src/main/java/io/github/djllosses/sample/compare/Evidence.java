package io.github.djllosses.sample.compare;

import io.github.djllosses.sample.report.Examination;
import java.util.List;

/**
 * What a pair leaves to be drawn: too much for a table.
 *
 * @param ours the loss of each of our steps
 * @param djl the loss of each of DJL's steps
 * @param nudged the same once more, begun a rounding apart
 * @param gaps by how much DJL's loss of each step should exceed ours
 * @param oursTested what our network says of the test images
 * @param djlTested what DJL's network says of them
 */
record Evidence(
        List<Double> ours,
        List<Double> djl,
        List<Double> nudged,
        List<Double> gaps,
        Examination oursTested,
        Examination djlTested) {}
