package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
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
        Distributions pq = Distributions.of(label, labelEncoding, prediction, predictionEncoding);
        Derived derived = of(pq);
        return new ValueAndGradient(derived.values(), gradient(pq.q(), derived));
    }

    private NDArray gradient(NDArray q, Derived derived) {
        NDArray slopes = derived.slopes();
        return switch (predictionEncoding) {
            case LOGITS -> {
                // what is common to all slopes of a row drops out
                NDArray weighed = StableMath.product(q, slopes);
                yield weighed.sub(q.mul(weighed.sum(CLASSES, true)));
            }
            case LOG_PROBABILITIES -> StableMath.product(q, slopes.add(derived.offset()));
            case PROBABILITIES -> slopes.add(derived.offset());
        };
    }

    /**
     * The values and derivatives of some rows.
     *
     * @param values the divergence of every row
     * @param slopes its derivative by every {@code q_k}, less the offset, so that it has digits
     *     where the distributions are near
     * @param offset a number that all derivatives have in common
     */
    record Derived(NDArray values, NDArray slopes, double offset) {

        /** Adds up the terms of the classes. */
        static Derived ofTerms(NDArray terms, NDArray slopes) {
            return new Derived(terms.sum(CLASSES), slopes, 0);
        }
    }
}
