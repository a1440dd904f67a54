package io.github.djllosses.sample.losses;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Arguments that a loss takes with all its defaults.
 *
 * @param labels the labels
 * @param predictions the predictions
 */
record Sample(List<Numbers> labels, List<Numbers> predictions) {

    private static final Shape ROWS = new Shape(2, 3);
    private static final Shape ROW = new Shape(4);

    static final Numbers SCORES = Numbers.of(ROWS, 2, 1, 0, -1, 3, 0.5);
    static final Numbers OTHER_SCORES = Numbers.of(ROWS, 3, 0, 1, 0, 2, 1);
    static final Numbers INDICES = Numbers.of(new Shape(2), 0, 2);
    static final Numbers ANSWERS = Numbers.of(ROWS, 1, 0, 0, 0, 1, 1);
    static final Numbers SIGNS = Numbers.of(ROWS, 1, -1, -1, -1, 1, 1);
    static final Numbers SETS = Numbers.of(ROWS, 0, -1, -1, 1, 2, -1);
    static final Numbers PROBABILITIES = Numbers.of(ROWS, 0.7, 0.2, 0.1, 0.1, 0.3, 0.6);
    static final Numbers OTHER_PROBABILITIES = Numbers.of(ROWS, 0.5, 0.25, 0.25, 0.2, 0.2, 0.6);

    static final Numbers VALUES = Numbers.of(ROW, 0.5, 2, 3, -1);
    static final Numbers OTHER_VALUES = Numbers.of(ROW, 1, 2, 1, 0);
    static final Numbers POSITIVE = Numbers.of(ROW, 0.5, 2, 3, 1);
    static final Numbers PAIRS = Numbers.of(ROW, 1, -1, 1, -1);

    static final Numbers VECTORS = Numbers.of(new Shape(2, 2), 1, 0, 0.6, 0.8);
    static final Numbers OTHER_VECTORS = Numbers.of(new Shape(2, 2), 0.8, 0.6, 1, 0);
    static final Numbers THIRD_VECTORS = Numbers.of(new Shape(2, 2), 0, 1, 0.6, 0.8);
    static final Numbers ALIKE = Numbers.of(new Shape(2), 1, -1);
    static final Numbers FOUR_VECTORS = Numbers.of(new Shape(4, 2), 1, 0, 0.8, 0.6, 0, 1, 0.6, 0.8);
    static final Numbers FOUR_CLASSES = Numbers.of(new Shape(4), 0, 0, 1, 1);
    static final Numbers LAYER = Numbers.of(new Shape(3, 2), 1, 0, 0, 1, -1, -1);

    /**
     * An image of four pixels, each of one of two classes: probabilities, which are logits, too.
     */
    static final Numbers IMAGE =
            Numbers.of(new Shape(1, 4, 2), 0.9, 0.1, 0.7, 0.3, 0.25, 0.75, 0.05, 0.95);

    static final Numbers MASK = Numbers.of(new Shape(1, 4), 0, 1, 1, 1);

    /** Four steps of one sequence, with the blank and two symbols. */
    static final Numbers SEQUENCE =
            Numbers.of(
                    new Shape(4, 1, 3), 0.2, 0.7, 0.1, 0.5, 0.3, 0.2, 0.6, 0.1, 0.3, 0.1, 0.1, 0.8);

    static final Numbers SYMBOLS = Numbers.of(new Shape(1, 2), 1, 2);
    static final Numbers STEPS = Numbers.of(new Shape(1), 4);
    static final Numbers LENGTH = Numbers.of(new Shape(1), 2);

    static Sample of(Numbers labels, Numbers... predictions) {
        return new Sample(List.of(labels), List.of(predictions));
    }
}
