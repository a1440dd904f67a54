package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** One weight per class, held on the host; an array of the engine is made for each call. */
public final class ClassWeights {

    /** No weights: every class counts 1. */
    public static final ClassWeights NONE = new ClassWeights("classWeights");

    private final String option;
    private final double[] weights;

    ClassWeights(String option, double... weights) {
        this.option = option;
        this.weights = weights;
    }

    /**
     * Tells whether every class counts 1.
     *
     * @return whether there are no weights
     */
    public boolean isNone() {
        return weights.length == 0;
    }

    /**
     * Returns the weight of a class.
     *
     * @param index the class
     * @return its weight, 1 where there are none
     */
    public double of(long index) {
        return isNone() ? 1 : weights[Math.toIntExact(index)];
    }

    /** Returns the products of these weights and others; there are as many, or none. */
    ClassWeights times(ClassWeights other) {
        if (isNone() || other.isNone()) {
            return isNone() ? other : this;
        }
        double[] products = weights.clone();
        for (int k = 0; k < products.length; k++) {
            products[k] *= other.weights[k];
        }
        return new ClassWeights(option, products);
    }

    /**
     * Returns the weights as an array.
     *
     * @param axis the axis whose number of classes there are weights for
     * @param like an array whose manager and data type the new one gets
     * @return the weights along axis 1, ready to meet {@link ClassAxis#matrix}; all 1 where there
     *     are none
     */
    NDArray along(ClassAxis axis, NDArray like) {
        double[] all = new double[Math.toIntExact(axis.classes())];
        for (int k = 0; k < all.length; k++) {
            all[k] = of(k);
        }
        NDArray array = Numbers.array(like, all);
        return axis.inner() == 1 ? array : array.reshape(all.length, 1);
    }

    /**
     * Multiplies an array by the weights of the classes.
     *
     * @param array an array
     * @param classAxis its class axis, negative counting from the end
     * @return a new array, or the array itself where there are no weights
     */
    public NDArray scale(NDArray array, int classAxis) {
        if (isNone()) {
            return array;
        }
        long[] shape = new long[array.getShape().dimension()];
        Arrays.fill(shape, 1);
        shape[Math.floorMod(classAxis, shape.length)] = weights.length;
        return array.mul(Numbers.array(array, weights).reshape(new Shape(shape)));
    }

    /**
     * Refuses predictions that have another number of classes than there are weights.
     *
     * @param in the arguments of the loss
     * @param classAxis the class axis as the user gave it
     * @throws IllegalArgumentException if the numbers differ
     */
    public void check(Inputs in, int classAxis) {
        if (isNone()) {
            return;
        }
        ClassAxis axis = ClassAxis.of(in, classAxis);
        if (weights.length != axis.classes()) {
            throw in.error(
                    "%s holds %d weights but %s has %d classes along axis %d: give"
                            + " one weight per class, or set optClassAxis to where the classes lie",
                    option, weights.length, in.scoresName(), axis.classes(), axis.axis());
        }
    }
}
