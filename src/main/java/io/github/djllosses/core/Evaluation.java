package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of a loss: the shape of its values, the weights of its examples, what a mean
 * divides by, and the formula, each waiting to be asked for.
 */
public sealed class Evaluation permits SumOfMeans {

    private final Shape shape;
    private final @Nullable NDArray weights;
    private final @Nullable NDArray weightsOfSum;
    private final DoubleSupplier divisor;
    private final UnaryOperator<NDArray> mask;
    private final int maskable;
    private final boolean steep;
    private final Function<NDList, Terms> formula;

    /**
     * Collects what an evaluation needs.
     *
     * @param mask makes an array harmless where the weight of its example is 0
     * @param maskable how many predictions have examples; those that follow, as parameters of a
     *     layer, have not
     * @param steep whether a slope may be infinite, or become so on its way back through several
     *     operations, where the value is finite: a weight of 0 would make NaN of it
     */
    Evaluation(
            Shape shape,
            @Nullable NDArray weights,
            DoubleSupplier divisor,
            UnaryOperator<NDArray> mask,
            int maskable,
            boolean steep,
            Function<NDList, Terms> formula) {
        this.maskable = maskable;
        this.steep = steep;
        this.shape = shape;
        this.weights = weights;
        weightsOfSum = weights;
        this.divisor = divisor;
        this.mask = mask;
        this.formula = formula;
    }

    private Evaluation(Evaluation other, NDArray weightsOfSum) {
        shape = other.shape;
        weights = other.weights;
        this.weightsOfSum = weightsOfSum;
        divisor = other.divisor;
        mask = other.mask;
        maskable = other.maskable;
        steep = other.steep;
        formula = other.formula;
    }

    /**
     * Describes a loss with one value per element of its prediction, whose mean divides by their
     * number or by the sum of the example weights.
     *
     * @param in the arguments
     * @param formula the formula, of the prediction and the label; its slopes are finite where its
     *     values are
     * @return the evaluation
     */
    public static Evaluation elementwise(Inputs in, Formula formula) {
        Shape shape = in.prediction().getShape();
        NDArray weights = in.exampleWeights(shape);
        UnaryOperator<NDArray> mask = array -> in.masked(array, weights, Inputs.NO_AXIS);
        NDArray label = atLeastOneAxis(mask.apply(in.sameShapeLabel(0)));
        return new Evaluation(
                shape,
                weights,
                () -> in.totalWeight(shape),
                mask,
                1,
                false,
                predictions -> formula.apply(atLeastOneAxis(predictions.head()), label));
    }

    /**
     * Describes a loss with one value per element of two predictions of the same shape, whose mean
     * divides by their number or by the sum of the example weights.
     *
     * @param in the arguments
     * @param formula the formula, of the two predictions and the label
     * @return the evaluation
     */
    public static Evaluation elementwise(Inputs in, PairFormula formula) {
        Shape shape = in.sameShapePredictions();
        NDArray weights = in.exampleWeights(shape);
        UnaryOperator<NDArray> mask = array -> in.masked(array, weights, Inputs.NO_AXIS);
        NDArray label = atLeastOneAxis(mask.apply(in.sameShapeLabel(0)));
        return new Evaluation(
                shape,
                weights,
                () -> in.totalWeight(shape),
                mask,
                2,
                true,
                predictions ->
                        formula.apply(
                                atLeastOneAxis(predictions.get(0)),
                                atLeastOneAxis(predictions.get(1)),
                                label));
    }

    /**
     * Describes a loss with one value per vector, of predictions of the same shape whose last axis
     * holds the vectors. The mean divides by the number of vectors, or by the sum of the example
     * weights.
     *
     * @param in the arguments
     * @param formula the formula, of the predictions, each a matrix of one vector per row
     * @return the evaluation
     */
    public static Evaluation vectors(Inputs in, Function<NDList, Terms> formula) {
        in.sameShapePredictions();
        ClassAxis axis = ClassAxis.of(in, -1);
        NDArray weights = in.exampleWeights(axis.rows());
        return new Evaluation(
                axis.rows(),
                weights,
                () -> in.totalWeight(axis.rows()),
                array -> in.masked(array, weights, axis.axis()),
                in.predictions().size(),
                true,
                predictions -> {
                    NDList matrices = new NDList();
                    predictions.forEach(array -> matrices.add(axis.matrix(array)));
                    return formula.apply(matrices);
                });
    }

    /**
     * Describes a loss with one value per row of its prediction.
     *
     * @param in the arguments
     * @param axis the class axis
     * @param weights the weights of the rows, or null
     * @param divisor what the mean divides by
     * @param formula the formula, of the prediction as {@link ClassAxis#matrix} lays it out; its
     *     slopes are finite where its values are
     * @return the evaluation
     */
    public static Evaluation rows(
            Inputs in,
            ClassAxis axis,
            @Nullable NDArray weights,
            DoubleSupplier divisor,
            Function<NDArray, Terms> formula) {
        return rows(in, axis, weights, divisor, false, formula);
    }

    private static Evaluation rows(
            Inputs in,
            ClassAxis axis,
            @Nullable NDArray weights,
            DoubleSupplier divisor,
            boolean steep,
            Function<NDArray, Terms> formula) {
        return new Evaluation(
                axis.rows(),
                weights,
                divisor,
                array -> in.masked(array, weights, axis.axis()),
                1,
                steep,
                predictions -> formula.apply(axis.matrix(predictions.head())));
    }

