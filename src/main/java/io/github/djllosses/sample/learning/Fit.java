package io.github.djllosses.sample.learning;

import io.github.djllosses.core.Encoding;

/**
 * How a loss and a classifier fit together.
 *
 * @param labels how the loss wants the classes of the images spelt
 * @param predictions how it wants the classifier's distribution spelt
 * @param target whom the classifier learns from
 */
public record Fit(LabelKind labels, Encoding predictions, Target target) {

    /**
     * A fit to labels.
     *
     * @param labels how the loss wants the classes of the images spelt
     * @param predictions how it wants the classifier's distribution spelt
     */
    public Fit(LabelKind labels, Encoding predictions) {
        this(labels, predictions, Target.LABELS);
    }
}
