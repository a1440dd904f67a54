package io.github.djllosses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.classification.BceLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.NllLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.divergence.KlDivergenceLoss;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A loss of each kind over three classes, and what its values are in plain Java. */
enum Sample {
    CROSS_ENTROPY(Outputs.LOGITS, Labels.INDEX) {
        @Override
        AbstractLoss loss(Reduction reduction) {
            return CrossEntropyLoss.builder()
                    .optReduction(reduction)
                    .optClassWeights(WEIGHTS)
                    .build();
        }

        @Override
        double value(double[] x, double... label) {
            int t = (int) label[0];
            return -WEIGHTS[t] * logSoftmax(x)[t];
        }

        @Override
        double weight(double... label) {
            return WEIGHTS[(int) label[0]];
        }
    },

    NLL(Outputs.LOG_PROBABILITIES, Labels.INDEX) {
        @Override
        AbstractLoss loss(Reduction reduction) {
            return NllLoss.builder().optReduction(reduction).optClassWeights(WEIGHTS).build();
        }

        @Override
        double value(double[] q, double... label) {
            int t = (int) label[0];
            return -WEIGHTS[t] * q[t];
        }

        @Override
        double weight(double... label) {
            return WEIGHTS[(int) label[0]];
        }
    },

    KL_DIVERGENCE(Outputs.LOG_PROBABILITIES, Labels.DISTRIBUTION) {
        @Override
        AbstractLoss loss(Reduction reduction) {
            return KlDivergenceLoss.builder().optReduction(reduction).build();
        }

        @Override
        double value(double[] q, double... p) {
            return sum(k -> p[k] * (Math.log(p[k]) - q[k]));
        }
    },

    BCE_WITH_LOGITS(Outputs.LOGITS, Labels.ANSWERS) {
        @Override
        AbstractLoss loss(Reduction reduction) {
            return BceWithLogitsLoss.builder().optReduction(reduction).build();
        }

        @Override
        double value(double[] x, double... y) {
            return sum(k -> Math.log1p(Math.exp(x[k])) - x[k] * y[k]);
        }

        @Override
        double weight(double... label) {
            return CLASSES;
        }
    },

    BCE(Outputs.PROBABILITIES, Labels.ANSWERS) {
        @Override
        AbstractLoss loss(Reduction reduction) {
            return BceLoss.builder().optReduction(reduction).build();
        }

        @Override
        double value(double[] p, double... y) {
            return sum(k -> -y[k] * Math.log(p[k]) - (1 - y[k]) * Math.log1p(-p[k]));
        }

        @Override
        double weight(double... label) {
            return CLASSES;
        }
    };

    static final int CLASSES = 3;

    private static final float[] WEIGHTS = {0.5f, 2, 1.25f};

    /** What a loss takes as its prediction. */
    enum Outputs {
        LOGITS,
        LOG_PROBABILITIES,
        PROBABILITIES
    }

    /** What a loss takes as the label of a row. */
    private enum Labels {
        INDEX,
        DISTRIBUTION,
        ANSWERS
    }

    private final Outputs outputs;
    private final Labels labels;

    Sample(Outputs outputs, Labels labels) {
        this.outputs = outputs;
        this.labels = labels;
    }

    abstract AbstractLoss loss(Reduction reduction);

    /** Returns the loss of a row, summed over the classes. */
    abstract double value(double[] prediction, double... label);

    /** Returns what a row adds to the divisor of the mean. */
    double weight(double... label) {
        return 1;
    }

    AbstractLoss loss() {
        return loss(Reduction.MEAN);
    }

    Outputs outputs() {
        return outputs;
    }

    /** Draws predictions, one row each. */
    double[][] predictions(int rows, long seed) {
        Random random = new Random(seed);
        return rows(rows, () -> output(random.doubles(CLASSES, -3, 3).toArray()));
    }

    /** Draws labels, one row each. */
    double[][] labels(int rows, long seed) {
        Random random = new Random(~seed);
        return rows(rows, () -> label(random));
    }

    NDArray predictionArray(NDManager manager, DataType type, double[]... rows) {
        return array(manager, CLASSES, rows).toType(type, false);
    }

    /** Makes a label array as DJL's data sets deliver it: float32, indices too. */
    NDArray labelArray(NDManager manager, double[]... rows) {
        return array(manager, labels == Labels.INDEX ? 1 : CLASSES, rows)
                .toType(DataType.FLOAT32, false);
    }

    /** Returns the loss of some rows in plain Java. */
    double truth(Reduction reduction, double[][] predictions, double[]... labels) {
        int rows = labels.length;
        double total =
                IntStream.range(0, rows).mapToDouble(i -> value(predictions[i], labels[i])).sum();
        double divisor = Arrays.stream(labels).mapToDouble(this::weight).sum();
        return switch (reduction) {
            case MEAN -> total / divisor;
            case SUM -> total;
            case BATCH_MEAN -> total / rows;
        };
    }

    private double[] output(double... logits) {
        return switch (outputs) {
            case LOGITS -> logits;
            case LOG_PROBABILITIES -> logSoftmax(logits);
            case PROBABILITIES ->
                    DoubleStream.of(logits).map(x -> 1 / (1 + Math.exp(-x))).toArray();
        };
    }

    private double[] label(Random random) {
        return switch (labels) {
            case INDEX -> new double[] {random.nextInt(CLASSES)};
            // eighths are the same in every data type
            case DISTRIBUTION -> {
                int first = 1 + random.nextInt(5);
                yield new double[] {first / 8.0, 1 / 8.0, (7 - first) / 8.0};
            }
            case ANSWERS -> random.ints(CLASSES, 0, 2).asDoubleStream().toArray();
        };
    }

    private static double[] logSoftmax(double... x) {
        double norm = Math.log(DoubleStream.of(x).map(Math::exp).sum());
        return DoubleStream.of(x).map(score -> score - norm).toArray();
    }

    private static double sum(IntToDoubleFunction term) {
        return IntStream.range(0, CLASSES).mapToDouble(term).sum();
    }

    private static double[][] rows(int rows, Supplier<double[]> row) {
        return IntStream.range(0, rows).mapToObj(i -> row.get()).toArray(double[][]::new);
    }

    private static NDArray array(NDManager manager, int width, double[]... rows) {
        double[] flat = Arrays.stream(rows).flatMapToDouble(DoubleStream::of).toArray();
        Shape shape = width == 1 ? new Shape(rows.length) : new Shape(rows.length, width);
        return manager.create(flat, shape);
    }
}
