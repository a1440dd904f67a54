package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The evaluation of a loss by a formula of its own: terms, times the weights of their examples. */
final class WeightedTerms extends Evaluation {

    private final Shape shape;
    private final @Nullable NDArray weights;
    private final @Nullable NDArray weightsOfSum;
    private final DoubleSupplier divisor;
    private final UnaryOperator<NDList> mask;
    private final boolean steep;
    private final Function<NDList, Terms> formula;

    /**
     * Collects what an evaluation needs.
     *
     * @param weights the weights of the values before reduction
     * @param weightsOfSum the weights of the values in a sum
     * @param mask makes predictions harmless where the weight of an example is 0
     * @param steep whether a slope may be infinite, or become so on its way back through several
     *     operations, where the value is finite: a weight of 0 would make NaN of it
     */
    WeightedTerms(
            Shape shape,
            @Nullable NDArray weights,
            @Nullable NDArray weightsOfSum,
            DoubleSupplier divisor,
            UnaryOperator<NDList> mask,
            boolean steep,
            Function<NDList, Terms> formula) {
        this.shape = shape;
        this.weights = weights;
        this.weightsOfSum = weightsOfSum;
        this.divisor = divisor;
        this.mask = mask;
        this.steep = steep;
        this.formula = formula;
    }

    /** Collects the same with the same weights before and after reduction. */
    WeightedTerms(
            Shape shape,
            @Nullable NDArray weights,
            DoubleSupplier divisor,
            UnaryOperator<NDList> mask,
            boolean steep,
            Function<NDList, Terms> formula) {
        this(shape, weights, weights, divisor, mask, steep, formula);
    }

    @Override
    double divisor() {
        return divisor.getAsDouble();
    }

    @Override
    Shape shape() {
        return shape;
    }

    @Override
    NDArray values(NDList predictions) {
        if (shape.size() == 0) {
            return Total.nothing(predictions).reshape(shape);
        }
        return terms(mask.apply(predictions), weights).values().reshape(shape);
    }

    @Override
    Total sum(NDList predictions) {
        if (shape.size() == 0) {
            return Total.zero(predictions);
        }
        NDList given = steep ? mask.apply(predictions) : predictions;
        Total sum = terms(given, weightsOfSum).sum();
        // NaN and infinities are rare and show in the sum: the common case pays for one look at it
        return Double.isFinite(sum.value())
                ? sum
                : terms(mask.apply(predictions), weightsOfSum).carefulSum();
    }

    private Terms terms(NDList predictions, @Nullable NDArray factors) {
        Terms terms = formula.apply(predictions);
        return factors == null ? terms : terms.times(factors);
    }
}
