package io.github.djllosses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * The inputs of a {@link Truth}: drawn again, number by number, as {@code
 * src/test/python/truth_inputs.py} drew them, and compared with its checksum.
 */
final class TruthInputs {

    private static final int WORDS_OF_A_BELL = 4;

    private final Truth.Regime regime;
    private final SplittableRandom words;
    private final double[] x;
    private final double[] labels;

    private TruthInputs(Truth.Regime regime, int labels) {
        this.regime = regime;
        words = new SplittableRandom(regime.seed());
        x = new double[regime.rows() * regime.classes()];
        this.labels = new double[labels];
    }

    static TruthInputs draw(Problem problem, Truth.Regime regime) {
        boolean pairs = problem.isOfPairs();
        int labels = regime.rows() * (pairs ? regime.classes() : 1);
        TruthInputs inputs = new TruthInputs(regime, labels);
        if (regime.levels() > 0) {
            inputs.drawMillion();
        } else if (pairs) {
            inputs.drawPairs();
        } else if (problem.hasOneLogit()) {
            inputs.drawBinary(problem);
        } else {
            inputs.drawClassIndices();
        }
        inputs.round();
        return inputs;
    }

    private void drawClassIndices() {
        for (int row = 0; row < regime.rows(); row++) {
            int label = below(regime.classes());
            labels[row] = label;
            for (int k = 0; k < regime.classes(); k++) {
                x[at(row, k)] = logit();
            }
            raiseTop(x, row, label + fourth(row), margin());
        }
    }

    private void drawMillion() {
        int[] levels = new int[regime.classes()];
        for (int k = 0; k < levels.length; k++) {
            levels[k] = below(regime.levels());
            x[k] = regime.scale() * levels[k];
        }
        int label = below(regime.classes());
        labels[0] = label;
        raiseTop(x, 0, label, regime.marginFrom());
    }

    private void drawBinary(Problem problem) {
        for (int row = 0; row < regime.rows(); row++) {
            int word = below(2);
            int side = below(2);
            double draw = uniform();
            x[row] = logit();
            if (isConfident()) {
                x[row] = (1.0 - 2.0 * side) * margin(draw);
            }
            labels[row] =
                    switch (problem) {
                        case BCE_SOFT_LABELS -> softLabel(row, draw);
                        case SOFT_MARGIN -> 2.0 * word - 1.0;
                        default -> word;
                    };
        }
    }

    /** Evenly, or within a millionth of 0 or 1. */
    private static double softLabel(int row, double draw) {
        return switch (row % 4) {
            case 1 -> 1e-6 * draw;
            case 3 -> 1.0 - 1e-6 * draw;
            default -> draw;
        };
    }

    private void drawPairs() {
        for (int row = 0; row < regime.rows(); row++) {
            int top = below(regime.classes());
            for (int k = 0; k < regime.classes(); k++) {
                labels[at(row, k)] = logit();
            }
            for (int k = 0; k < regime.classes(); k++) {
                x[at(row, k)] =
                        regime.delta() > 0 ? labels[at(row, k)] + regime.delta() * bell() : logit();
            }
            raiseTop(labels, row, top, margin());
            raiseTop(x, row, top + fourth(row), margin());
        }
    }

    private void raiseTop(double[] logits, int row, int top, double margin) {
        if (isConfident()) {
            int at = at(row, top % regime.classes());
            logits[at] = Double.NEGATIVE_INFINITY;
            double next = Arrays.stream(logits, at(row, 0), at(row + 1, 0)).max().orElseThrow();
            logits[at] = next + margin;
        }
    }

    /** Returns 1 in every fourth row: there the confident side is wrong. */
    private static int fourth(int row) {
        return row % 4 == 3 ? 1 : 0;
    }

    private boolean isConfident() {
        return regime.marginTo() > 0;
    }

    private int at(int row, int k) {
        return row * regime.classes() + k;
    }

    private int below(int bound) {
        return (int) ((words.nextLong() >>> 1) % bound);
    }

    private double uniform() {
        return (words.nextLong() >>> 11) * 0x1p-53;
    }

    private double bell() {
        double sum = 0;
        for (int i = 0; i < WORDS_OF_A_BELL; i++) {
            sum += 2.0 * uniform() - 1.0;
        }
        return sum;
    }

    private double logit() {
        return regime.offset() + regime.scale() * bell();
    }

    private double margin() {
        return margin(uniform());
    }

    private double margin(double share) {
        return regime.marginFrom() + (regime.marginTo() - regime.marginFrom()) * share;
    }

    private void round() {
        if (!regime.isFloat64()) {
            Arrays.setAll(x, i -> (float) x[i]);
            Arrays.setAll(labels, i -> (float) labels[i]);
        }
        CRC32 checksum = new CRC32();
        checksum.update(regime.bytes(x));
        checksum.update(regime.bytes(labels));
        if (checksum.getValue() != regime.checksum()) {
            throw new IllegalStateException(
                    "these are not the inputs that truth_inputs.py drew: " + regime);
        }
    }

    /** Returns the logits of a row. */
    double[] prediction(int row) {
        return Arrays.copyOfRange(x, at(row, 0), at(row + 1, 0));
    }

    /** Returns the label of a row: its class, its number, or the logits of the other side. */
    double[] label(int row) {
        int width = labels.length / regime.rows();
        return Arrays.copyOfRange(labels, row * width, (row + 1) * width);
    }

    /** Returns a logit, counted over all rows. */
    double x(int i) {
        return x[i];
    }

    /** Returns some rows of the predictions. */
    NDList predictions(NDManager manager, int from, int to) {
        return new NDList(array(manager, x, from, to));
    }

    /** Returns some rows of the labels: floating point numbers, class indices too. */
    NDList labels(NDManager manager, int from, int to) {
        return new NDList(array(manager, labels, from, to));
    }

    private NDArray array(NDManager manager, double[] numbers, int from, int to) {
        int width = numbers.length / regime.rows();
        double[] some = Arrays.copyOfRange(numbers, from * width, to * width);
        Shape shape = width == 1 ? new Shape(to - from) : new Shape(to - from, width);
        return manager.create(some, shape).toType(regime.type(), false);
    }
}
