package io.github.djllosses.core;

import java.util.Arrays;

/**
 * Adds class weights to the options of a loss with a class axis.
 *
 * @param <B> the builder of the loss itself
 */
public abstract class ClassWeightsBuilder<B extends ClassWeightsBuilder<B>>
        extends ClassAxisBuilder<B> {

    private ClassWeights classWeights = ClassWeights.NONE;

    /**
     * Creates a builder with every option at its default.
     *
     * @param loss the class of the loss
     */
    protected ClassWeightsBuilder(Class<? extends AbstractLoss> loss) {
        super(loss);
    }

    /**
     * Sets one weight for every class, broadcast along the class axis.
     *
     * @param classWeights as many weights as there are classes, finite, not negative, not all zero;
     *     none by default
     * @return this builder
     */
    public B optClassWeights(float... classWeights) {
        this.classWeights = perClass("classWeights", classWeights);
        return changed("classWeights", Arrays.toString(classWeights), "[]");
    }

    /**
     * Checks an option that has one value per class.
     *
     * @param option the option's name
     * @param weights its values
     * @return the weights
     */
    protected final ClassWeights perClass(String option, float... weights) {
        check(weights != null, option, weights, "one weight for every class");
        check(weights.length > 0, option, "empty", "one weight for every class");
        double[] numbers = new double[weights.length];
        boolean positive = false;
        for (int k = 0; k < numbers.length; k++) {
            float w = weights[k];
            check(w >= 0 && w < Float.POSITIVE_INFINITY, option, w, "finite weights >= 0");
            positive |= w > 0;
            numbers[k] = w;
        }
        check(positive, option, Arrays.toString(weights), "at least one weight > 0");
        return new ClassWeights(option, numbers);
    }

    /**
     * Returns the class weights.
     *
     * @return the weights, {@link ClassWeights#NONE} by default
     */
    public final ClassWeights classWeights() {
        return classWeights;
    }
}
