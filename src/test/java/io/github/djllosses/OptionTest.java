package io.github.djllosses;

import static io.github.djllosses.Catalogue.measure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDManager;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.classification.BceLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.NllLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.divergence.Direction;
import io.github.djllosses.divergence.KlDivergenceLoss;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How losses are built, what they are called, and how they print. */
class OptionTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> printed() {
        return Stream.of(
                arguments(new CrossEntropyLoss(), "CrossEntropyLoss()"),
                arguments(new NllLoss(), "NllLoss()"),
                arguments(new BceWithLogitsLoss(), "BceWithLogitsLoss()"),
                arguments(new BceLoss(), "BceLoss()"),
                arguments(new KlDivergenceLoss(), "KlDivergenceLoss()"),
                arguments(
                        CrossEntropyLoss.builder()
                                .optName("ce")
                                .optReduction(Reduction.BATCH_MEAN)
                                .optWeight(0.5f)
                                .optClassAxis(1)
                                .optClassWeights(1, 2.5f)
                                .optIgnoreIndex(-100)
                                .optPredictionEncoding(Encoding.PROBABILITIES)
                                .optLabelSmoothing(0.1f)
                                .build(),
                        "CrossEntropyLoss(name=ce, reduction=BATCH_MEAN, weight=0.5, classAxis=1,"
                                + " classWeights=[1.0, 2.5], ignoreIndex=-100,"
                                + " predictionEncoding=PROBABILITIES, labelSmoothing=0.1)"),
                arguments(
                        NllLoss.builder().optIgnoreIndex(0).optClassAxis(0).build(),
                        "NllLoss(ignoreIndex=0, classAxis=0)"),
                arguments(
                        BceWithLogitsLoss.builder().optPosWeights(3).optLabelSmoothing(1).build(),
                        "BceWithLogitsLoss(posWeights=[3.0], labelSmoothing=1.0)"),
                arguments(
                        BceLoss.builder().optReduction(Reduction.SUM).build(),
                        "BceLoss(reduction=SUM)"),
                arguments(
                        KlDivergenceLoss.builder()
                                .optPredictionEncoding(Encoding.LOGITS)
                                .optLabelEncoding(Encoding.LOGITS)
                                .optDirection(Direction.REVERSE)
                                .optTemperature(4)
                                .build(),
                        "KlDivergenceLoss(predictionEncoding=LOGITS, labelEncoding=LOGITS,"
                                + " direction=REVERSE, temperature=4.0)"),
                // options set to their defaults, and back to them
                arguments(
                        CrossEntropyLoss.builder()
                                .optName("CrossEntropyLoss")
                                .optReduction(Reduction.SUM)
                                .optReduction(Reduction.MEAN)
                                .optWeight(1)
                                .optClassAxis(0)
                                .optClassAxis(-1)
                                .optPredictionEncoding(Encoding.LOGITS)
                                .optLabelSmoothing(0)
                                .build(),
                        "CrossEntropyLoss()"),
                arguments(
                        KlDivergenceLoss.builder()
                                .optPredictionEncoding(Encoding.LOG_PROBABILITIES)
                                .optLabelEncoding(Encoding.PROBABILITIES)
                                .optDirection(Direction.FORWARD)
                                .optTemperature(1)
                                .build(),
                        "KlDivergenceLoss()"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void printed(AbstractLoss loss, String expected) {
        assertEquals(expected, loss.toString());
    }

    @Test
    void aLossIsNamedAsItsClassUnlessToldOtherwise() {
        assertEquals("CrossEntropyLoss", new CrossEntropyLoss().getName());
        assertEquals("NllLoss", new NllLoss().getName());
        assertEquals("BceWithLogitsLoss", new BceWithLogitsLoss().getName());
        assertEquals("BceLoss", new BceLoss().getName());
        assertEquals("KlDivergenceLoss", new KlDivergenceLoss().getName());
        assertEquals("distance", KlDivergenceLoss.builder().optName("distance").build().getName());
    }

    static Stream<Entry> defaults() {
        return Catalogue.entries().filter(entry -> entry.options().isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defaults")
    void theConstructorMakesWhatTheBuilderMakes(Entry entry) throws ReflectiveOperationException {
        AbstractLoss made = entry.type().getConstructor().newInstance();
        AbstractLoss built = entry.loss();

        assertEquals(built.toString(), made.toString());
        assertEquals(built.getName(), made.getName());
        assertSame(entry, built, made);
    }

    private void assertSame(Entry entry, AbstractLoss expected, AbstractLoss actual) {
        Sample sample = entry.sample(manager);
        Measured one = measure(sample, expected::evaluate);
        Measured other = measure(sample, actual::evaluate);

        assertEquals(one.value(), other.value());
        assertArrayEquals(one.gradients(), other.gradients());
        assertEquals(
                expected.divisor(sample.labels(), sample.predictions()),
                actual.divisor(sample.labels(), sample.predictions()));
    }

    /** Builds a loss, changes every option of the builder, and builds another. */
    private record Reuse(AbstractLoss first, AbstractLoss second) {

        static <B extends LossBuilder<B>> Reuse of(
                B builder, Function<B, AbstractLoss> build, UnaryOperator<B> change) {
            AbstractLoss first = build.apply(builder);
            B changed = change.apply(builder);
            return new Reuse(first, build.apply(changed));
        }

        @Override
        public String toString() {
            return first + " then " + second;
        }
    }

    static Stream<Reuse> reuses() {
        return Stream.of(
                Reuse.of(
                        CrossEntropyLoss.builder(),
                        CrossEntropyLoss.Builder::build,
                        b ->
                                b.optReduction(Reduction.SUM)
                                        .optClassWeights(1, 2, 3)
                                        .optIgnoreIndex(0)
                                        .optLabelSmoothing(0.5f)
                                        .optWeight(3)),
                Reuse.of(
                        NllLoss.builder(),
                        NllLoss.Builder::build,
                        b -> b.optClassWeights(1, 2, 3).optIgnoreIndex(0).optWeight(3)),
                Reuse.of(
                        BceWithLogitsLoss.builder(),
                        BceWithLogitsLoss.Builder::build,
                        b -> b.optClassWeights(1, 2, 3).optPosWeights(2, 3, 4).optWeight(3)),
                Reuse.of(
                        BceLoss.builder(),
                        BceLoss.Builder::build,
                        b -> b.optClassWeights(1, 2, 3).optReduction(Reduction.SUM)),
                Reuse.of(
                        KlDivergenceLoss.builder(),
                        KlDivergenceLoss.Builder::build,
                        b -> b.optDirection(Direction.REVERSE).optReduction(Reduction.SUM)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reuses")
    void aBuilderCanBeChangedAfterItHasBuilt(Reuse reuse) {
        AbstractLoss first = reuse.first();
        Entry entry =
                defaults().filter(e -> e.type() == first.getClass()).findFirst().orElseThrow();
        Sample sample = entry.sample(manager);

        assertEquals(first.getClass().getSimpleName() + "()", first.toString());
        assertSame(entry, entry.loss(), first);
        assertNotEquals(
                measure(sample, first::evaluate).value(),
                measure(sample, reuse.second()::evaluate).value());
    }

    static Stream<Function<float[], AbstractLoss>> weightings() {
        return Stream.of(
                weights ->
                        changedAfterwards(
                                        CrossEntropyLoss.builder().optClassWeights(weights),
                                        weights)
                                .build(),
                weights ->
                        changedAfterwards(NllLoss.builder().optClassWeights(weights), weights)
                                .build(),
                weights ->
                        changedAfterwards(BceLoss.builder().optClassWeights(weights), weights)
                                .build(),
                weights ->
                        changedAfterwards(
                                        BceWithLogitsLoss.builder().optClassWeights(weights),
                                        weights)
                                .build(),
                weights ->
                        changedAfterwards(
                                        BceWithLogitsLoss.builder().optPosWeights(weights), weights)
                                .build());
    }

    private static <B> B changedAfterwards(B builder, float... weights) {
        weights[1] = 100;
        return builder;
    }

    @ParameterizedTest
    @MethodSource("weightings")
    void weightsAreCopied(Function<float[], AbstractLoss> weighting) {
        float[] weights = {1, 2, 3};
        AbstractLoss loss = weighting.apply(weights);
        weights[2] = 100;
        String option = loss.toString().contains("pos") ? "posWeights" : "classWeights";
        Entry entry =
                defaults()
                        .filter(e -> e.type() == loss.getClass())
                        .findFirst()
                        .orElseThrow()
                        .with(option, List.of(1, 2, 3));

        assertEquals(entry.loss().toString(), loss.toString());
        assertSame(entry, entry.loss(), loss);
    }
}
