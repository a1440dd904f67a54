package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
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
    private final long chunk;
    private final ValueAndGradient.RowsFormula formula;

    /**
     * Binds a formula to its arrays.
     *
     * @param hidden {@code h}, of shape (N, D)
     * @param weight {@code W}, of shape (C, D)
     * @param bias {@code b}, of shape (C), or null
     * @param chunk how many rows of scores are held at once
     * @param formula the formula of the scores
     */
    LinearForm(
            NDArray hidden,
            NDArray weight,
            @Nullable NDArray bias,
            long chunk,
            ValueAndGradient.RowsFormula formula) {
        this.hidden = hidden;
        this.weight = weight;
        this.bias = bias;
        this.chunk = chunk;
        this.formula = formula;
    }

    @Override
    public Terms times(NDArray weights) {
        return new LinearForm(
                hidden, weight, bias, chunk, ClosedForm.weighted(formula, hidden, weights));
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
    NDArray carefulSum() {
        return sum();
    }

    @Override
    NDArray sum() {
        NDArray h = hidden.stopGradient();
        NDArray w = weight.stopGradient();
        NDArray b = bias == null ? null : bias.stopGradient();
        NDArray gradientOfHidden = h.zerosLike();
        NDArray gradientOfWeight = w.zerosLike();
        NDArray gradientOfBias = b == null ? null : b.zerosLike();
        long rows = h.getShape().get(0);
        double total = 0;
        for (long from = 0; from < rows; from += chunk) {
            try (NDManager scope = h.getManager().newSubManager()) {
                NDArray part = ClosedForm.rows(h, from, Math.min(chunk, rows - from), scope);
                ValueAndGradient scores = formula.apply(scores(part, w, b), from);
                NDArray gradient = scores.gradient();
                total += ClosedForm.total(scores);
                ClosedForm.rows(gradientOfHidden, from, part).addi(gradient.matMul(w));
                gradientOfWeight.addi(gradient.transpose().matMul(part));
                if (gradientOfBias != null) {
                    gradientOfBias.addi(gradient.sum(new int[] {0}));
                }
            }
        }
        NDList arrays = new NDList(hidden, weight);
        NDList gradients = new NDList(gradientOfHidden, gradientOfWeight);
        if (bias != null) {
            arrays.add(bias);
            gradients.add(gradientOfBias);
        }
        return ClosedForm.carrying(arrays, gradients, total);
    }
}
