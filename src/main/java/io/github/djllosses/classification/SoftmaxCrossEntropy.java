package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.ClassIndices;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;

/**
 * Cross-entropy from logits, in closed form.
 *
 * <pre>{@code
 * p = softmax(x),   S = sum of p_k over k != t
 * value = -log p_t = -log(1 - S),   d/dx_k = p_k,   d/dx_t = p_t - 1 = -S
 * }</pre>
 *
 * <p>{@code 1 - p_t} has no digits left once {@code p_t} rounds to 1; {@code S}, a sum of small
 * positive numbers, has all of them. The closed form also takes one pass over the data less than
 * log-softmax and its derivative.
 */
final class SoftmaxCrossEntropy {

    /** Below this a probability has lost digits to underflow (float32 ends at 1e-38). */
    private static final double UNDERFLOW = 1e-30;

    private static final int[] CLASSES = {1};

    private SoftmaxCrossEntropy() {}

    /** Returns the terms {@code -w_t log p_t} of the logits. */
    static Terms terms(ClassIndices labels, NDArray x) {
        NDArray constant = x.stopGradient();
        NDArray flat = constant.softmax(1).reshape(-1);
        double[] label = Numbers.toDoubles(labels.select(flat));
        labels.put(flat, Numbers.array(x, new double[label.length]));
        NDArray gradient = flat.reshape(x.getShape());
        NDArray others = gradient.sum(CLASSES).reshape(-1);
        labels.put(flat, others.neg());

        double[] values = Numbers.toDoubles(others);
        boolean underflow = false;
        for (int row = 0; row < values.length; row++) {
            values[row] = values[row] < 0.5 ? -Math.log1p(-values[row]) : -Math.log(label[row]);
            underflow |= label[row] < UNDERFLOW;
        }
        if (!underflow) {
            return labels.weighted(Terms.closedForm(Numbers.array(x, values), x, gradient));
        }
        double[] logP = Numbers.toDoubles(labels.select(constant.logSoftmax(1)));
        for (int row = 0; row < values.length; row++) {
            values[row] = label[row] < UNDERFLOW ? -logP[row] : values[row];
        }
        return labels.weighted(Terms.closedForm(Numbers.array(x, values), x, gradient));
    }

    /**
     * Returns the terms {@code -sum_k t_k log p_k} of the logits, exact where {@code p} puts nearly
     * all on one class.
     */
    static Terms terms(NDArray targets, NDArray x) {
        NDArray logP = x.stopGradient().logSoftmax(1);
        NDArray p = logP.exp();
        NDArray top = p.argMax(1).expandDims(1);
        NDArray others = StableMath.balanced(p, top).gather(top, 1);
        NDArray exactLogP = logP.scatter(top, StableMath.log1p(others), 1);

        NDArray values = StableMath.product(targets, exactLogP).sum(CLASSES).negi();
        NDArray gradient = p.muli(targets.sum(CLASSES, true)).subi(targets);
        return Terms.closedForm(values, x, StableMath.balanced(gradient, top));
    }
}
