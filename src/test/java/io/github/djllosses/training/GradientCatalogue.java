package io.github.djllosses.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.classification.AsymmetricLoss;
import io.github.djllosses.classification.BceLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.FocalLoss;
import io.github.djllosses.classification.GeneralizedCrossEntropyLoss;
import io.github.djllosses.classification.HingeLoss;
import io.github.djllosses.classification.MultiLabelMarginLoss;
import io.github.djllosses.classification.MultiLabelSoftMarginLoss;
import io.github.djllosses.classification.MultiMarginLoss;
import io.github.djllosses.classification.NllLoss;
import io.github.djllosses.classification.PolyLoss;
import io.github.djllosses.classification.SigmoidFocalLoss;
import io.github.djllosses.classification.SoftMarginLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.core.ScoresBuilder;
import io.github.djllosses.divergence.Direction;
import io.github.djllosses.divergence.KlDivergenceLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Every loss with every combination of its options, and arguments for each.
 *
 * <p>Layouts are not part of the product: combinations take them in turn. Their number, 7, has no
 * divisor in common with the numbers of choices, so every choice of every option meets each layout.
 */
final class GradientCatalogue {

    private static final int CLASSES = 3;

    /** Ranks 1 to 4, the classes last or along axis 1. */
    private static final List<Layout> LAYOUTS =
            List.of(
                    new Layout(-1, 3),
                    new Layout(-1, 4, 3),
                    new Layout(-1, 2, 2, 3),
                    new Layout(-1, 2, 1, 2, 3),
                    new Layout(1, 4, 3),
                    new Layout(1, 2, 3, 2),
                    new Layout(1, 2, 3, 1, 2));

    private static final Layout SCALAR = new Layout(-1);

    private static final Set<Class<? extends AbstractLoss>> ELEMENTWISE =
            Set.of(
                    BceLoss.class,
                    BceWithLogitsLoss.class,
                    SigmoidFocalLoss.class,
                    AsymmetricLoss.class,
                    SoftMarginLoss.class,
                    HingeLoss.class);

    private final List<Entry> entries = new ArrayList<>();

    private GradientCatalogue() {}

    static List<Entry> all() {
        GradientCatalogue catalogue = new GradientCatalogue();
        catalogue.crossEntropy();
        catalogue.nll();
        catalogue.klDivergence();
        catalogue.bceWithLogits();
        catalogue.bce();
        catalogue.focal();
        catalogue.poly();
        catalogue.generalizedCrossEntropy();
        catalogue.sigmoidFocal();
        catalogue.asymmetric();
        catalogue.signs();
        catalogue.multiMargin();
        catalogue.multiLabel();
        return List.copyOf(catalogue.entries);
    }

    private void crossEntropy() {
        for (Encoding encoding : Encoding.values()) {
            for (Kind label : List.of(Kind.INDICES, Kind.PADDED, Kind.PROBABILITIES)) {
                new Choices<CrossEntropyLoss.Builder>()
                        .with(b -> b.optPredictionEncoding(encoding))
                        .with(b -> label == Kind.PADDED ? b.optIgnoreIndex(Kind.PADDING) : b)
                        .each(Reduction.values(), LossBuilder::optReduction)
                        .maybe(b -> b.optWeight(2.5f))
                        .maybe(b -> b.optClassWeights(0.5f, 2, 1.25f))
                        .maybe(b -> b.optLabelSmoothing(0.25f))
                        .forEach(
                                options ->
                                        add(
                                                Kind.of(encoding),
                                                label,
                                                layout ->
                                                        options.apply(CrossEntropyLoss.builder())
                                                                .optClassAxis(layout.axis())
                                                                .build()));
            }
        }
    }

    private void nll() {
        for (Kind label : List.of(Kind.INDICES, Kind.PADDED)) {
            new Choices<NllLoss.Builder>()
                    .with(b -> label == Kind.PADDED ? b.optIgnoreIndex(Kind.PADDING) : b)
                    .each(Reduction.values(), LossBuilder::optReduction)
                    .maybe(b -> b.optWeight(2.5f))
                    .maybe(b -> b.optClassWeights(0.5f, 2, 1.25f))
                    .forEach(
                            options ->
                                    add(
                                            Kind.LOG_PROBABILITIES,
                                            label,
                                            layout ->
                                                    options.apply(NllLoss.builder())
                                                            .optClassAxis(layout.axis())
                                                            .build()));
        }
    }

