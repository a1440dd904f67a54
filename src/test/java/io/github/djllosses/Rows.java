package io.github.djllosses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A batch made of the rows of truths, and of what a test puts beside them. A label of one number
 * and a prediction of one number have no class axis.
 */
final class Rows {

    private final List<Truth> truths;
    private final List<double[]> labels = new ArrayList<>();
    private final List<double[]> predictions = new ArrayList<>();

    /** Puts all rows of the truths into one batch. */
    Rows(List<Truth> truths) {
        this.truths = truths;
        for (Truth truth : truths) {
            for (int row = 0; row < truth.values(); row++) {
                labels.add(truth.inputs().label(row));
                predictions.add(truth.inputs().prediction(row));
            }
        }
    }

    /** Adds a row whose result does not matter. */
    Rows andRow(double[] label, double... prediction) {
        labels.add(label);
        predictions.add(prediction);
        return this;
    }

    /** Adds a class to every prediction, and to every label that is a distribution. */
    Rows andClass(double logit) {
        predictions.replaceAll(row -> appended(row, logit));
        labels.replaceAll(row -> row.length == 1 ? row : appended(row, logit));
        return this;
    }

    /** Turns yes into no: the logits change their sign, labels y become 1 - y. */
    Rows mirrored() {
        predictions.replaceAll(row -> new double[] {-row[0]});
        labels.replaceAll(row -> new double[] {1 - row[0]});
        return this;
    }

    /** Rounds the labels to 12 binary digits, so that 1 - y is exact. */
    Rows withShortLabels() {
        labels.replaceAll(row -> new double[] {Math.rint(row[0] * 4096) / 4096});
        return this;
    }

    /** Makes the prediction equal to the label. */
    Rows withEqualSides() {
        predictions.clear();
        predictions.addAll(labels);
        return this;
    }

    private static double[] appended(double[] row, double number) {
        double[] longer = Arrays.copyOf(row, row.length + 1);
        longer[row.length] = number;
        return longer;
    }

    NDList[] arrays(NDManager manager) {
        return new NDList[] {array(manager, labels), array(manager, predictions)};
    }

    private NDList array(NDManager manager, List<double[]> rows) {
        double[] flat = rows.stream().flatMapToDouble(Arrays::stream).toArray();
        int width = rows.get(0).length;
        Shape shape = width == 1 ? new Shape(rows.size()) : new Shape(rows.size(), width);
        NDArray array = manager.create(flat, shape);
        return new NDList(array.toType(truths.get(0).regime().type(), false));
    }

    /** Returns the errors in values of this batch, of the rows that come from truths. */
    Errors valueErrors(double... values) {
        Errors errors = new Errors();
        int row = 0;
        for (Truth truth : truths) {
            for (int i = 0; i < truth.values(); i++) {
                errors.add(truth, i, values[row++]);
            }
        }
        return errors;
    }

    /** Returns the errors in a gradient of this batch, of the rows and classes of the truths. */
    Errors gradientErrors(double... gradient) {
        Errors errors = new Errors();
        int width = predictions.get(0).length;
        int row = 0;
        for (Truth truth : truths) {
            int classes = truth.regime().classes();
            for (int i = 0; i < truth.values() * classes; i++) {
                double actual = gradient[(row + i / classes) * width + i % classes];
                errors.add(truth, truth.values() + i, actual);
            }
            row += truth.values();
        }
        return errors;
    }
}
