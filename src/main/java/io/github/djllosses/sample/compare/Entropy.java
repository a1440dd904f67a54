package io.github.djllosses.sample.compare;

import ai.djl.ndarray.NDArray;

/** Entropy of label distributions, in double and without the help of either library. */
final class Entropy {

    private Entropy() {}

    /** Returns the mean entropy of the rows of a matrix, in nats. */
    static double mean(NDArray distributions) {
        double sum = 0;
        for (float p : distributions.toFloatArray()) {
            sum -= p == 0 ? 0 : p * StrictMath.log(p);
        }
        return sum / distributions.getShape().get(0);
    }
}
