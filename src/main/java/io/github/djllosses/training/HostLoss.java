package io.github.djllosses.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;

/**
 * A loss as a function of numbers on the host, its labels being constants.
 *
 * <p>The loss only ever sees copies, in a manager that is closed after each call: whatever it
 * leaves behind or overwrites, the user's arrays and managers stay as they were.
 */
final class HostLoss {

    private final Loss loss;
    private final NDList labels;
    private final NDList predictions;
    private final double[][] point;

    HostLoss(Loss loss, NDList labels, NDList predictions) {
        this.loss = loss;
        this.labels = labels;
        this.predictions = predictions;
        this.point = predictions.stream().map(NDArray::toDoubleArray).toArray(double[][]::new);
    }

    /** Returns the elements of a prediction. */
    double[] prediction(int index) {
        return point[index];
    }

    /** Returns the loss, summed if it is not a scalar. */
    double value() {
        try (NDManager scope = scope()) {
            return total(scope, variables(scope)).getDouble();
        }
    }

    /** Returns the loss when one element of the predictions has another value. */
    double value(int prediction, int element, double replacement) {
        double original = point[prediction][element];
        point[prediction][element] = replacement;
        try {
            return value();
        } finally {
            point[prediction][element] = original;
        }
    }

    /** Returns the gradient that the engine computes, by every element of every prediction. */
    double[][] gradient() {
        try (NDManager scope = scope();
                GradientCollector collector = scope.getEngine().newGradientCollector()) {
            NDList variables = variables(scope);
            variables.forEach(variable -> variable.setRequiresGradient(true));
            NDArray total = total(scope, variables);
            for (NDArray variable : variables) {
                // a loss that does not depend on the variable has gradient 0 rather than none
                total = total.add(variable.mul(0).sum());
            }
            collector.backward(total);
            return variables.stream()
                    .map(variable -> variable.getGradient().toDoubleArray())
                    .toArray(double[][]::new);
        }
    }

    private NDManager scope() {
        NDArray first = predictions.head();
        return first.getManager().newSubManager(first.getDevice());
    }

    private NDList variables(NDManager scope) {
        NDList variables = new NDList(point.length);
        for (int i = 0; i < point.length; i++) {
            NDArray original = predictions.get(i);
            NDArray variable = scope.create(point[i], original.getShape());
            variable.setName(original.getName());
            variables.add(variable);
        }
        return variables;
    }

    private NDList constants(NDManager scope) {
        NDList constants = new NDList(labels.size());
        for (NDArray label : labels) {
            NDArray alias = label.stopGradient();
            alias.attach(scope);
            NDArray constant = alias.duplicate();
            constant.setName(label.getName());
            constants.add(constant);
        }
        return constants;
    }

    private NDArray total(NDManager scope, NDList variables) {
        NDArray value = loss.evaluate(constants(scope), variables);
        value.attach(scope);
        if (value.getDataType() != DataType.FLOAT64) {
            throw new IllegalArgumentException(
                    String.format(
                            "GradientCheck: %s returns %s for float64 predictions, expected"
                                    + " float64: compute in the data type of the predictions, for"
                                    + " differences of less precise values are mostly rounding",
                            loss.getName(), value.getDataType()));
        }
        return value.sum();
    }
}
