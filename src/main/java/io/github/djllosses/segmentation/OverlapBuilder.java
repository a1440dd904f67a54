package io.github.djllosses.segmentation;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ScoresBuilder;

/**
 * The options of losses of the overlap between predicted and labelled regions.
 *
 * @param <B> the builder of the loss itself, so that calls can be chained
 */
public abstract class OverlapBuilder<B extends OverlapBuilder<B>> extends ScoresBuilder<B> {

    private float smooth = 1;

    OverlapBuilder(Class<? extends AbstractLoss> loss) {
        super(loss);
    }

    /**
     * Sets the number of elements that count as overlap from the start: it keeps the loss of a
     * class that hardly occurs from depending on single elements.
     *
     * @param smooth the number, finite, not negative; 1 by default. With 0 a class that is neither
     *     predicted nor labelled at all has loss 0
     * @return this builder
     */
    public B optSmooth(float smooth) {
        check(
                smooth >= 0 && smooth < Float.POSITIVE_INFINITY,
                "smooth",
                smooth,
                "a finite number >= 0");
        this.smooth = smooth;
        return changed("smooth", smooth, 1f);
    }

    final float smooth() {
        return smooth;
    }
}
