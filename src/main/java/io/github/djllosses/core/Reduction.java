package io.github.djllosses.core;

/**
 * How {@link AbstractLoss#evaluate(ai.djl.ndarray.NDList, ai.djl.ndarray.NDList)} turns the values
 * of a batch into one number.
 *
 * <p>There is no {@code NONE}: {@link AbstractLoss#pointwise} gives the values themselves.
 */
public enum Reduction {
    /**
     * The sum of the values, divided by the sum of the weights that count. Each loss states its
     * divisor; {@link AbstractLoss#divisor} returns it.
     */
    MEAN,

    /** The sum of the values. */
    SUM,

    /**
     * The sum of the values, divided by the size of their first axis, the batch (PyTorch's {@code
     * batchmean}).
     */
    BATCH_MEAN
}
