package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one evaluation, checked for what every loss needs.
 *
 * <p>The arrays are aliases of the user's, attached to the scope of the evaluation, so that
 * whatever a formula makes of them goes when the evaluation ends. Predictions carry their
 * gradients, labels do not. float16 has become float32.
 */
public final class Inputs {

    /** The class axis of an array that has as many elements as the loss has values. */
    public static final int NO_AXIS = Integer.MIN_VALUE;

    private static final Set<DataType> FLOATS =
            EnumSet.of(DataType.FLOAT16, DataType.FLOAT32, DataType.FLOAT64);
    // the engine aborts the whole JVM when it is asked to convert other types
    private static final Set<DataType> LABELS =
            EnumSet.of(
                    DataType.FLOAT16,
                    DataType.FLOAT32,
                    DataType.FLOAT64,
                    DataType.UINT8,
                    DataType.INT8,
                    DataType.INT32,
                    DataType.INT64,
                    DataType.BOOLEAN);

    /** How far above 1 a rounded probability may lie. */
    private static final double ROUNDINGS = 1e-6;

    private final String loss;
    private final NDManager scope;
    private final NDList predictions;
    private final NDList labels;
    private final @Nullable NDArray exampleWeights;
    private final Shape scores;
    private final String scoresName;

    /**
     * Opens the arguments of a loss, whose number has been checked.
     *
     * @param loss the loss, for messages
     * @param labels the user's labels
     * @param labelCount how many label arrays the loss takes; one more is example weights
     * @param predictions the user's predictions
     * @param differentiable whether the aliases of the predictions carry gradients
     * @param scope the manager that the evaluation works in
     */
    private Inputs(
            String loss,
            NDList labels,
            int labelCount,
            NDList predictions,
            boolean differentiable,
            NDManager scope) {
        this.loss = loss;
        this.scope = scope;
        this.predictions = new NDList(predictions.size());
        this.labels = new NDList(labelCount);
        for (int i = 0; i < predictions.size(); i++) {
            this.predictions.add(openPrediction(i, predictions.get(i), differentiable));
        }
        for (int i = 0; i < labelCount; i++) {
            this.labels.add(openLabel(i, labels.get(i)));
        }
        this.exampleWeights =
                labels.size() > labelCount ? openLabel(labelCount, labels.get(labelCount)) : null;
        scores = prediction().getShape();
        scoresName = "predictions[0] " + scores;
    }

    private Inputs(Inputs in, @Nullable NDArray weights, Shape scores, String scoresName) {
        loss = in.loss;
        scope = in.scope;
        predictions = in.predictions;
        labels = in.labels;
        exampleWeights = weights;
        this.scores = scores;
        this.scoresName = scoresName;
    }

    /**
     * Returns the same arguments for a loss that computes its scores from the predictions.
     *
     * @param scores the shape of the scores, which the labels must fit
     * @param name what the scores are, for messages
     * @return the arguments
     */
    public Inputs scoring(Shape scores, String name) {
        return new Inputs(this, exampleWeights, scores, name + " " + scores);
    }

    /**
     * Returns the same arguments with other example weights, for a loss that reads its labels row
     * by row and has not one value for each row.
     *
     * @param weights the weights, or null for none
     * @return the arguments
     */
    public Inputs weighing(@Nullable NDArray weights) {
        return new Inputs(this, weights, scores, scoresName);
    }

    /**
     * Returns the shape of the scores that the labels belong to: as a rule the first prediction.
     */
    Shape scores() {
        return scores;
    }

    /** Returns the name and the shape of the scores, for messages. */
    String scoresName() {
        return scoresName;
    }

    /**
     * Opens the arguments of a loss or an evaluator, and runs a computation in a manager of its
     * own, which takes its temporaries along when it ends.
     *
     * @param name who asks, for messages
     * @param arity how many arrays there must be, given how many labels there are; one label more
     *     is example weights
     * @param labels the user's labels
     * @param predictions the user's predictions
     * @param differentiable whether the aliases of the predictions carry gradients
     * @param computation the computation
     * @param <T> what it returns
     * @return its result
     * @throws IllegalArgumentException if the arguments do not fit
     */
    public static <T> T within(
            String name,
            IntFunction<Arity> arity,
            NDList labels,
            NDList predictions,
            boolean differentiable,
            Function<Inputs, T> computation) {
        Arity takes = checked(name, arity, labels, predictions);
        try (NDManager scope = newScope(name, predictions)) {
            return computation.apply(
                    new Inputs(name, labels, takes.labels(), predictions, differentiable, scope));
        }
    }