    private void klDivergence() {
        for (Encoding prediction : Encoding.values()) {
            for (Encoding label : Encoding.values()) {
                boolean logits = prediction == Encoding.LOGITS && label == Encoding.LOGITS;
                new Choices<KlDivergenceLoss.Builder>()
                        .with(b -> b.optPredictionEncoding(prediction).optLabelEncoding(label))
                        .each(Direction.values(), KlDivergenceLoss.Builder::optDirection)
                        .each(Reduction.values(), LossBuilder::optReduction)
                        .maybe(b -> b.optWeight(2.5f))
                        .each(
                                logits ? new Float[] {1f, 2.5f, 0.5f} : new Float[] {1f},
                                KlDivergenceLoss.Builder::optTemperature)
                        .forEach(
                                options ->
                                        add(
                                                Kind.of(prediction),
                                                Kind.of(label),
                                                layout ->
                                                        options.apply(KlDivergenceLoss.builder())
                                                                .optClassAxis(layout.axis())
                                                                .build()));
            }
        }
    }

    private void bceWithLogits() {
        new Choices<BceWithLogitsLoss.Builder>()
                .each(Reduction.values(), LossBuilder::optReduction)
                .maybe(b -> b.optWeight(2.5f))
                .maybe(b -> b.optClassWeights(0.5f, 2, 1.25f))
                .maybe(b -> b.optPosWeights(3, 0.5f, 1))
                .maybe(b -> b.optLabelSmoothing(0.25f))
                .forEach(
                        options ->
                                add(
                                        Kind.LOGITS,
                                        Kind.SHARES,
                                        layout ->
                                                options.apply(BceWithLogitsLoss.builder())
                                                        .optClassAxis(layout.axis())
                                                        .build()));
        add(Kind.LOGITS, Kind.SHARES, SCALAR, false, new BceWithLogitsLoss());
    }

    private void bce() {
        new Choices<BceLoss.Builder>()
                .each(Reduction.values(), LossBuilder::optReduction)
                .maybe(b -> b.optWeight(2.5f))
                .maybe(b -> b.optClassWeights(0.5f, 2, 1.25f))
                .forEach(
                        options ->
                                add(
                                        Kind.SHARES,
                                        Kind.SHARES,
                                        layout ->
                                                options.apply(BceLoss.builder())
                                                        .optClassAxis(layout.axis())
                                                        .build()));
        add(Kind.SHARES, Kind.SHARES, SCALAR, false, new BceLoss());
    }

    private void focal() {
        Float[] gammas = {2f, 0.5f};
        surprisals(
                new Choices<FocalLoss.Builder>()
                        .each(gammas, FocalLoss.Builder::optGamma)
                        .maybe(b -> b.optAlpha(0.25f, 1, 1.5f)),
                FocalLoss::builder,
                FocalLoss.Builder::build);
    }

    private void poly() {
        surprisals(
                new Choices<PolyLoss.Builder>().with(b -> b.optEpsilon(2)),
                PolyLoss::builder,
                PolyLoss.Builder::build);
    }

    private void generalizedCrossEntropy() {
        surprisals(
                new Choices<GeneralizedCrossEntropyLoss.Builder>().with(b -> b.optQ(0.25f)),
                GeneralizedCrossEntropyLoss::builder,
                GeneralizedCrossEntropyLoss.Builder::build);
    }

    private <B extends ScoresBuilder<B>> void surprisals(
            Choices<B> own, Supplier<B> builder, Function<B, AbstractLoss> build) {
        for (Encoding encoding : Encoding.values()) {
            for (Kind label : List.of(Kind.INDICES, Kind.PADDED, Kind.PROBABILITIES)) {
                own.with(b -> b.optPredictionEncoding(encoding))
                        .with(b -> label == Kind.PADDED ? b.optIgnoreIndex(Kind.PADDING) : b)
                        .maybe(b -> b.optClassWeights(0.5f, 2, 1.25f))
                        .maybe(b -> b.optLabelSmoothing(0.25f))
                        .forEach(
                                options ->
                                        add(
                                                Kind.of(encoding),
                                                label,
                                                layout ->
                                                        build.apply(
                                                                options.apply(builder.get())
                                                                        .optClassAxis(
                                                                                layout.axis()))));
            }
        }
    }

    private void sigmoidFocal() {
        new Choices<SigmoidFocalLoss.Builder>()
                .each(new Float[] {2f, 0.5f, 0f}, SigmoidFocalLoss.Builder::optGamma)
                .maybe(b -> b.optAlpha(0.25f))
                .forEach(
                        options -> {
                            AbstractLoss loss = options.apply(SigmoidFocalLoss.builder()).build();
                            addElementwise(Kind.SHARES, loss);
                            addElementwise(Kind.ANSWERS, loss);
                        });
    }

    private void asymmetric() {
        new Choices<AsymmetricLoss.Builder>()
                .maybe(b -> b.optGammaPositive(0.5f))
                .each(new Float[] {1f, 0.5f, 0f}, AsymmetricLoss.Builder::optGammaNegative)
                .maybe(b -> b.optClip(0))
                .forEach(
                        options ->
                                addElementwise(
                                        Kind.SHARES,
                                        options.apply(AsymmetricLoss.builder()).build()));
    }

