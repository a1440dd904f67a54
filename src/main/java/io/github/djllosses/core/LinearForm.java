package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

/**
 * Terms of the scores {@code h W^T + b}, which are never all held at once: the scores of a few rows
 * are computed, turned into their gradient, and the gradient at once into those of {@code h},
 * {@code W} and {@code b}.
 */
final class LinearForm extends Terms {

    private final NDArray hidden;
    private final NDArray weight;
    private final @Nullable NDArray bias;
    private final long chunkSize;
    private final ValueAndGradient.RowsFormula formula;

    /**
     * Binds a formula to its arrays.
     *
     * @param hidden {@code h}, of shape (N, D)
     * @param weight {@code W}, of shape (C, D)
     * @param bias {@code b}, of shape (C), or null
     * @param chunkSize how many rows of scores are held at once
     * @param formula the formula of the scores
     */
    LinearForm(
            NDArray hidden,
            NDArray weight,
            @Nullable NDArray bias,
            long chunkSize,
            ValueAndGradient.RowsFormula formula) {
        this.hidden = hidden;
        this.weight = weight;
        this.bias = bias;
        this.chunkSize = chunkSize;
        this.formula = formula;
    }

    @Override
    public Terms times(NDArray weights) {
        return new LinearForm(
                hidden, weight, bias, chunkSize, ClosedForm.weighted(formula, hidden, weights));
    }

    @Override
    NDArray values() {
        return new ClosedForm(scores(hidden, weight, bias), true, formula).values();
    }

    private static NDArray scores(NDArray h, NDArray w, @Nullable NDArray b) {
        NDArray product = h.matMul(w.transpose());
        return b == null ? product : product.add(b);
    }

    @Override
    Total carefulSum() {
        return sum();
    }

    @Override
    Total sum() {
        NDArray w = weight.stopGradient();
        NDArray b = bias == null ? null : bias.stopGradient();
        NDArray byHidden = hidden.stopGradient().zerosLike();
        NDArray byWeight = w.zerosLike();
        NDArray byBias = b == null ? null : b.zerosLike();
        long rows = hidden.getShape().get(0);
        double total = 0;
        for (long from = 0; from < rows; from += chunkSize) {
            try (NDManager scope = hidden.getManager().newSubManager()) {
                long count = Math.min(chunkSize, rows - from);
                NDArray h = ClosedForm.rows(hidden.stopGradient(), from, count, scope);
                NDArray x = scores(h, w, b);
                total += ClosedForm.replaceByGradient(x, from, formula);
                ClosedForm.rows(byHidden, from, h).addi(x.matMul(w));
                byWeight.addi(x.transpose().matMul(h));
                if (byBias != null) {
                    byBias.addi(x.sum(new int[] {0}));
                }
            }
        }
        NDArray carrier =
                ClosedForm.carrier(hidden, byHidden).add(ClosedForm.carrier(weight, byWeight));
        if (bias != null && byBias != null) {
            carrier = carrier.add(ClosedForm.carrier(bias, byBias));
        }
        return new Total(carrier, 1, total);
    }
}