    /**
     * Describes a loss whose values do not lie along the axes of its predictions.
     *
     * @param in the arguments
     * @param shape the shape of the values
     * @param weights the weights of the values, or null
     * @param divisor what the mean divides by
     * @param mask makes a prediction harmless where it counts for nothing
     * @param steep whether the formula's slopes may be infinite where its values are finite, or
     *     become so on their way back
     * @param formula the formula, of the predictions
     * @return the evaluation
     */
    public static Evaluation of(
            Inputs in,
            Shape shape,
            @Nullable NDArray weights,
            DoubleSupplier divisor,
            UnaryOperator<NDArray> mask,
            boolean steep,
            Function<NDList, Terms> formula) {
        int all = in.predictions().size();
        return new Evaluation(shape, weights, divisor, mask, all, steep, formula);
    }

    /**
     * Returns the same evaluation with other weights in sums than before reduction.
     *
     * @param weights the weights, of the shape of the values, 0 where those of the examples are
     * @return the evaluation
     */
    public Evaluation summing(NDArray weights) {
        return new Evaluation(this, weights);
    }

    /**
     * Describes a loss between two distributions per row, whose mean divides by their number or by
     * the sum of the example weights.
     *
     * @param in the arguments
     * @param axis the class axis
     * @param formula the formula, of prediction and label as {@link ClassAxis#matrix} lays them out
     * @return the evaluation
     */
    public static Evaluation distributions(Inputs in, ClassAxis axis, Formula formula) {
        NDArray weights = in.exampleWeights(axis.rows());
        NDArray label = axis.matrix(in.masked(in.sameShapeLabel(0), weights, axis.axis()));
        return rows(
                in,
                axis,
                weights,
                () -> in.totalWeight(axis.rows()),
                true,
                prediction -> formula.apply(prediction, label));
    }

    /**
     * Describes a loss that is a weighted sum of the means of other losses.
     *
     * <p>Its divisor is that of the first part of which anything counts, and its sum the divisor
     * times its value, so that every part has the share in it that its own mean has.
     *
     * @param in the arguments
     * @param parts the other losses, at least one
     * @param report is told the mean of every part, by name, when the sum is computed
     * @return the evaluation
     */
    public static Evaluation sumOfMeans(
            Inputs in, List<WeightedLoss> parts, Consumer<Map<String, Double>> report) {
        return new SumOfMeans(in, parts.stream().map(part -> part.prepare(in)).toList(), report);
    }

    /**
     * Gives a scalar an axis: a scalar of the engine changes its data type when it meets numbers.
     */
    private static NDArray atLeastOneAxis(NDArray array) {
        return array.getShape().isScalar() ? array.reshape(1) : array;
    }

    double divisor() {
        return divisor.getAsDouble();
    }

    /** Returns the shape of the values. */
    Shape shape() {
        return shape;
    }

    /** Returns the size of the batch axis. */
    long batchSize() {
        return shape.dimension() == 0 ? 1 : shape.get(0);
    }

    /** Returns the values, example weights included. */
    NDArray values(NDList predictions) {
        if (shape.size() == 0) {
            return nothing(predictions).reshape(shape);
        }
        return terms(masked(predictions), weights).values().reshape(shape);
    }

    /** Returns the sum of the values, example weights included. */
    Total sum(NDList predictions) {
        if (shape.size() == 0) {
            return new Total(nothing(predictions).sum(), 1, 0);
        }
        NDList given = steep ? masked(predictions) : predictions;
        Total sum = terms(given, weightsOfSum).sum();
        // NaN and infinities are rare and show in the sum: the common case pays for one look at it
        return Double.isFinite(sum.value())
                ? sum
                : terms(masked(predictions), weightsOfSum).carefulSum();
    }

    /**
     * Returns an array without elements that the gradient of every example's prediction reaches.
     */
    private NDArray nothing(NDList predictions) {
        NDArray nothing = predictions.head().reshape(-1);
        for (int i = 1; i < maskable; i++) {
            nothing = nothing.add(predictions.get(i).reshape(-1));
        }
        return nothing;
    }

    private Terms terms(NDList predictions, @Nullable NDArray factors) {
        Terms terms = formula.apply(predictions);
        return factors == null ? terms : terms.times(factors);
    }

    private NDList masked(NDList predictions) {
        NDList masked = new NDList(predictions);
        for (int i = 0; i < maskable; i++) {
            masked.set(i, mask.apply(predictions.get(i)));
        }
        return masked;
    }

    /** The formula of a loss of a prediction and a label of the same shape. */
    @FunctionalInterface
    public interface Formula {

        /**
         * Computes the terms.
         *
         * @param prediction the prediction
         * @param label the label, of the same shape and data type
         * @return the terms
         */
        Terms apply(NDArray prediction, NDArray label);
    }

    /** The formula of a loss of two predictions and a label, all of the same shape. */
    @FunctionalInterface
    public interface PairFormula {

        /**
         * Computes the terms.
         *
         * @param first the first prediction
         * @param second the second prediction
         * @param label the label, of the same shape and data type
         * @return the terms
         */
        Terms apply(NDArray first, NDArray second, NDArray label);
    }
}