    private void signs() {
        addElementwise(Kind.SIGNS, new SoftMarginLoss());
        new Choices<HingeLoss.Builder>()
                .maybe(b -> b.optMargin(2.5f))
                .maybe(b -> b.optSquared(true))
                .forEach(
                        options ->
                                addElementwise(
                                        Kind.SIGNS, options.apply(HingeLoss.builder()).build()));
    }

    private void multiMargin() {
        for (Kind label : List.of(Kind.INDICES, Kind.PADDED)) {
            new Choices<MultiMarginLoss.Builder>()
                    .with(b -> label == Kind.PADDED ? b.optIgnoreIndex(Kind.PADDING) : b)
                    .maybe(b -> b.optP(2))
                    // so wide that every row costs something
                    .with(b -> b.optMargin(5))
                    .maybe(b -> b.optClassWeights(0.5f, 2, 1.25f))
                    .forEach(
                            options ->
                                    add(
                                            Kind.LOGITS,
                                            label,
                                            layout ->
                                                    options.apply(MultiMarginLoss.builder())
                                                            .optClassAxis(layout.axis())
                                                            .build()));
        }
    }

    private void multiLabel() {
        for (int i = 0; i < LAYOUTS.size(); i++) {
            add(
                    Kind.LOGITS,
                    Kind.SETS,
                    layout -> MultiLabelMarginLoss.builder().optClassAxis(layout.axis()).build());
        }
        new Choices<MultiLabelSoftMarginLoss.Builder>()
                .each(Reduction.values(), LossBuilder::optReduction)
                .maybe(b -> b.optClassWeights(0.5f, 2, 1.25f))
                .forEach(
                        options ->
                                add(
                                        Kind.LOGITS,
                                        Kind.SHARES,
                                        layout ->
                                                options.apply(MultiLabelSoftMarginLoss.builder())
                                                        .optClassAxis(layout.axis())
                                                        .build()));
    }

    /** Adds a loss of every element, also of a scalar. */
    private void addElementwise(Kind label, AbstractLoss loss) {
        add(Kind.LOGITS, label, layout -> loss);
        add(Kind.LOGITS, label, SCALAR, false, loss);
    }

    /** Adds a loss twice, without example weights and with them, each time in another layout. */
    private void add(Kind prediction, Kind label, Function<Layout, AbstractLoss> loss) {
        for (boolean weighted : new boolean[] {false, true}) {
            Layout layout = LAYOUTS.get(entries.size() % LAYOUTS.size());
            add(prediction, label, layout, weighted, loss.apply(layout));
        }
    }

    private void add(
            Kind prediction, Kind label, Layout layout, boolean weighted, AbstractLoss loss) {
        entries.add(new Entry(loss, layout, prediction, label, weighted, entries.size()));
    }

    /**
     * Ways to set some options of a builder.
     *
     * @param <B> the builder
     * @param ways the ways
     */
    private record Choices<B>(List<UnaryOperator<B>> ways) {

        Choices() {
            this(List.of(builder -> builder));
        }

        /** Adds an option to every way so far. */
        Choices<B> with(UnaryOperator<B> option) {
            return combine(List.of(option));
        }

        /** Combines every way so far with leaving an option as it is, and with setting it. */
        Choices<B> maybe(UnaryOperator<B> option) {
            return combine(List.of(builder -> builder, option));
        }

        /** Combines every way so far with every value of an option. */
        <V> Choices<B> each(V[] values, BiFunction<B, V, B> option) {
            return combine(
                    Arrays.stream(values)
                            .<UnaryOperator<B>>map(value -> b -> option.apply(b, value))
                            .toList());
        }

        private Choices<B> combine(List<UnaryOperator<B>> options) {
            return new Choices<>(
                    ways.stream()
                            .flatMap(
                                    way ->
                                            options.stream()
                                                    .<UnaryOperator<B>>map(
                                                            option ->
                                                                    b ->
                                                                            option.apply(
                                                                                    way.apply(b))))
                            .toList());
        }

        void forEach(Consumer<UnaryOperator<B>> action) {
            ways.forEach(action);
        }
    }

