package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a loss over classes: an index or a distribution for each row.
 *
 * <p>A label array with the prediction's shape is distributions; one without the class axis, or
 * with a class axis of size 1 where there are several classes, is class indices.
 */
public abstract sealed class ClassLabels permits ClassIndices, ClassDistributions {

    private final Inputs in;
    private final ClassAxis axis;
    private final ClassWeights classWeights;
    private final ClassWeights multipliers;

    ClassLabels(Inputs in, ClassAxis axis, ClassOptions options) {
        this.in = in;
        this.axis = axis;
        classWeights = options.classWeights();
        multipliers = classWeights.times(options.factors());
    }

    /**
     * Reads the first label array.
     *
     * @param in the arguments of the loss
     * @param options the class axis, class weights and ignored index of the loss
     * @return the labels
     * @throws IllegalArgumentException if the array is neither indices nor distributions, or holds
     *     an index that is no class
     */
    public static ClassLabels of(Inputs in, ClassOptions options) {
        ClassAxis axis = ClassAxis.of(in, options.classAxis());
        options.classWeights().check(in, options.classAxis());
        options.factors().check(in, options.classAxis());
        Shape prediction = in.scores();
        Shape shape = in.label(0).getShape();
        if (shape.equals(prediction)) {
            return new ClassDistributions(in, axis, options);
        }
        if (shape.equals(axis.rows()) || shape.equals(axis.withOneClass())) {
            return new ClassIndices(in, axis, options);
        }
        throw in.error(
                "labels[0] %s does not fit %s with classes along axis %d: expected class indices %s"
                        + " or distributions %s; set optClassAxis if the classes lie elsewhere",
                shape, in.scoresName(), axis.axis(), axis.rows(), prediction);
    }

    /**
     * Binds the formula of a loss to these labels. Its mean divides by {@link #divisor}.
     *
     * @param formula the terms of a prediction that is laid out as {@link ClassAxis#matrix}, class
     *     weights included
     * @return the evaluation
     */
    public final Evaluation evaluation(Function<NDArray, Terms> formula) {
        return evaluation(weights(), formula);
    }

    final Evaluation evaluation(@Nullable NDArray weights, Function<NDArray, Terms> formula) {
        return Evaluation.rows(in, axis, weights, this::divisor, formula);
    }

    /**
     * Returns what a mean over the labels divides by.
     *
     * @return the sum over rows of the row's weight times the (expected) weight of its class
     */
    public abstract double divisor();

    /**
     * Returns the labels of some rows as distributions, smoothed and weighted: {@code w_k ((1 - s)
     * t_k + s / C)}.
     *
     * @param smoothing the share {@code s} that goes to all classes evenly
     * @param matrix some rows of an array as {@link ClassAxis#matrix} lays it out
     * @param from the number of the first of these rows, along axis 0
     * @return an array shaped like {@code matrix}, perhaps the user's own: not to be changed
     */
    public abstract NDArray targets(float smoothing, NDArray matrix, long from);

    /**
     * Returns the weights of the rows, class weights not included.
     *
     * @return one weight per row, 0 for ignored ones, or null where every row counts 1
     */
    public abstract @Nullable NDArray weights();

    final ClassAxis axis() {
        return axis;
    }

    /** Returns what the divisor adds up. */
    final ClassWeights classWeights() {
        return classWeights;
    }

    /** Returns what multiplies the losses of every class: class weights and factors. */
    final ClassWeights multipliers() {
        return multipliers;
    }
}
