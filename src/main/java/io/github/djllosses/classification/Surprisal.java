package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.djllosses.core.ClassIndices;
import io.github.djllosses.core.ClassLabels;
import io.github.djllosses.core.ClassOptions;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.RowEntries;
import io.github.djllosses.core.ScoresBuilder;
import io.github.djllosses.core.SoftmaxCrossEntropy;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Losses that are a function of how surprising the right class is, as cross-entropy is with {@code
 * f(s) = s}.
 *
 * <pre>{@code
 * s_k = -log p_k,   value = sum_k a_k f(s_k),   a = labels, smoothed and weighted
 * of logits:        d/dx_k = p_k sum_j h_j - h_k,   h_k = a_k f'(s_k)
 * }</pre>
 *
 * <p>All of it is computed in float64. What rounding takes from a difference of distant logits is a
 * relative error of the probability, which {@code f} may raise to a power; and {@code 1 - p} of a
 * confident prediction, a small number, may be a normal one only there.
 */
final class Surprisal {

    /** Beyond this surprisal a probability is 0 and its complement 1, in float64. */
    static final double MOST = 700;

    private final ClassOptions options;
    private final float smoothing;
    private final Encoding encoding;
    private final Cost cost;

    /**
     * Makes a loss.
     *
     * @param builder its options
     * @param options how it reads class labels, with factors that the builder does not know
     * @param cost its function
     */
    Surprisal(ScoresBuilder<?> builder, ClassOptions options, Cost cost) {
        this.options = options;
        smoothing = builder.labelSmoothing();
        encoding = builder.predictionEncoding();
        this.cost = cost;
    }

    /** The function {@code f} of a loss. */
    @FunctionalInterface
    interface Cost {

        /**
         * Computes {@code f(s)} and {@code f'(s)}.
         *
         * @param s surprisals in float64, from 0 to infinity
         * @return values and derivatives; finite derivatives
         */
        ValueAndGradient of(NDArray s);
    }

    /** Returns {@code 1 - exp(-s)} with all digits. */
    static NDArray complement(NDArray s) {
        // exp(-s/2) (exp(s/2) - exp(-s/2)), which does not cancel near 0
        NDArray half = s.minimum(MOST).muli(0.5);
        return half.sinh().muli(2).muli(half.negi().exp());
    }

    Evaluation prepare(Inputs in) {
        ClassLabels labels = ClassLabels.of(in, options);

        if (encoding == Encoding.LOGITS
                && smoothing == 0
                && labels instanceof ClassIndices indices) {
            return indices.weightedEvaluation(
                    q -> exact(q, (x, from) -> ofIndices(indices.entries(x, from), x)));
        }
        return labels.evaluation(
                encoding == Encoding.LOGITS
                        ? q -> exact(q, (x, from) -> ofTargets(targets(labels, x, from), x))
                        : q ->
                                exact(
                                        encoding.logProbabilities(q, 1),
                                        (x, from) -> ofLogarithms(targets(labels, x, from), x)));
    }

    private NDArray targets(ClassLabels labels, NDArray x, long from) {
        return labels.targets(smoothing, x, from).toType(DataType.FLOAT64, false);
    }

    /** Evaluates a formula in float64. */
    private static Terms exact(NDArray q, ValueAndGradient.RowsFormula formula) {
        return Terms.closedForm(
                q,
                (x, from) ->
                        formula.apply(x.toType(DataType.FLOAT64, false), from)
                                .toType(q.getDataType()));
    }

    private ValueAndGradient ofIndices(RowEntries label, NDArray x) {
        ValueAndGradient s = SoftmaxCrossEntropy.of(label, x);
        ValueAndGradient f = cost.of(s.values());

        NDArray gradient = s.gradient();
        return new ValueAndGradient(
                f.values(), gradient.muli(Terms.perRow(f.gradient(), gradient)));
    }

    private ValueAndGradient ofTargets(NDArray a, NDArray x) {
        NDArray logP = x.logSoftmax(1);
        NDArray p = logP.exp();
        NDArray top = p.argMax(1).expandDims(1);
        NDArray s = logP.scatter(top, StableMath.logAt(top, p, logP), 1).negi();

        ValueAndGradient f = cost.of(s);
        NDArray h = a.mul(f.gradient());
        NDArray gradient = p.muli(h.sum(new int[] {1}, true)).subi(h);
        return new ValueAndGradient(
                StableMath.rowProducts(a, f.values()), StableMath.balanced(gradient, top));
    }

    private ValueAndGradient ofLogarithms(NDArray a, NDArray logQ) {
        // a logarithm may be rounded to more than 0
        ValueAndGradient f = cost.of(logQ.neg().maximum(0));

        NDArray gradient = f.gradient().mul(a).negi();
        return new ValueAndGradient(StableMath.rowProducts(a, f.values()), gradient);
    }
}
