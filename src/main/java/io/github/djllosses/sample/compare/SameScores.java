package io.github.djllosses.sample.compare;

/**
 * Both losses on the same scores, those of every step of our run.
 *
 * @param value the largest difference of the value, beyond the gap that is expected
 * @param gradient the largest difference of the gradient, relative to its largest element
 * @param differFrom the first step where a difference is more than rounding, or 0
 * @param oursMicros the time of our loss forward and backward, the median
 * @param djlMicros the same of DJL's loss
 */
record SameScores(
        double value, double gradient, int differFrom, double oursMicros, double djlMicros) {

    /** Rounding to float32 may change a value by this much. */
    static final double VALUE_ROUNDING = 2e-6;

    /** Rounding to float32 may change a gradient by this much of its largest element. */
    static final double GRADIENT_ROUNDING = 2e-5;

    /** Returns our time as a multiple of DJL's. */
    double timeRatio() {
        return oursMicros / djlMicros;
    }
}
