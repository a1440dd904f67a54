package io.github.djllosses.sample.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;

/**
 * What a classifier makes small: a loss of its scores.
 *
 * @param loss the loss
 * @param fit how it fits a classifier
 */
public record Objective(Loss loss, Fit fit) {

    private static final int CLASS_AXIS = 1;

    /** Returns the loss of scores {@code (N, classes)}. */
    NDArray evaluate(Batch batch, NDArray scores) {
        return loss.evaluate(fit.target().of(batch), predictions(scores));
    }

    /**
     * Returns what the loss of a batch is to be weighted by in an average over batches.
     *
     * @param batch the batch
     * @param scores the scores
     * @return the divisor of the loss; the number of images for a loss that does not tell
     */
    public double divisor(Batch batch, NDArray scores) {
        return loss instanceof AbstractLoss ours
                ? ours.divisor(fit.target().of(batch), predictions(scores))
                : batch.size();
    }

    private NDList predictions(NDArray scores) {
        return new NDList(
                switch (fit.predictions()) {
                    case LOGITS -> scores;
                    case LOG_PROBABILITIES -> Encoding.LOGITS.logProbabilities(scores, CLASS_AXIS);
                    case PROBABILITIES -> Encoding.LOGITS.probabilities(scores, CLASS_AXIS);
                });
    }
}
