package io.github.djllosses.training;

import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.AbstractLoss;

/**
 * Perplexity: among how many equally likely symbols a model is, on average, undecided.
 *
 * <pre>{@code
 * PPL = exp(mean loss)
 *
 * config.addEvaluator(new Perplexity());
 * }</pre>
 *
 * <p>The mean is that of the loss: class weights, ignored labels and example weights count as they
 * do there, whatever the loss's reduction. Over an epoch it is the exponential of the mean over all
 * symbols, not the mean of the exponentials of batches. Labels and predictions are those of the
 * loss. Where nothing counts, the mean is 0 and the perplexity 1.
 */
public final class Perplexity extends MeanLossEvaluator {

    /** Creates the evaluator on {@link CrossEntropyLoss} with all defaults. */
    public Perplexity() {
        this(new CrossEntropyLoss());
    }

    /**
     * Creates the evaluator.
     *
     * @param loss a cross-entropy in nats
     */
    public Perplexity(AbstractLoss loss) {
        super("Perplexity", loss);
    }

    @Override
    double result(double meanLoss) {
        return Math.exp(meanLoss);
    }
}
