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
public abstract sealed class Evaluation permits WeightedTerms, SumOfMeans {

    Evaluation() {}

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
        return new WeightedTerms(
                shape,
                weights,
                () -> in.totalWeight(shape),
                firstOf(mask),
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
        return new WeightedTerms(
                shape,
                weights,
                () -> in.totalWeight(shape),
                allOf(mask),
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
        return new WeightedTerms(
                axis.rows(),
                weights,
                () -> in.totalWeight(axis.rows()),
                allOf(array -> in.masked(array, weights, axis.axis())),
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
        return new WeightedTerms(
                axis.rows(),
                weights,
                divisor,
                firstOf(array -> in.masked(array, weights, axis.axis())),
                steep,
                predictions -> formula.apply(axis.matrix(predictions.head())));
    }

    /**
     * Describes a loss whose values do not lie along the axes of its predictions.
     *
     * @param shape the shape of the values
     * @param weights the weights of the values before reduction, or null
     * @param weightsOfSum those in a sum, 0 where the others are, or null
     * @param divisor what the mean divides by
     * @param mask makes a prediction harmless where it counts for nothing
     * @param steep whether the formula's slopes may be infinite where its values are finite, or
     *     become so on their way back
     * @param formula the formula, of the predictions
     * @return the evaluation
     */
    public static Evaluation of(
            Shape shape,
            @Nullable NDArray weights,
            @Nullable NDArray weightsOfSum,
            DoubleSupplier divisor,
            UnaryOperator<NDArray> mask,
            boolean steep,
            Function<NDList, Terms> formula) {
        return new WeightedTerms(
                shape, weights, weightsOfSum, divisor, allOf(mask), steep, formula);
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

    private static UnaryOperator<NDList> allOf(UnaryOperator<NDArray> mask) {
        return predictions -> {
            NDList masked = new NDList();
            predictions.forEach(array -> masked.add(mask.apply(array)));
            return masked;
        };
    }

    /**
     * Masks the first prediction: those that follow, as parameters of a layer, have no examples.
     */
    private static UnaryOperator<NDList> firstOf(UnaryOperator<NDArray> mask) {
        return predictions -> {
            NDList masked = new NDList(predictions);
            masked.set(0, mask.apply(predictions.head()));
            return masked;
        };
    }

    /** Returns what the mean divides by. */
    abstract double divisor();

    /** Returns the shape of the values. */
    abstract Shape shape();

    /** Returns the size of the batch axis. */
    final long batchSize() {
        return shape().dimension() == 0 ? 1 : shape().get(0);
    }

    /** Returns the values, example weights included. */
    abstract NDArray values(NDList predictions);

    /** Returns the sum of the values, example weights included. */
    abstract Total sum(NDList predictions);

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
