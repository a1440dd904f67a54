package io.github.djllosses.training;

import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.information.Unit;

/**
 * Bits per symbol (character, byte, pixel, word): how long a message becomes if this model encodes
 * it.
 *
 * <pre>{@code
 * BPS = mean loss / log 2
 *
 * config.addEvaluator(new BitsPerSymbol());
 * }</pre>
 *
 * <p>The mean is that of the loss, as {@link Perplexity} has it; the perplexity is 2 to this power.
 */
public final class BitsPerSymbol extends MeanLossEvaluator {

    /** Creates the evaluator on {@link CrossEntropyLoss} with all defaults. */
    public BitsPerSymbol() {
        this(new CrossEntropyLoss());
    }

    /**
     * Creates the evaluator.
     *
     * @param loss a cross-entropy in nats
     */
    public BitsPerSymbol(AbstractLoss loss) {
        super("BitsPerSymbol", loss);
    }

    @Override
    double result(double meanLoss) {
        return Unit.BITS.fromNats(meanLoss);
    }
}
