package io.github.djllosses;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djllosses.classification.AsymmetricLoss;
import io.github.djllosses.classification.BceLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.FocalLoss;
import io.github.djllosses.classification.GeneralizedCrossEntropyLoss;
import io.github.djllosses.classification.HingeLoss;
import io.github.djllosses.classification.LinearCrossEntropyLoss;
import io.github.djllosses.classification.MultiLabelMarginLoss;
import io.github.djllosses.classification.MultiLabelSoftMarginLoss;
import io.github.djllosses.classification.MultiMarginLoss;
import io.github.djllosses.classification.NllLoss;
import io.github.djllosses.classification.PolyLoss;
import io.github.djllosses.classification.SigmoidFocalLoss;
import io.github.djllosses.classification.SoftMarginLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.divergence.DistillationLoss;
import io.github.djllosses.divergence.GaussianKlLoss;
import io.github.djllosses.divergence.HellingerLoss;
import io.github.djllosses.divergence.JeffreysLoss;
import io.github.djllosses.divergence.JensenShannonLoss;
import io.github.djllosses.divergence.KlDivergenceLoss;
import io.github.djllosses.divergence.RenyiDivergenceLoss;
import io.github.djllosses.divergence.TotalVariationLoss;
import io.github.djllosses.embedding.CosineEmbeddingLoss;
import io.github.djllosses.embedding.HingeEmbeddingLoss;
import io.github.djllosses.embedding.InfoNceLoss;
import io.github.djllosses.embedding.MarginRankingLoss;
import io.github.djllosses.embedding.SupervisedContrastiveLoss;
import io.github.djllosses.embedding.TripletMarginLoss;
import io.github.djllosses.regression.GaussianNllLoss;
import io.github.djllosses.regression.HuberLoss;
import io.github.djllosses.regression.L1Loss;
import io.github.djllosses.regression.LogCoshLoss;
import io.github.djllosses.regression.MseLoss;
import io.github.djllosses.regression.PoissonNllLoss;
import io.github.djllosses.regression.QuantileLoss;
import io.github.djllosses.regression.SmoothL1Loss;
import io.github.djllosses.segmentation.DiceLoss;
import io.github.djllosses.segmentation.JaccardLoss;
import io.github.djllosses.segmentation.TverskyLoss;
import io.github.djllosses.sequence.CtcLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every loss of the library with representative options and arguments: what all laws run over.
 *
 * <p>A new loss enters with one line in {@link #LOSSES}; a test tells when it, or one of its
 * options, is missing. Options are spelled as in the fixtures. Arguments are random, from a seed
 * that is the name of the entry.
 */
final class Catalogue {

    private static final int CLASSES = 3;
    private static final String WEIGHTS = "classWeights: [0.5, 2, 1.25]";
    private static final String NOTHING = "";

    /** How arguments are laid out: with classes along every axis, of every rank and type. */
    private static final List<Layout> LAYOUTS =
            List.of(
                    new Layout(DataType.FLOAT32, new Shape(7, 3), -1, false),
                    new Layout(DataType.FLOAT64, new Shape(7, 3), -1, true),
                    new Layout(DataType.FLOAT64, new Shape(3), -1, false),
                    new Layout(DataType.FLOAT32, new Shape(3, 6), 0, true),
                    new Layout(DataType.FLOAT64, new Shape(4, 2, 3), -1, false),
                    new Layout(DataType.FLOAT32, new Shape(4, 3, 2, 2), 1, true));

    /** Where options that every loss shares are tried. */
    private static final Layout COMMON = LAYOUTS.get(1);

    private static final List<Line> LOSSES =
            List.of(
                    new Line(
                                    CrossEntropyLoss.class,
                                    Content.LOGITS,
                                    Content.INDICES,
                                    NOTHING,
                                    WEIGHTS,
                                    "classWeights: [0, 2, 1.25]",
                                    "ignoreIndex: -100",
                                    "ignoreIndex: 1",
                                    "labelSmoothing: 0.25",
                                    "labelSmoothing: 1",
                                    "predictionEncoding: LOG_PROBABILITIES",
                                    "predictionEncoding: PROBABILITIES",
                                    "classWeights: [0, 2, 1.25], labelSmoothing: 0.25",
                                    WEIGHTS + ", ignoreIndex: 1, labelSmoothing: 0.25",
                                    WEIGHTS
                                            + ", ignoreIndex: -1, predictionEncoding:"
                                            + " LOG_PROBABILITIES",
                                    WEIGHTS
                                            + ", labelSmoothing: 0.25, predictionEncoding:"
                                            + " PROBABILITIES")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                                    CrossEntropyLoss.class,
                                    Content.LOGITS,
                                    Content.PROBABILITIES,
                                    NOTHING,
                                    WEIGHTS,
                                    "labelSmoothing: 0.25",
                                    "ignoreIndex: 1",
                                    "predictionEncoding: LOG_PROBABILITIES",
                                    "predictionEncoding: PROBABILITIES",
                                    WEIGHTS + ", labelSmoothing: 0.25",
                                    WEIGHTS
                                            + ", labelSmoothing: 0.25, predictionEncoding:"
                                            + " PROBABILITIES")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                                    LinearCrossEntropyLoss.class,
                                    List.of(Content.LOGITS, Content.IDENTITY),
                                    List.of(Content.INDICES),
                                    NOTHING,
                                    WEIGHTS,
                                    "classWeights: [0, 2, 1.25], chunkSize: 1",
                                    "ignoreIndex: -100, chunkSize: 2",
                                    "ignoreIndex: 1, classAxis: -1",
                                    "labelSmoothing: 0.25, chunkSize: 3",
                                    WEIGHTS
                                            + ", ignoreIndex: 1, labelSmoothing: 0.25, chunkSize:"
                                            + " 2")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                                    LinearCrossEntropyLoss.class,
                                    List.of(Content.LOGITS, Content.IDENTITY),
                                    List.of(Content.PROBABILITIES),
                                    "chunkSize: 2",
                                    WEIGHTS + ", labelSmoothing: 0.25, chunkSize: 4")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                                    NllLoss.class,
                                    Content.LOG_PROBABILITIES,
                                    Content.INDICES,
                                    NOTHING,
                                    WEIGHTS,
                                    "ignoreIndex: -100",
                                    "ignoreIndex: 1",
                                    "classWeights: [0, 2, 1.25], ignoreIndex: 1")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                            BceWithLogitsLoss.class,
                            Content.LOGITS,
                            Content.ANSWERS,
                            NOTHING,
                            WEIGHTS,
                            "posWeights: [3, 0.5, 1]",
                            "labelSmoothing: 0.25",
                            "labelSmoothing: 1",
                            WEIGHTS + ", posWeights: [3, 0, 1], labelSmoothing: 0.25"),
                    new Line(
                            BceLoss.class,
                            Content.CHANCES,
                            Content.ANSWERS,
                            NOTHING,
                            WEIGHTS,
                            "classWeights: [0, 2, 1.25]"),
                    new Line(
                                    FocalLoss.class,
                                    Content.LOGITS,
                                    Content.INDICES,
                                    NOTHING,
                                    "gamma: 0.5",
                                    "gamma: 0, alpha: [0.25, 1.5, 1]",
                                    WEIGHTS + ", ignoreIndex: 1",
                                    "labelSmoothing: 0.25",
                                    "predictionEncoding: LOG_PROBABILITIES",
                                    WEIGHTS
                                            + ", ignoreIndex: -1, labelSmoothing: 0.25,"
                                            + " predictionEncoding: PROBABILITIES")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                                    FocalLoss.class,
                                    Content.LOGITS,
                                    Content.PROBABILITIES,
                                    NOTHING,
                                    WEIGHTS + ", labelSmoothing: 0.25",
                                    "predictionEncoding: PROBABILITIES")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                                    PolyLoss.class,
                                    Content.LOGITS,
                                    Content.INDICES,
                                    NOTHING,
                                    "epsilon: -0.5",
                                    WEIGHTS + ", ignoreIndex: 1",
                                    "labelSmoothing: 0.25",
                                    "predictionEncoding: LOG_PROBABILITIES",
                                    WEIGHTS
                                            + ", ignoreIndex: -1, labelSmoothing: 0.25,"
                                            + " predictionEncoding: PROBABILITIES")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                                    PolyLoss.class,
                                    Content.LOGITS,
                                    Content.PROBABILITIES,
                                    NOTHING,
                                    WEIGHTS + ", labelSmoothing: 0.25",
                                    "predictionEncoding: PROBABILITIES")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                                    GeneralizedCrossEntropyLoss.class,
                                    Content.LOGITS,
                                    Content.INDICES,
                                    NOTHING,
                                    "q: 0.25",
                                    WEIGHTS + ", ignoreIndex: 1",
                                    "labelSmoothing: 0.25",
                                    "predictionEncoding: LOG_PROBABILITIES",
                                    WEIGHTS
                                            + ", ignoreIndex: -1, labelSmoothing: 0.25,"
                                            + " predictionEncoding: PROBABILITIES")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                                    GeneralizedCrossEntropyLoss.class,
                                    Content.LOGITS,
                                    Content.PROBABILITIES,
                                    NOTHING,
                                    WEIGHTS + ", labelSmoothing: 0.25",
                                    "predictionEncoding: PROBABILITIES")
                            .with(Trait.DIVIDES_BY_CLASS_WEIGHTS),
                    new Line(
                                    SigmoidFocalLoss.class,
                                    Content.LOGITS,
                                    Content.ANSWERS,
                                    NOTHING,
                                    "gamma: 0.5",
                                    "alpha: 0.25")
                            .with(Trait.NOT_LINEAR_IN_LABEL),
                    new Line(
                            AsymmetricLoss.class,
                            Content.LOGITS,
                            Content.ANSWERS,
                            NOTHING,
                            "gammaPositive: 0, gammaNegative: 0.5, clip: 0",
                            "clip: 0.25"),
                    new Line(SoftMarginLoss.class, Content.LOGITS, Content.SIGNS, NOTHING),
                    new Line(
                            HingeLoss.class,
                            Content.LOGITS,
                            Content.SIGNS,
                            NOTHING,
                            "margin: 0.25, squared: true"),
                    new Line(
                            MultiMarginLoss.class,
                            Content.LOGITS,
                            Content.INDICES,
                            NOTHING,
                            WEIGHTS + ", ignoreIndex: 1",
                            "margin: 0.5, p: 2"),
                    new Line(
                            MultiLabelMarginLoss.class,
                            Content.LOGITS,
                            Content.PADDED_INDICES,
                            NOTHING),
                    new Line(
                                    MultiLabelSoftMarginLoss.class,
                                    Content.LOGITS,
                                    Content.ANSWERS,
                                    NOTHING,
                                    WEIGHTS)
                            .with(Trait.ONE_VALUE_PER_ROW),
                    new Line(
                            KlDivergenceLoss.class,
                            Content.LOG_PROBABILITIES,
                            Content.PROBABILITIES,
                            NOTHING,
                            "direction: REVERSE",
                            "predictionEncoding: LOGITS",
                            "predictionEncoding: LOGITS, direction: REVERSE",
                            "predictionEncoding: PROBABILITIES",
                            "predictionEncoding: PROBABILITIES, direction: REVERSE",
                            "labelEncoding: LOG_PROBABILITIES",
                            "labelEncoding: LOG_PROBABILITIES, direction: REVERSE",
                            "labelEncoding: LOGITS",
                            "labelEncoding: LOGITS, predictionEncoding: PROBABILITIES",
                            "labelEncoding: LOG_PROBABILITIES, predictionEncoding: LOGITS",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS, direction: REVERSE",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS, temperature: 2",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS, temperature: 0.5,"
                                    + " direction: REVERSE"),
                    new Line(L1Loss.class, Content.REALS, Content.REALS, NOTHING),
                    new Line(MseLoss.class, Content.REALS, Content.REALS, NOTHING),
                    new Line(
                            SmoothL1Loss.class,
                            Content.REALS,
                            Content.REALS,
                            NOTHING,
                            "beta: 0.5",
                            "beta: 0"),
                    new Line(HuberLoss.class, Content.REALS, Content.REALS, NOTHING, "delta: 2.5"),
                    new Line(LogCoshLoss.class, Content.REALS, Content.REALS, NOTHING),
                    new Line(
                            QuantileLoss.class,
                            Content.REALS,
                            Content.REALS,
                            NOTHING,
                            "quantile: 0.9"),
                    new Line(
                            PoissonNllLoss.class,
                            Content.REALS,
                            Content.COUNTS,
                            NOTHING,
                            "full: true",
                            "epsilon: 0.5"),
                    new Line(
                            PoissonNllLoss.class,
                            Content.POSITIVES,
                            Content.COUNTS,
                            "logInput: false",
                            "logInput: false, full: true, epsilon: 0.5"),
                    new Line(
                            GaussianNllLoss.class,
                            List.of(Content.REALS, Content.POSITIVES),
                            List.of(Content.REALS),
                            NOTHING,
                            "full: true",
                            "epsilon: 0.001"),
                    new Line(
                            MarginRankingLoss.class,
                            List.of(Content.REALS, Content.REALS),
                            List.of(Content.SIGNS),
                            NOTHING,
                            "margin: 1.5"),
                    new Line(
                            HingeEmbeddingLoss.class,
                            Content.REALS,
                            Content.SIGNS,
                            NOTHING,
                            "margin: 0.5"),
                    new Line(
                            CosineEmbeddingLoss.class,
                            List.of(Content.REALS, Content.REALS),
                            List.of(Content.ROW_SIGNS),
                            NOTHING,
                            "margin: -0.25"),
                    new Line(
                            TotalVariationLoss.class,
                            Content.LOG_PROBABILITIES,
                            Content.PROBABILITIES,
                            NOTHING,
                            "predictionEncoding: LOGITS",
                            "predictionEncoding: PROBABILITIES",
                            "labelEncoding: LOGITS",
                            "labelEncoding: LOG_PROBABILITIES",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS"),
                    new Line(
                            JeffreysLoss.class,
                            Content.LOG_PROBABILITIES,
                            Content.PROBABILITIES,
                            NOTHING,
                            "predictionEncoding: LOGITS",
                            "predictionEncoding: PROBABILITIES",
                            "labelEncoding: LOGITS",
                            "labelEncoding: LOG_PROBABILITIES",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS"),
                    new Line(
                            HellingerLoss.class,
                            Content.LOG_PROBABILITIES,
                            Content.PROBABILITIES,
                            NOTHING,
                            "predictionEncoding: LOGITS",
                            "predictionEncoding: PROBABILITIES",
                            "labelEncoding: LOGITS",
                            "labelEncoding: LOG_PROBABILITIES",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS",
                            "squared: false",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS, squared: false"),
                    new Line(
                            JensenShannonLoss.class,
                            Content.LOG_PROBABILITIES,
                            Content.PROBABILITIES,
                            NOTHING,
                            "predictionEncoding: LOGITS",
                            "predictionEncoding: PROBABILITIES",
                            "labelEncoding: LOGITS",
                            "labelEncoding: LOG_PROBABILITIES",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS",
                            "beta: 0.125",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS, beta: 0.75"),
                    new Line(
                            RenyiDivergenceLoss.class,
                            Content.LOG_PROBABILITIES,
                            Content.PROBABILITIES,
                            NOTHING,
                            "predictionEncoding: LOGITS",
                            "predictionEncoding: PROBABILITIES",
                            "labelEncoding: LOGITS",
                            "labelEncoding: LOG_PROBABILITIES",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS",
                            "alpha: 1",
                            "alpha: 2",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS, alpha: 1",
                            "labelEncoding: LOGITS, predictionEncoding: LOGITS, alpha: 2.5"),
                    new Line(
                            DistillationLoss.class,
                            List.of(Content.LOGITS),
                            List.of(Content.INDICES, Content.LOGITS),
                            NOTHING,
                            "alpha: 0.25, temperature: 0.5, objective: REVERSE_KL",
                            "temperature: 3, objective: JENSEN_SHANNON"),
                    new Line(
                            DistillationLoss.class,
                            List.of(Content.LOGITS),
                            List.of(Content.PROBABILITIES, Content.LOGITS),
                            "alpha: 0.75"),
                    new Line(
                            GaussianKlLoss.class,
                            List.of(Content.REALS, Content.REALS),
                            List.of(),
                            NOTHING),
                    new Line(
                                    GaussianKlLoss.class,
                                    List.of(Content.REALS, Content.REALS),
                                    List.of(Content.REALS, Content.REALS),
                                    NOTHING)
                            .with(Trait.ONE_VALUE_PER_ROW),
                    new Line(
                            TripletMarginLoss.class,
                            List.of(Content.REALS, Content.REALS, Content.REALS),
                            List.of(),
                            NOTHING,
                            "margin: 2.5, swap: true",
                            "p: 1",
                            "p: 3, epsilon: 0.125",
                            "p: Infinity, margin: 4",
                            "distance: MANHATTAN, margin: 4"),
                    new Line(
                                    InfoNceLoss.class,
                                    List.of(Content.REALS, Content.REALS),
                                    List.of(),
                                    NOTHING,
                                    "temperature: 0.5")
                            .with(Trait.ROWS_INTERACT),
                    new Line(
                                    SupervisedContrastiveLoss.class,
                                    Content.REALS,
                                    Content.GROUPS,
                                    NOTHING,
                                    "temperature: 0.5")
                            .with(Trait.ROWS_INTERACT));

    /**
     * Losses whose values do not belong to rows of a prediction, so that the laws of rows do not
     * hold: their options and arguments are those of their fixtures, and each has tests of its own.
     */
    static final List<Class<? extends AbstractLoss>> WITHOUT_ROWS =
            List.of(CtcLoss.class, DiceLoss.class, JaccardLoss.class, TverskyLoss.class);

    private static final List<Entry> ENTRIES = LOSSES.stream().flatMap(Line::entries).toList();

    private Catalogue() {}

    /** Returns all entries. */
    static Stream<Entry> entries() {
        return ENTRIES.stream();
    }

    /** Puts numbers into an array of a type. */
    static NDArray array(NDManager manager, DataType type, Shape shape, double... numbers) {
        return manager.create(numbers, shape).toType(type, false);
    }

    /** Takes entries along an axis: one tool to delete, repeat, permute and split. */
    static NDArray select(NDArray array, int axis, int... entries) {
        long[] shape = array.getShape().getShape().clone();
        int size = (int) shape[axis];
        int inner = (int) array.getShape().slice(axis + 1).size();
        int outer = (int) array.getShape().slice(0, axis).size();
        shape[axis] = entries.length;
        double[] from = Numbers.toDoubles(array);
        double[] to = new double[outer * entries.length * inner];
        for (int i = 0; i < to.length; i++) {
            int entry = entries[i / inner % entries.length];
            to[i] = from[(i / inner / entries.length * size + entry) * inner + i % inner];
        }
        return array(array.getManager(), array.getDataType(), new Shape(shape), to);
    }

    /** Puts a number wherever an element is chosen. */
    static NDArray fill(NDArray array, IntPredicate chosen, double number) {
        double[] numbers = Numbers.toDoubles(array);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = chosen.test(i) ? number : numbers[i];
        }
        return array(array.getManager(), array.getDataType(), array.getShape(), numbers);
    }

    /** Evaluates a loss and its gradient by the prediction, from fresh copies of the arguments. */
    static Measured measure(Sample sample, BiFunction<NDList, NDList, NDArray> loss) {
        NDArray x = sample.prediction().duplicate();
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = loss.apply(sample.labels(), sample.withPrediction(x).predictions());
            collector.backward(value);
            return new Measured(Numbers.toDoubles(value)[0], x.getGradient());
        }
    }

    /** What an array holds. */
    enum Content {
        /** Scores of any size; rows, or single yes-or-no questions. */
        LOGITS,
        LOG_PROBABILITIES,
        PROBABILITIES,
        /** Class indices, some of them the ignored one where there is one. */
        INDICES,
        /** Labels in [0, 1], most of them 0 or 1, one for each element. */
        ANSWERS,
        /** Probabilities, one for each element. */
        CHANCES,
        /** Numbers of any size and sign: what regressions predict, embeddings. */
        REALS,
        /** Numbers above 0. */
        POSITIVES,
        /** Whole numbers from 0. */
        COUNTS,
        /** +1 or -1, one for each element. */
        SIGNS,
        /** +1 or -1, one for each row. */
        ROW_SIGNS,
        /** For each row, which of a few groups it belongs to. */
        GROUPS,
        /** In every row some different class indices, then -1. */
        PADDED_INDICES,
        /** The weight of a layer that passes on what it is given: no array of examples. */
        IDENTITY;

        boolean isOfRows() {
            return this == INDICES || this == ROW_SIGNS || this == GROUPS;
        }

        private NDArray make(Random random, NDManager manager, Entry entry) {
            Layout layout = entry.layout();
            if (this == IDENTITY) {
                return manager.eye(CLASSES).toType(layout.type(), false);
            }
            if (this == ROW_SIGNS) {
                double[] signs =
                        random.ints(layout.rows().size(), 0, 2)
                                .mapToDouble(i -> 2 * i - 1)
                                .toArray();
                return array(manager, layout.type(), layout.rows(), signs);
            }
            if (this == GROUPS) {
                double[] groups =
                        IntStream.range(0, (int) layout.rows().size())
                                .mapToDouble(i -> Math.floorDiv(i, 3))
                                .toArray();
                return array(manager, DataType.INT64, layout.rows(), groups);
            }
            if (this == PADDED_INDICES) {
                return padded(random, manager, layout);
            }
            if (this == INDICES) {
                long ignored = entry.ignoreIndex();
                double[] indices =
                        random.ints(layout.rows().size(), 0, CLASSES).asDoubleStream().toArray();
                for (int row = 1; row < indices.length; row += 3) {
                    indices[row] = ignored == Entry.NOT_IGNORED ? indices[row] : ignored;
                }
                return array(manager, DataType.INT64, layout.rows(), indices);
            }
            Shape shape = layout.shape();
            double[] numbers =
                    DoubleStream.generate(() -> 2 * random.nextGaussian())
                            .limit(shape.size())
                            .toArray();
            NDArray logits = manager.create(numbers, shape);
            NDArray made =
                    switch (this) {
                        case LOG_PROBABILITIES -> logits.logSoftmax(layout.axis());
                        case PROBABILITIES -> logits.softmax(layout.axis());
                        case ANSWERS -> logits.clip(0, 1);
                        case CHANCES -> logits.neg().exp().add(1).pow(-1);
                        case POSITIVES -> logits.div(2).exp();
                        case COUNTS -> logits.abs().floor();
                        case SIGNS -> logits.gt(0).toType(DataType.FLOAT64, false).mul(2).sub(1);
                        default -> logits;
                    };
            return made.toType(layout.type(), true);
        }

        private static NDArray padded(Random random, NDManager manager, Layout layout) {
            int inner = (int) layout.shape().slice(layout.axis() + 1).size();
            double[] indices = new double[(int) layout.shape().size()];
            Arrays.fill(indices, -1);
            for (int row = 0; row < indices.length / CLASSES; row++) {
                int first = random.nextInt(CLASSES);
                for (int i = 0; i < row % (CLASSES + 1); i++) {
                    int at = (row / inner * CLASSES + i) * inner + row % inner;
                    indices[at] = (first + i) % CLASSES;
                }
            }
            return array(manager, DataType.INT64, layout.shape(), indices);
        }
    }

    /**
     * The shape of a prediction and where its classes lie.
     *
     * @param weighted whether there are example weights
     */
    record Layout(DataType type, Shape shape, int classAxis, boolean weighted) {

        /** Returns the class axis, counted from the front. */
        int axis() {
            return Math.floorMod(classAxis, shape.dimension());
        }

        /** Returns the axis along which batches are cut. */
        int batchAxis() {
            return axis() == 0 ? 1 : 0;
        }

        /** Returns the shape without the class axis. */
        Shape rows() {
            return shape.slice(0, axis()).addAll(shape.slice(axis() + 1));
        }

        private double[] weights(Random random, Shape values) {
            // sums of such weights are exact, and every weight occurs also in short lists
            double[] weights = {0.5, 2, 0, 1, 1.5};
            int shift = random.nextInt(2);
            return IntStream.range(0, (int) values.size())
                    .mapToDouble(i -> weights[(i + shift) % weights.length])
                    .toArray();
        }

        @Override
        public String toString() {
            return type + " " + shape + (weighted ? " weighted" : "");
        }
    }

    /**
     * One loss with each of its options; the encodings say what the first arrays hold.
     *
     * @param predictions what each prediction holds; the laws take one of them after the other
     * @param labels what each label holds
     * @param traits what not all losses have in common
     */
    private record Line(
            Class<? extends AbstractLoss> type,
            List<Content> predictions,
            List<Content> labels,
            Set<Trait> traits,
            List<String> options) {

        Line(
                Class<? extends AbstractLoss> type,
                Content prediction,
                Content label,
                String... options) {
            this(type, List.of(prediction), List.of(label), options);
        }

        Line(
                Class<? extends AbstractLoss> type,
                List<Content> predictions,
                List<Content> labels,
                String... options) {
            this(type, predictions, labels, EnumSet.noneOf(Trait.class), List.of(options));
        }

        Line with(Trait... added) {
            return new Line(type, predictions, labels, Set.of(added), options);
        }

        Stream<Entry> entries() {
            boolean anyAxis = takes(type, "classAxis") && !predictions.contains(Content.IDENTITY);
            boolean anyRank = !traits.contains(Trait.ROWS_INTERACT);
            List<Layout> layouts =
                    LAYOUTS.stream()
                            .filter(l -> anyAxis || l.classAxis() == -1)
                            .filter(l -> anyRank || l.shape().dimension() == 2)
                            .toList();
            Stream<Entry> own =
                    options.stream()
                            .flatMap(text -> layouts.stream().map(layout -> entry(text, layout)));
            Stream<Entry> common =
                    Stream.of("reduction: SUM", "reduction: BATCH_MEAN", "weight: -0.75")
                            .map(text -> entry(text, COMMON));
            return Stream.concat(own, common).flatMap(Entry::byEachPrediction);
        }

        private Entry entry(String text, Layout layout) {
            JsonObject parsed = new Gson().fromJson("{" + text + "}", JsonObject.class);
            if (layout.classAxis() != -1) {
                parsed.addProperty("classAxis", layout.classAxis());
            }
            List<Content> spelled = new ArrayList<>(predictions);
            spelled.set(0, content(parsed, "predictionEncoding", predictions.get(0)));
            List<Content> told = new ArrayList<>(labels);
            if (!told.isEmpty()) {
                told.set(0, content(parsed, "labelEncoding", labels.get(0)));
            }
            return new Entry(type, parsed, spelled, told, traits, layout, 0);
        }

        private static Content content(JsonObject options, String encoding, Content otherwise) {
            return options.has(encoding)
                    ? Content.valueOf(options.get(encoding).getAsString())
                    : otherwise;
        }
    }

    private static boolean takes(Class<?> type, String option) {
        String method = "opt" + Character.toUpperCase(option.charAt(0)) + option.substring(1);
        try {
            return Arrays.stream(type.getMethod("builder").getReturnType().getMethods())
                    .anyMatch(m -> m.getName().equals(method));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What not all losses have in common. */
    enum Trait {
        /**
         * A mean divides by the sum of the class weights of the labels, not by a number of rows.
         */
        DIVIDES_BY_CLASS_WEIGHTS,

        /** There is one value for each row although labels are given for each element. */
        ONE_VALUE_PER_ROW,

        /** The value of a row depends on the others, so a batch is not the sum of its parts. */
        ROWS_INTERACT,

        /** A mixture of labels has not the mixture of their losses. */
        NOT_LINEAR_IN_LABEL
    }

    /**
     * One loss with options and arguments that fit it.
     *
     * @param focus which of the predictions laws vary and take gradients by
     */
    record Entry(
            Class<? extends AbstractLoss> type,
            JsonObject options,
            List<Content> predictions,
            List<Content> labels,
            Set<Trait> traits,
            Layout layout,
            int focus) {

        static final long NOT_IGNORED = Long.MIN_VALUE;

        private Stream<Entry> byEachPrediction() {
            return IntStream.range(0, predictions.size())
                    .filter(i -> predictions.get(i) != Content.IDENTITY)
                    .mapToObj(
                            i -> new Entry(type, options, predictions, labels, traits, layout, i));
        }

        /** Returns what the prediction holds that laws vary. */
        Content prediction() {
            return predictions.get(focus);
        }

        /** Returns what the first label holds, or null if there is none. */
        @Nullable Content label() {
            return labels.isEmpty() ? null : labels.get(0);
        }

        boolean has(Trait trait) {
            return traits.contains(trait);
        }

        AbstractLoss loss() {
            return Losses.build(type, options);
        }

        /** Returns the loss with one option changed. */
        AbstractLoss loss(String option, Object value) {
            return with(option, value).loss();
        }

        /** Returns this entry with one option changed. */
        Entry with(String option, Object value) {
            JsonObject changed = options.deepCopy();
            changed.add(option, new Gson().toJsonTree(value));
            return with(changed);
        }

        private Entry with(JsonObject otherOptions) {
            return new Entry(type, otherOptions, predictions, labels, traits, layout, focus);
        }

        /** Returns the entry of another loss on a prediction and a label as these. */
        Entry of(Class<? extends AbstractLoss> other, JsonObject itsOptions) {
            return new Entry(other, itsOptions, predictions, labels, traits, layout, focus);
        }

        /** Tells whether the loss has an option of that name. */
        boolean takes(String option) {
            return Catalogue.takes(type, option);
        }

        long ignoreIndex() {
            return options.has("ignoreIndex")
                    ? options.get("ignoreIndex").getAsLong()
                    : NOT_IGNORED;
        }

        /** Returns an option with one number per class, ones where it is not set. */
        double[] perClass(String option) {
            return options.has(option)
                    ? Fixtures.doubles(options.getAsJsonArray(option))
                    : new double[] {1, 1, 1};
        }

        /** Tells whether the loss has a value for each element, or one for each row. */
        boolean isElementwise() {
            Set<Content> ofElements =
                    EnumSet.of(Content.ANSWERS, Content.REALS, Content.COUNTS, Content.SIGNS);
            return ofElements.contains(label()) && !has(Trait.ONE_VALUE_PER_ROW);
        }

        boolean hasBatchAxis() {
            return layout.shape().dimension() > 1;
        }

        /** Returns the shape of the loss's values. */
        Shape values() {
            return isElementwise() ? layout.shape() : layout.rows();
        }

        /** Returns which value an element of an array of the prediction's shape belongs to. */
        int valueOf(int element) {
            if (isElementwise()) {
                return element;
            }
            int inner = (int) layout.shape().slice(layout.axis() + 1).size();
            return element / (CLASSES * inner) * inner + element % inner;
        }

        /** Returns which slice along the batch axis a value belongs to. */
        int rowOf(int value) {
            int axis = isElementwise() ? layout.batchAxis() : 0;
            return value / (int) values().slice(axis + 1).size() % (int) values().get(axis);
        }

        /** Makes the arguments, always the same ones. */
        Sample sample(NDManager manager) {
            Random random = new Random(toString().hashCode());
            NDList made = new NDList();
            predictions.forEach(content -> made.add(content.make(random, manager, this)));
            NDList told = new NDList();
            labels.forEach(content -> told.add(content.make(random, manager, this)));
            if (layout.weighted()) {
                double[] weights = layout.weights(random, values());
                told.add(array(manager, layout.type(), values(), weights));
            }
            return new Sample(this, told, made);
        }

        /** Returns this entry with its classes in another order; see {@link Sample#classes}. */
        Entry classes(int... order) {
            JsonObject permuted = new JsonObject();
            for (Map.Entry<String, JsonElement> option : options.entrySet()) {
                JsonElement value = option.getValue();
                if (value instanceof JsonArray perClass) {
                    JsonArray array = new JsonArray();
                    Arrays.stream(order).forEach(k -> array.add(perClass.get(k)));
                    value = array;
                } else if ("ignoreIndex".equals(option.getKey())) {
                    value = new JsonPrimitive(place(value.getAsLong(), order));
                }
                permuted.add(option.getKey(), value);
            }
            return with(permuted);
        }

        private static long place(long index, int... order) {
            int place = IntStream.range(0, order.length).filter(i -> order[i] == index).sum();
            return index < 0 || index >= order.length ? index : place;
        }

        @Override
        public String toString() {
            return String.format(
                            "%s%s %s %s%s",
                            type.getSimpleName(),
                            options,
                            layout,
                            label(),
                            focus > 0 ? ", by predictions[" + focus + "]" : "")
                    .replace("\"", "");
        }
    }

    /** The arguments of an entry, and what laws make of them. */
    record Sample(Entry entry, NDList labels, NDList predictions) {

        /** Returns the prediction that laws vary. */
        NDArray prediction() {
            return predictions.get(entry.focus());
        }

        NDArray label() {
            return labels.head();
        }

        /** Returns the sample with each prediction changed, but for parameters of a layer. */
        Sample withPredictions(UnaryOperator<NDArray> change) {
            NDList changed = new NDList();
            for (int i = 0; i < predictions.size(); i++) {
                boolean examples = entry.predictions().get(i) != Content.IDENTITY;
                changed.add(examples ? change.apply(predictions.get(i)) : predictions.get(i));
            }
            return new Sample(entry, labels, changed);
        }

        /** Returns the sample with all predictions in another data type. */
        Sample typed(DataType type) {
            NDList typed = new NDList();
            predictions.forEach(array -> typed.add(array.toType(type, false)));
            return new Sample(entry, labels, typed);
        }

        Sample withPrediction(NDArray array) {
            NDList changed = new NDList(predictions);
            changed.set(entry.focus(), array);
            return new Sample(entry, labels, changed);
        }

        Sample withLabel(NDArray array) {
            NDList changed = new NDList(labels);
            changed.set(0, array);
            return new Sample(entry, changed, predictions);
        }

        Sample withWeights(double... weights) {
            NDManager manager = prediction().getManager();
            NDList changed = unweighted().labels();
            changed.add(array(manager, entry.layout().type(), entry.values(), weights));
            return new Sample(entry, changed, predictions);
        }

        /** Multiplies the example weights, which are 1 where there are none. */
        Sample weighted(IntToDoubleFunction factor) {
            double[] weights = weights();
            return withWeights(
                    IntStream.range(0, weights.length)
                            .mapToDouble(i -> weights[i] * factor.applyAsDouble(i))
                            .toArray());
        }

        Sample unweighted() {
            NDList unweighted = new NDList(labels.subNDList(0, entry.labels().size()));
            return new Sample(entry, unweighted, predictions);
        }

        /** Returns the example weights, 1 where there are none. */
        double[] weights() {
            int told = entry.labels().size();
            return labels.size() > told
                    ? Numbers.toDoubles(labels.get(told))
                    : DoubleStream.generate(() -> 1).limit(entry.values().size()).toArray();
        }

        /** Returns the number of slices along the batch axis. */
        int size() {
            return (int) prediction().getShape().get(entry.layout().batchAxis());
        }

        /** Takes slices along the batch axis, in the order given and as often as given. */
        Sample rows(int... rows) {
            NDList taken = new NDList();
            labels.forEach(array -> taken.add(rows(array, rows)));
            return new Sample(entry, taken, predictions).withPredictions(x -> rows(x, rows));
        }

        /** Takes slices of an array that has the batch axis. */
        NDArray rows(NDArray array, int... rows) {
            boolean hasClasses = array.getShape().dimension() == entry.layout().shape().dimension();
            return select(array, hasClasses ? entry.layout().batchAxis() : 0, rows);
        }

        /** Puts the classes in another order. */
        Sample classes(int... order) {
            int axis = entry.layout().axis();
            NDList permuted = new NDList(labels);
            for (int i = 0; i < entry.labels().size(); i++) {
                permuted.set(i, classes(entry.labels().get(i), labels.get(i), order));
            }
            int told = entry.labels().size();
            if (entry.isElementwise() && labels.size() > told) {
                permuted.set(told, select(labels.get(told), axis, order));
            }
            return new Sample(entry.classes(order), permuted, predictions)
                    .withPredictions(x -> select(x, axis, order));
        }

        private NDArray classes(Content content, NDArray label, int... order) {
            if (content == Content.INDICES || content == Content.PADDED_INDICES) {
                double[] indices = Numbers.toDoubles(label);
                Arrays.setAll(indices, i -> Entry.place((long) indices[i], order));
                return array(label.getManager(), DataType.INT64, label.getShape(), indices);
            }
            return content.isOfRows() ? label : select(label, entry.layout().axis(), order);
        }

        /** Puts a number into the prediction wherever a value is chosen. */
        Sample poisoned(IntPredicate value, double number) {
            return withPrediction(fill(prediction(), i -> value.test(entry.valueOf(i)), number));
        }

        /** Cuts along the batch axis. */
        List<Sample> cut(int... sizes) {
            List<Sample> parts = new ArrayList<>();
            int start = 0;
            for (int size : sizes) {
                parts.add(rows(IntStream.range(start, start + size).toArray()));
                start += size;
            }
            return parts;
        }
    }

    /** A loss and its gradient by the prediction. */
    record Measured(double value, NDArray gradient) {

        Measured times(double factor) {
            return new Measured(value * factor, gradient.mul(factor));
        }

        double[] gradients() {
            return Numbers.toDoubles(gradient);
        }
    }
}