    private static Arity checked(
            String name, IntFunction<Arity> arity, NDList labels, NDList predictions) {
        checkPresence(name, "predictions", predictions);
        checkPresence(name, "labels", labels);
        Arity takes = arity.apply(labels.size());
        checkCount(
                name,
                "predictions",
                predictions,
                takes.predictions(),
                takes.predictionNames(),
                takes.optional());
        checkCount(
                name,
                "labels",
                labels,
                takes.labels(),
                takes.labelNames(),
                "one of example weights");
        return takes;
    }

    /**
     * Opens some of these arguments for a loss that is a part of this one.
     *
     * @param part the part, for messages
     * @param arity how many arrays it takes
     * @param itsLabels its labels
     * @param itsPredictions its predictions
     * @return its arguments, in the same scope
     */
    Inputs part(String part, IntFunction<Arity> arity, NDList itsLabels, NDList itsPredictions) {
        String name = loss + ", " + part;
        Arity takes = checked(name, arity, itsLabels, itsPredictions);
        return new Inputs(name, itsLabels, takes.labels(), itsPredictions, true, scope);
    }

    private static NDManager newScope(String name, NDList predictions) {
        try {
            return predictions.head().getManager().newSubManager();
        } catch (IllegalStateException e) {
            throw closed(name, "predictions", 0, e);
        }
    }

    private static void checkPresence(String loss, String argument, @Nullable NDList arrays) {
        if (arrays == null) {
            throw new IllegalArgumentException(loss + ": " + argument + " is null");
        }
        for (int i = 0; i < arrays.size(); i++) {
            if (arrays.get(i) == null) {
                throw new IllegalArgumentException(loss + ": " + argument + "[" + i + "] is null");
            }
        }
    }

