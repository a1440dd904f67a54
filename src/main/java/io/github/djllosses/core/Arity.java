package io.github.djllosses.core;

/**
 * How many arrays a loss takes, and what they are.
 *
 * @param predictions how many predictions, or {@link #ANY}
 * @param predictionNames what they are, for messages; empty where there is but one
 * @param optional what one prediction more is, in words; empty where there is none
 * @param labels how many labels, example weights not counted
 * @param labelNames what they are, for messages; empty where there is but one
 */
public record Arity(
        int predictions, String predictionNames, String optional, int labels, String labelNames) {

    /** As many as there are, at least one. */
    public static final int ANY = -1;

    /** One prediction and one label. */
    public static final Arity ONE = of(1, 1);

    /**
     * Makes an arity without an optional prediction.
     *
     * @param predictions how many predictions, or {@link #ANY}
     * @param labels how many labels, example weights not counted
     * @return the arity
     */
    public static Arity of(int predictions, int labels) {
        return new Arity(predictions, "", "", labels, "");
    }

    /**
     * Says what the predictions are.
     *
     * @param names the names in their order
     * @return the same arity with these names
     */
    public Arity predicting(String names) {
        return new Arity(predictions, names, optional, labels, labelNames);
    }

    /**
     * Says what the labels are.
     *
     * @param names the names in their order
     * @return the same arity with these names
     */
    public Arity labelled(String names) {
        return new Arity(predictions, predictionNames, optional, labels, names);
    }

    /**
     * Allows one prediction more.
     *
     * @param name what it is
     * @return the same arity with this prediction
     */
    public Arity perhaps(String name) {
        return new Arity(predictions, predictionNames, name, labels, labelNames);
    }
}