    /** What the numbers of an array mean. */
    enum Kind {
        LOGITS {
            @Override
            double[] row(Random random) {
                return random.doubles(CLASSES, -2, 2).toArray();
            }
        },
        LOG_PROBABILITIES {
            @Override
            double[] row(Random random) {
                return DoubleStream.of(PROBABILITIES.row(random)).map(Math::log).toArray();
            }
        },
        PROBABILITIES {
            @Override
            double[] row(Random random) {
                double[] weights = random.doubles(CLASSES, 0.2, 1).toArray();
                double sum = DoubleStream.of(weights).sum();
                return DoubleStream.of(weights).map(weight -> weight / sum).toArray();
            }
        },
        /** Independent numbers between 0 and 1. */
        SHARES {
            @Override
            double[] row(Random random) {
                return random.doubles(CLASSES, 0.1, 0.9).toArray();
            }
        },
        /** Answers of yes or no. */
        ANSWERS {
            @Override
            double[] row(Random random) {
                return random.ints(CLASSES, 0, 2).asDoubleStream().toArray();
            }
        },
        /** Each 1 or -1. */
        SIGNS {
            @Override
            double[] row(Random random) {
                return DoubleStream.of(ANSWERS.row(random)).map(y -> 2 * y - 1).toArray();
            }
        },
        /** One or two class indices, padded with -1. */
        SETS {
            @Override
            double[] row(Random random) {
                double first = random.nextInt(CLASSES);
                return new double[] {first, random.nextBoolean() ? -1 : (first + 1) % CLASSES, -1};
            }
        },
        /** Class indices. */
        INDICES,
        /** Class indices, every second one of which is {@link #PADDING}. */
        PADDED;

        static final long PADDING = -100;

        static Kind of(Encoding encoding) {
            return valueOf(encoding.name());
        }

        double[] row(Random random) {
            throw new UnsupportedOperationException(name());
        }
    }

    /**
     * The shape of a prediction, and where its classes lie.
     *
     * @param axis the class axis
     * @param dimensions the shape; none for a scalar
     */
    record Layout(int axis, List<Long> dimensions) {

        Layout(int axis, long... shape) {
            this(axis, Arrays.stream(shape).boxed().toList());
        }

        Shape shape() {
            return new Shape(dimensions);
        }

        /** Returns the shape without the class axis. */
        Shape rows() {
            int at = Math.floorMod(axis, dimensions.size());
            return shape().slice(0, at).addAll(shape().slice(at + 1));
        }

        /** Lays out rows of classes; an array with the classes along axis 1 is not contiguous. */
        NDArray array(NDManager manager, double... rows) {
            if (dimensions.isEmpty()) {
                return manager.create(rows[0]);
            }
            NDArray classesLast = manager.create(rows, rows().add(CLASSES));
            int last = dimensions.size() - 1;
            return axis < 0 || last == 1
                    ? classesLast
                    : classesLast.transpose(
                            IntStream.rangeClosed(0, last)
                                    .map(i -> i == 0 ? 0 : i == 1 ? last : i - 1)
                                    .toArray());
        }
    }

    /** A loss and what it takes to make arguments for it. */
    record Entry(
            AbstractLoss loss,
            Layout layout,
            Kind prediction,
            Kind label,
            boolean weighted,
            long seed) {

        NDList predictions(NDManager manager) {
            return new NDList(distributions(manager, prediction, new Random(seed)));
        }

        NDList labels(NDManager manager) {
            Random random = new Random(-1 - seed);
            NDList labels = new NDList(label(manager, random));
            if (weighted) {
                labels.add(weights(manager, random));
            }
            return labels;
        }

        private NDArray label(NDManager manager, Random random) {
            if (label != Kind.INDICES && label != Kind.PADDED) {
                return distributions(manager, label, random);
            }
            Shape rows = layout.rows();
            long[] indices = random.longs(rows.size(), 0, CLASSES).toArray();
            for (int row = 1; row < indices.length && label == Kind.PADDED; row += 2) {
                indices[row] = Kind.PADDING;
            }
            return manager.create(indices, rows);
        }

        private NDArray distributions(NDManager manager, Kind kind, Random random) {
            long rows = Math.max(1, layout.shape().size() / CLASSES);
            double[] numbers =
                    DoubleStream.iterate(0, i -> i < rows, i -> i + 1)
                            .flatMap(i -> DoubleStream.of(kind.row(random)))
                            .toArray();
            return layout.array(manager, numbers);
        }

        /** Makes weights of which the third, if there are so many, is 0. */
        private NDArray weights(NDManager manager, Random random) {
            boolean elementwise = ELEMENTWISE.contains(loss.getClass());
            Shape shape = elementwise ? layout.shape() : layout.rows();
            double[] weights = random.doubles(shape.size(), 0.5, 2).toArray();
            if (weights.length > 2) {
                weights[2] = 0;
            }
            return manager.create(weights, shape);
        }

        @Override
        public String toString() {
            return String.format(
                    "%s of %s %s by %s%s, seed %d",
                    loss,
                    prediction,
                    layout.shape(),
                    label,
                    weighted ? " with example weights" : "",
                    seed);
        }
    }
}
