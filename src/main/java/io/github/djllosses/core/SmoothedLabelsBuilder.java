package io.github.djllosses.core;

/**
 * Adds label smoothing to the options of a loss that takes class labels.
 *
 * @param <B> the builder of the loss itself
 */
public abstract class SmoothedLabelsBuilder<B extends SmoothedLabelsBuilder<B>>
        extends ClassLabelsBuilder<B> {

    private float labelSmoothing;

    /**
     * Creates a builder with every option at its default.
     *
     * @param loss the class of the loss
     */
    protected SmoothedLabelsBuilder(Class<? extends AbstractLoss> loss) {
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

    /**
     * Returns the share of every label that goes to all classes evenly.
     *
     * @return the share
     */
    public final float labelSmoothing() {
        return labelSmoothing;
    }
}
