package io.github.djllosses.core;

/**
 * How many arrays a loss takes.
 *
 * @param predictions how many predictions, or {@link #ANY}
 * @param optional what one prediction more is, in words; empty where there is none
 * @param labels how many labels, example weights not counted
 */
public record Arity(int predictions, String optional, int labels) {

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
        return new Arity(predictions, "", labels);
    }
}
