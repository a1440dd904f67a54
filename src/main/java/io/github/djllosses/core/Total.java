package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * A sum of terms, as a number and as an array that carries the gradient. They are kept apart so
 * that factors are collected as numbers and cost the array one multiplication in the end.
 *
 * @param carrier a scalar whose derivative, times the factor, is that of the sum; its own value
 *     means nothing
 * @param factor the factor
 * @param value the sum
 */
record Total(NDArray carrier, double factor, double value) {

    /** Takes a sum that is differentiable as it is, and reads it. */
    static Total of(NDArray sum) {
        return new Total(sum, 1, Numbers.toDouble(sum));
    }

    /** Returns the sum of nothing, which gives every prediction a gradient of 0 all the same. */
    static Total zero(NDList predictions) {
        return new Total(nothing(predictions).sum(), 1, 0);
    }

    /** Returns an array without elements that the gradient of every prediction reaches. */
    static NDArray nothing(NDList predictions) {
        return predictions.stream()
                .map(x -> x.reshape(-1).split(new long[] {0}, 0).get(0))
                .reduce(NDArray::add)
                .orElseThrow();
    }

    Total times(double number) {
        return new Total(carrier, factor * number, value * number);
    }

    Total plus(Total other) {
        return new Total(product().add(other.product()), 1, value + other.value);
    }

    /** Returns the sum as a differentiable scalar, after which the carrier must not be used. */
    NDArray scalar() {
        NDArray scalar = product();
        // written behind the back of automatic differentiation, which does not need the number
        Entries.set(scalar, new long[] {0}, value);
        return scalar;
    }

    private NDArray product() {
        return factor == 1 ? carrier : carrier.mul(Numbers.scalar(carrier, factor));
    }
}
