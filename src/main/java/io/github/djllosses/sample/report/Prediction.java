package io.github.djllosses.sample.report;

/**
 * What a classifier said of an example.
 *
 * @param truth the class of the example
 * @param choice the class that was predicted
 * @param confidence the probability that was given to it
 */
public record Prediction(int truth, int choice, double confidence) {

    /** Returns whether the prediction is right. */
    public boolean right() {
        return truth == choice;
    }
}
