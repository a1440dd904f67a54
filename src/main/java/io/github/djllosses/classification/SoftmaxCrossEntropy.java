package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.ClassIndices;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;
import java.util.Arrays;

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

    /**
     * Roundings by which a row of the engine's softmax may miss 1. Over a million classes it misses
     * by hundreds, since the kernel adds up without carrying its errors; over thousands by a few.
     */
    private static final double UNEVEN = 4;

    private static final int[] CLASSES = {1};

    private SoftmaxCrossEntropy() {}

    /** Returns the terms {@code -log p_t}. */
    static Terms terms(ClassIndices labels, NDArray x) {
        NDArray constant = x.stopGradient();
        NDArray flat = constant.softmax(1).reshape(-1);
        NDArray gradient = flat.reshape(x.getShape());
        double[] p = labels.read(flat);
        labels.write(flat, new double[p.length]);
        double[] others = Numbers.toDoubles(gradient.sum(CLASSES));
        labels.write(flat, negated(others));

        double[] values = new double[p.length];
        double[] scales = new double[p.length];
        double tolerance = UNEVEN * Numbers.epsilon(x);
        boolean underflow = false;
        boolean uneven = false;
        for (int row = 0; row < values.length; row++) {
            double sum = p[row] + others[row];
            double rest = others[row] / sum;
            values[row] = rest < 0.5 ? -Math.log1p(-rest) : -Math.log(p[row] / sum);
            scales[row] = 1 / sum;
            underflow |= p[row] < UNDERFLOW;
            uneven |= Math.abs(sum - 1) > tolerance;
        }
        if (underflow) {
            double[] logP = labels.read(constant.logSoftmax(1));
            for (int row = 0; row < values.length; row++) {
                values[row] = p[row] < UNDERFLOW ? -logP[row] : values[row];
            }
        }
        if (uneven) {
            gradient.muli(Terms.perRow(Numbers.array(x, scales), gradient));
        }
        return Terms.closedForm(Numbers.array(x, values), x, gradient);
    }

    private static double[] negated(double... numbers) {
        return Arrays.stream(numbers).map(number -> -number).toArray();
    }

    /**
     * Returns the terms {@code -sum_k t_k log p_k} of the logits, exact where {@code p} puts nearly
     * all on one class.
     */
    static Terms terms(NDArray targets, NDArray x) {
        NDArray logP = x.stopGradient().logSoftmax(1);
        NDArray p = logP.exp();
        NDArray top = p.argMax(1).expandDims(1);
        NDArray exactLogP = logP.scatter(top, StableMath.logAt(top, p, logP), 1);

        NDArray values = StableMath.product(targets, exactLogP).sum(CLASSES).negi();
        NDArray gradient = p.muli(targets.sum(CLASSES, true)).subi(targets);
        return Terms.closedForm(values, x, StableMath.balanced(gradient, top));
    }
}
