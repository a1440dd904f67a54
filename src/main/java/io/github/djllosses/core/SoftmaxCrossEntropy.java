package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;

/**
 * Cross-entropy from logits, in closed form.
 *
 * <pre>{@code
 * p = softmax(x),   T = sum_k t_k
 * value = -sum_k t_k log p_k,   d/dx_k = T p_k - t_k
 * }</pre>
 *
 * <p>Where {@code p_k} rounds to 1 neither {@code log p_k} nor {@code p_k - 1} has a digit left.
 * But the sum of the other probabilities, small positive numbers, has all of them, and both follow
 * from it: {@code log p_k = log(1 - sum of the others)}, and the gradients of a row add up to 0.
 */
public final class SoftmaxCrossEntropy {

    /** Below this a probability has lost digits to underflow (float32 ends at 1e-38). */
    private static final double UNDERFLOW = 1e-30;

    /** Above this probability, the logarithm loses a digit: its error is relative to 1. */
    private static final double CONFIDENT = 0.75;

    /**
     * Roundings by which a row of the engine's softmax may miss 1. Over a million classes it misses
     * by hundreds, since the kernel adds up without carrying its errors; over thousands by a few.
     */
    private static final double UNEVEN = 4;

    private static final int[] CLASSES = {1};

    private SoftmaxCrossEntropy() {}

    /**
     * Computes {@code -log p_t}, where {@code t} is the entry of the label.
     *
     * @param label the entry of each row
     * @param x logits, one row per example
     * @return the value of each row, and the gradient
     */
    public static ValueAndGradient of(RowEntries label, NDArray x) {
        NDArray gradient = x.softmax(1);
        double[] p = label.of(gradient);
        double[] others = label.sumOfOthers(gradient);
        label.set(gradient, negated(others));

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
            double[] logP = label.of(x.logSoftmax(1));
            for (int row = 0; row < values.length; row++) {
                values[row] = p[row] < UNDERFLOW ? -logP[row] : values[row];
            }
        }
        if (uneven) {
            gradient.muli(Terms.perRow(Numbers.array(x, scales), gradient));
        }
        return new ValueAndGradient(Numbers.array(x, values), gradient);
    }

    private static double[] negated(double... numbers) {
        double[] negated = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            negated[i] = -numbers[i];
        }
        return negated;
    }

    /**
     * Tells whether logarithms of probabilities have all their digits, and so have the gradients
     * that automatic differentiation makes of them: no row is confident.
     *
     * @param logP what the log-softmax returns
     * @return whether all digits are there
     */
    public static boolean areExact(NDArray logP) {
        // a NaN does not tell how confident the other rows are
        return Numbers.toDouble(logP.stopGradient().max()) < Math.log(CONFIDENT);
    }

    /**
     * Computes {@code -sum_k t_k log p_k}.
     *
     * @param targets the weights {@code t} of the classes, shaped like the logits
     * @param x logits, one row per example
     * @return the value of each row, and the gradient
     */
    public static ValueAndGradient of(NDArray targets, NDArray x) {
        NDArray logP = x.logSoftmax(1);
        NDArray p = logP.exp();
        RowEntries top = areExact(logP) ? RowEntries.NONE : RowEntries.largest(p);
        top.set(logP, exactLogarithms(top, p, logP));

        NDArray values = StableMath.rowProducts(targets, logP).negi();
        NDArray gradient = p.muli(targets.sum(CLASSES, true)).subi(targets);
        top.balance(gradient);
        return new ValueAndGradient(values, gradient);
    }

    /** Returns {@code log p} of the largest entries; {@code p} loses them. */
    private static double[] exactLogarithms(RowEntries top, NDArray p, NDArray logP) {
        double[] logarithms = top.of(logP);
        double[] others = top.sumOfOthers(p);
        for (int row = 0; row < others.length; row++) {
            logarithms[row] = others[row] < 0.5 ? Math.log1p(-others[row]) : logarithms[row];
        }
        return logarithms;
    }
}
