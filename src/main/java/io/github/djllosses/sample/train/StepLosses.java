package io.github.djllosses.sample.train;

import java.util.List;

/**
 * The loss of every step that this process has done.
 *
 * @param before how many steps were done before it went on with the run
 * @param losses the losses of its own
 */
record StepLosses(long before, List<Double> losses) {}
