package io.github.djllosses.embedding;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.LossBuilder;

/**
 * The options of contrastive losses.
 *
 * @param <B> the builder of the loss itself, so that calls can be chained
 */
public abstract class TemperatureBuilder<B extends TemperatureBuilder<B>> extends LossBuilder<B> {

    private static final float DEFAULT = 0.07f;

    private float temperature = DEFAULT;

    TemperatureBuilder(Class<? extends AbstractLoss> loss) {
        super(loss);
    }

    /**
     * Sets the temperature that divides the cosines: the smaller it is, the more the hardest
     * negatives count.
     *
     * @param temperature the temperature, finite, above 0; 0.07 by default
     * @return this builder
     */
    public B optTemperature(float temperature) {
        check(
                temperature > 0 && temperature < Float.POSITIVE_INFINITY,
                "temperature",
                temperature,
                "a finite temperature > 0");
        this.temperature = temperature;
        return changed("temperature", temperature, DEFAULT);
    }

    final float temperature() {
        return temperature;
    }
}
