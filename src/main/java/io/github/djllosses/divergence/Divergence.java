package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * The base of divergences that are functions of {@code p}, {@code q} and their ratio: a subclass
 * gives its value and its derivative by {@code q}, and need not know how the distributions are
 * spelled.
 */
abstract class Divergence extends AbstractLoss {

    private static final int[] CLASSES = {1};

    private final int classAxis;
    private final Encoding predictionEncoding;
    private final Encoding labelEncoding;

    Divergence(DivergenceBuilder<?> builder) {
        super(builder);
        classAxis = builder.classAxis();
        predictionEncoding = builder.predictionEncoding();
        labelEncoding = builder.labelEncoding();
    }

    /** Computes the divergence of every row, and its derivatives by q. */
    abstract Derived of(Distributions pq);

    @Override
    protected final Evaluation prepare(Inputs in) {
        ClassAxis axis = ClassAxis.of(in, classAxis);
        return Evaluation.distributions(
                in,
                axis,
                (q, p) -> {
                    in.checkProbabilities("labels[0]", p, labelEncoding);
                    return Terms.closedForm(q, p, this::formula);
                });
    }

    final ValueAndGradient formula(NDArray prediction, NDArray label) {
        // in float64: slopes that nearly cancel leave a gradient with no digit to lose
        Distributions pq =
                Distributions.of(
                        label.toType(DataType.FLOAT64, false),
                        labelEncoding,
                        prediction.toType(DataType.FLOAT64, false),
                        predictionEncoding);
        Derived derived = of(pq);
        return new ValueAndGradient(derived.values(), gradient(pq.q(), derived))
                .toType(prediction.getDataType());
    }

    private NDArray gradient(NDArray q, Derived derived) {
        NDArray offset = Numbers.scalar(q, derived.offset());
        return switch (predictionEncoding) {
            case LOGITS -> throughSoftmax(q, derived.weighed());
            case LOG_PROBABILITIES -> derived.weighed().add(q.mul(offset));
            case PROBABILITIES -> derived.slopes().add(offset);
        };
    }

    /** Returns {@code w_k - q_k sum_j w_j}. */
    private static NDArray throughSoftmax(NDArray q, NDArray weighed) {
        // what is common to all slopes of a row drops out: the slope of the top class at once, so
        // that the sum has the digits of the others
        NDArray top = q.argMax(1).expandDims(1);
        NDArray common = weighed.gather(top, 1).divi(q.gather(top, 1));
        NDArray w = weighed.sub(q.mul(common));
        return StableMath.balanced(w.sub(q.mul(w.sum(CLASSES, true))), top);
    }

    /**
     * The values and derivatives of some rows.
     *
     * @param values the divergence of every row
     * @param slopes its derivative by every {@code q_k}, less the offset, so that it has digits
     *     where the distributions are near; finite even where {@code q_k} is 0
     * @param weighed the slopes times {@code q_k}, also where that is too small for the slope
     * @param offset a number that all derivatives have in common
     */
    record Derived(NDArray values, NDArray slopes, NDArray weighed, double offset) {

        /** Adds up the terms of the classes. */
        static Derived ofTerms(NDArray terms, NDArray slopes, NDArray weighed) {
            return new Derived(terms.sum(CLASSES), slopes, weighed, 0);
        }
    }
}
