package io.github.djllosses.core;

/**
 * Adds how predictions spell their distributions to the options of a loss that takes class labels.
 *
 * @param <B> the builder of the loss itself
 */
public abstract class ScoresBuilder<B extends ScoresBuilder<B>> extends SmoothedLabelsBuilder<B> {

    private Encoding predictionEncoding = Encoding.LOGITS;

    /**
     * Creates a builder with every option at its default.
     *
     * @param loss the class of the loss
     */
    protected ScoresBuilder(Class<? extends AbstractLoss> loss) {
        super(loss);
    }

    /**
     * Sets how the predictions spell their distributions.
     *
     * @param encoding the encoding; {@link Encoding#LOGITS} by default, the only one that keeps the
     *     digits of confident predictions
     * @return this builder
     */
    public B optPredictionEncoding(Encoding encoding) {
        check(encoding != null, "predictionEncoding", encoding, "an encoding");
        predictionEncoding = encoding;
        return changed("predictionEncoding", encoding, Encoding.LOGITS);
    }

    /**
     * Returns how the predictions spell their distributions.
     *
     * @return the encoding
     */
    public final Encoding predictionEncoding() {
        return predictionEncoding;
    }
}