    /** Refuses a list with fewer arrays than a loss needs, or more than it can use. */
    private static void checkCount(
            String loss,
            String argument,
            NDList arrays,
            int needed,
            String names,
            String optional) {
        int least = needed == Arity.ANY ? 1 : needed;
        int most = needed == Arity.ANY ? arrays.size() : least + (optional.isEmpty() ? 0 : 1);
        if (arrays.size() < least || arrays.size() > most) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: %s holds %d arrays, expected %d%s%s",
                            loss,
                            argument,
                            arrays.size(),
                            least,
                            names.isEmpty() || needed == 0 ? "" : " (" + names + ")",
                            optional.isEmpty() ? "" : ", and perhaps " + optional));
        }
    }

    private NDArray openPrediction(int index, NDArray user, boolean differentiable) {
        NDArray array =
                open(
                        "predictions",
                        index,
                        user,
                        FLOATS,
                        differentiable ? x -> x.reshape(x.getShape()) : NDArray::stopGradient);
        DataType type = array.getDataType();
        NDArray alias = Numbers.cast(array, type == DataType.FLOAT16 ? DataType.FLOAT32 : type);
        DataType first = index == 0 ? alias.getDataType() : dataType();
        if (alias.getDataType() != first) {
            throw error(
                    "predictions[%d] has data type %s but predictions[0] has %s",
                    index, alias.getDataType(), first);
        }
        return alias;
    }

    private NDArray openLabel(int index, NDArray user) {
        return open("labels", index, user, LABELS, NDArray::stopGradient)
                .toDevice(prediction().getDevice(), false);
    }

    /** Aliases an array. The user's own is never re-attached: other threads may be using it. */
    private NDArray open(
            String argument,
            int index,
            NDArray user,
            Set<DataType> expected,
            UnaryOperator<NDArray> alias) {
        try {
            if (!expected.contains(user.getDataType())) {
                throw error(
                        "%s[%d] %s has data type %s, expected one of %s: convert it with toType",
                        argument, index, user.getShape(), user.getDataType(), expected);
            }
            NDArray array = alias.apply(user);
            array.attach(scope);
            return array;
        } catch (IllegalStateException e) {
            throw closed(loss, argument, index, e);
        }
    }

    /** Makes the error for an array that was closed, alone or with its manager. */
    private static IllegalArgumentException closed(
            String loss, String argument, int index, IllegalStateException cause) {
        return new IllegalArgumentException(
                String.format(
                        "%s: %s[%d] is closed: was its batch or manager closed before the loss was"
                                + " evaluated?",
                        loss, argument, index),
                cause);
    }

    /**
     * Makes the error for bad arguments.
     *
     * @param format what is wrong and how to mend it
     * @param arguments the values that the text names
     * @return the error, which names the loss
     */
    public IllegalArgumentException error(String format, @Nullable Object... arguments) {
        return new IllegalArgumentException(
                loss + ": " + String.format(Locale.ROOT, format, arguments));
    }

    /**
     * Returns the first prediction.
     *
     * @return the prediction
     */
    public NDArray prediction() {
        return predictions.head();
    }

    /**
     * Returns all predictions.
     *
     * @return the predictions
     */
    public NDList predictions() {
        return predictions;
    }

    /** Returns all labels, example weights not included. */
    NDList labels() {
        return labels;
    }

    /**
     * Returns the data type that the evaluation works in.
     *
     * @return float32 or float64
     */
    public DataType dataType() {
        return prediction().getDataType();
    }

    /**
     * Returns how many labels the user gave, example weights not counted.
     *
     * @return the number
     */
    public int labelCount() {
        return labels.size();
    }

    /**
     * Returns a label array as the user gave it.
     *
     * @param index its index
     * @return the label
     */
    public NDArray label(int index) {
        return labels.get(index);
    }

    /**
     * Refuses predictions of different shapes.
     *
     * @return the shape of all of them
     */
    public Shape sameShapePredictions() {
        Shape first = prediction().getShape();
        for (int i = 1; i < predictions.size(); i++) {
            Shape shape = predictions.get(i).getShape();
            if (!shape.equals(first)) {
                throw error(
                        "predictions[%d] %s and predictions[0] %s must have the same shape: nothing"
                                + " is reshaped or broadcast for you",
                        i, shape, first);
            }
        }
        return first;
    }

    /**
     * Returns a label that must have one number for each value of the loss, in the data type of the
     * predictions and masked.
     *
     * @param index the index of the label
     * @param values the shape of the values
     * @return the label, of one dimension
     */
    public NDArray labelOfValues(int index, Shape values) {
        Shape shape = label(index).getShape();
        if (!shape.equals(values)) {
            throw error(
                    "labels[%d] %s must have the shape of values() %s, one label for each, for %s",
                    index, shape, values, scoresName);
        }
        NDArray label = label(index).toType(dataType(), false);
        return masked(label, exampleWeights(values), NO_AXIS).reshape(-1);
    }

    /**
     * Refuses an array that holds anything but 1 and -1.
     *
     * @param argument which array, for the message
     * @param array the array, masked
     */
    public void checkSigns(String argument, NDArray array) {
        if (array.size() == 0) {
            return;
        }
        double[] squares = Numbers.range(array.square());
        if (squares[0] != 1 || squares[1] != 1) {
            double[] numbers = Numbers.toDoubles(array);
            int wrong = 0;
            while (Math.abs(numbers[wrong]) == 1) {
                wrong++;
            }
            throw error(
                    "%s %s holds %s at %s, expected 1 or -1: for labels y of 0 and 1 pass 2 y - 1",
                    argument, array.getShape(), numbers[wrong], place(array.getShape(), wrong));
        }
    }

    /**
     * Returns a label that must have the shape of the first prediction, in its data type.
     *
     * @param index the index of the label
     * @return the label
     */
    public NDArray sameShapeLabel(int index) {
        checkSameShape(index);
        return label(index).toType(dataType(), false);
    }

    /** Refuses a label that has not the shape of the scores. */
    void checkSameShape(int index) {
        Shape shape = label(index).getShape();
        if (!shape.equals(scores)) {
            throw error(
                    "labels[%d] %s and %s must have the same shape: nothing is reshaped or"
                            + " broadcast for you",
                    index, shape, scoresName);
        }
    }

    /**
     * Returns a label that must have the shape of the first prediction, in its data type, with 1
     * wherever the weight of a row is 0.
     *
     * @param index the index of the label
     * @param axis the class axis, which the weights lack
     * @return the label
     */
    public NDArray maskedLabel(int index, ClassAxis axis) {
        return masked(sameShapeLabel(index), exampleWeights(axis.rows()), axis.axis());
    }

    /**
     * Refuses an array that should hold probabilities and holds something else.
     *
     * @param argument which array, for the message
     * @param array the array, masked
     * @param encoding how it spells its distributions; only probabilities can be checked
     */
    public void checkProbabilities(String argument, NDArray array, Encoding encoding) {
        if (encoding == Encoding.PROBABILITIES) {
            checkRange(argument, array, 0, 1 + ROUNDINGS);
        }
    }

    /**
     * Refuses an array with numbers outside a range; NaN is outside.
     *
     * @param argument which array, for the message
     * @param array the array
     * @param least the least number allowed
     * @param most the largest number allowed
     */
    public void checkRange(String argument, NDArray array, double least, double most) {
        if (array.size() == 0) {
            return;
        }
        double[] range = Numbers.range(array);
        if (!(range[0] >= least && range[1] <= most)) {
            throw error(
                    "%s %s holds numbers from %s to %s, expected [%s, %s]",
                    argument, array.getShape(), range[0], range[1], least, most);
        }
    }

    /** Spells the number of an element, row-major, as an index into an array. */
    static String place(Shape shape, long element) {
        StringJoiner index = new StringJoiner(", ", "(", ")");
        long stride = shape.size();
        for (long size : shape.getShape()) {
            stride /= size;
            index.add(Long.toString(element / stride % size));
        }
        return index.toString();
    }

    /**
     * Puts 1 wherever an example's weight is 0, so that what is masked may hold anything, NaN too:
     * neither its value nor its gradient is seen again. (1 is harmless in every encoding: a
     * probability of 0 would have an infinite logarithm.)
     *
     * @param array a prediction or a label
     * @param weights the weights of the examples, or null where there are none
     * @param classAxis the axis that the array has and the weights lack, or {@link #NO_AXIS}
     * @return the array, masked
     */
    public NDArray masked(NDArray array, @Nullable NDArray weights, int classAxis) {
        if (weights == null) {
            return array;
        }
        NDArray counts = weights.neq(0);
        if (classAxis != NO_AXIS) {
            counts = counts.expandDims(classAxis).broadcast(array.getShape());
        }
        return NDArrays.where(counts, array, array.onesLike());
    }

    /**
     * Puts 1 wherever an example's weight is 0 in an array that has as many elements as the loss
     * has values.
     *
     * @param array a prediction or a label
     * @return the array, masked
     */
    public NDArray masked(NDArray array) {
        return exampleWeights == null
                ? array
                : masked(array, exampleWeights.reshape(array.getShape()), NO_AXIS);
    }

    /**
     * Returns the weights of the examples, in the prediction's data type.
     *
     * @param values the shape of the loss's values, which the weights must have
     * @return the weights, or null where the user gave none
     */
    public @Nullable NDArray exampleWeights(Shape values) {
        if (exampleWeights == null) {
            return null;
        }
        if (!exampleWeights.getShape().equals(values)) {
            throw error(
                    "the example weights labels[%d] %s must have the shape of values() %s, one"
                            + " weight for each, for %s",
                    labels.size(), exampleWeights.getShape(), values, scoresName);
        }
        NDArray weights = exampleWeights.toType(dataType(), false);
        // one sum tells both: the root of a negative weight is NaN
        if (weights.size() > 0 && !Double.isFinite(Numbers.toDouble(weights.sqrt().sum()))) {
            throw error(
                    "the example weights labels[%d] %s must be finite and not negative",
                    labels.size(), values);
        }
        return weights;
    }

    /**
     * Returns what a mean over plain values divides by.
     *
     * @param values the shape of the loss's values
     * @return the number of values, or the sum of the example weights
     */
    public double totalWeight(Shape values) {
        NDArray weights = exampleWeights(values);
        return weights == null ? values.size() : Numbers.sum(weights);
    }
}
