package io.github.djllosses.sample.compare;

import io.github.djllosses.sample.learning.Learner;

/**
 * How far two runs came apart.
 *
 * @param start the largest difference of the loss in the first {@value #START} steps
 * @param loss the largest difference of the loss of a step, beyond the gap that is expected
 * @param partFrom the first step where that difference is more than {@value #PARTED}, or 0
 * @param parameters the largest difference of a parameter, looked at after every epoch
 */
record Apart(double start, double loss, int partFrom, double parameters) {

    /** Two runs that have not begun. */
    static final Apart NONE = new Apart(0, 0, 0, 0);

    /** So few steps that training has not yet amplified what rounding did. */
    static final int START = 5;

    /** Above this a difference of the loss can be seen in the table. */
    static final double PARTED = 1e-4;

    /** Takes another look at the parameters of two learners. */
    Apart seen(Learner one, Learner other) {
        return new Apart(start, loss, partFrom, Math.max(parameters, one.distance(other)));
    }

    /**
     * Compares the losses of two runs step by step.
     *
     * @param ours the losses of one
     * @param theirs the losses of the other
     * @param gaps by how much the latter should exceed the former
     */
    Apart losses(double[] ours, double[] theirs, double[] gaps) {
        double early = start;
        double largest = loss;
        int parted = partFrom;
        for (int i = 0; i < ours.length; i++) {
            double difference = Math.abs(theirs[i] - ours[i] - gaps[i]);
            largest = Math.max(largest, difference);
            early = i < START ? Math.max(early, difference) : early;
            // also where the difference is not a number
            if (parted == 0 && !(difference <= PARTED)) {
                parted = i + 1;
            }
        }
        return new Apart(early, largest, parted, parameters);
    }
}
