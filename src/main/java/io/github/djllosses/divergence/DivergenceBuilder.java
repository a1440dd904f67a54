package io.github.djllosses.divergence;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassAxisBuilder;
import io.github.djllosses.core.Encoding;

/**
 * The options of losses that compare two distributions.
 *
 * @param <B> the builder of the loss itself, so that calls can be chained
 */
public abstract class DivergenceBuilder<B extends DivergenceBuilder<B>>
        extends ClassAxisBuilder<B> {

    private Encoding predictionEncoding = Encoding.LOG_PROBABILITIES;
    private Encoding labelEncoding = Encoding.PROBABILITIES;

    DivergenceBuilder(Class<? extends AbstractLoss> loss) {
        super(loss);
    }

    /**
     * Sets how the predictions spell their distributions.
     *
     * @param encoding the encoding; {@link Encoding#LOG_PROBABILITIES} by default
     * @return this builder
     */
    public B optPredictionEncoding(Encoding encoding) {
        check(encoding != null, "predictionEncoding", encoding, "an encoding");
        predictionEncoding = encoding;
        return changed("predictionEncoding", encoding, Encoding.LOG_PROBABILITIES);
    }

    /**
     * Sets how the labels spell their distributions.
     *
     * @param encoding the encoding; {@link Encoding#PROBABILITIES} by default
     * @return this builder
     */
    public B optLabelEncoding(Encoding encoding) {
        check(encoding != null, "labelEncoding", encoding, "an encoding");
        labelEncoding = encoding;
        return changed("labelEncoding", encoding, Encoding.PROBABILITIES);
    }

    final Encoding predictionEncoding() {
        return predictionEncoding;
    }

    final Encoding labelEncoding() {
        return labelEncoding;
    }

    final boolean isOfLogits() {
        return predictionEncoding == Encoding.LOGITS && labelEncoding == Encoding.LOGITS;
    }
}
