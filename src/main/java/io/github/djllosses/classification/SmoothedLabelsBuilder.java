package io.github.djllosses.classification;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassLabelsBuilder;

/**
 * Adds label smoothing to the options of a loss that takes class labels.
 *
 * @param <B> the builder of the loss itself
 */
public abstract class SmoothedLabelsBuilder<B extends SmoothedLabelsBuilder<B>>
        extends ClassLabelsBuilder<B> {

    private float labelSmoothing;

    SmoothedLabelsBuilder(Class<? extends AbstractLoss> loss) {
        super(loss);
    }

    /**
     * Sets the share of every label that goes to all classes evenly (Szegedy et al., 2016).
     *
     * @param smoothing the share, in [0, 1]; 0 by default
     * @return this builder
     */
    public B optLabelSmoothing(float smoothing) {
        check(smoothing >= 0 && smoothing <= 1, "labelSmoothing", smoothing, "a share in [0, 1]");
        labelSmoothing = smoothing;
        return changed("labelSmoothing", smoothing, 0f);
    }

    final float labelSmoothing() {
        return labelSmoothing;
    }
}
