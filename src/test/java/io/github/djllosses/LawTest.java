package io.github.djllosses;

import static io.github.djllosses.Catalogue.array;
import static io.github.djllosses.Catalogue.fill;
import static io.github.djllosses.Catalogue.measure;
import static io.github.djllosses.Catalogue.select;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djllosses.Catalogue.Content;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.Catalogue.Trait;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.NllLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Pointwise;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.divergence.Direction;
import io.github.djllosses.divergence.KlDivergenceLoss;
import io.github.djllosses.training.GradientCheck;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is true of every loss, or of every loss of a kind, whatever its numbers are.
 *
 * <p>Where the same operations must have happened, the two sides of a law are equal. Otherwise they
 * differ by a few units in the last place of the largest number: {@link #NEAR} where operations
 * come in another order (the logits here reach 8, and rounding moves {@code exp(x)} by {@code x}
 * units), {@link #APART} between two formulas.
 */
class LawTest {

    private static final double NEAR = 16;
    private static final double APART = 32;
    private static final double[] POISONS = {
        0.25, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1e30
    };

    /** Numbers at which values are finite, and their derivatives need not be. */
    private static final double[] STEEP = {Float.MIN_VALUE, Double.MIN_VALUE, -1e15, 1e30, 1e150};

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** A law that holds for every entry of the catalogue. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.djllosses.Catalogue#entries")
    private @interface ForAll {}

    /** A law that holds for every entry with several rows, each of which has a loss of its own. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @MethodSource("batches")
    private @interface ForBatches {}

    /** A law that holds for every entry with several rows. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    private @interface ForRows {}

    /** A law that holds for every entry whose labels are class indices. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @MethodSource("indices")
    private @interface ForIndices {}

    static Stream<Entry> batches() {
        return rows().filter(e -> !e.has(Trait.ROWS_INTERACT));
    }

    static Stream<Entry> rows() {
        return Catalogue.entries().filter(Entry::hasBatchAxis);
    }

    /** Entries whose rows have losses of their own. */
    static Stream<Entry> independent() {
        return Catalogue.entries().filter(e -> !e.has(Trait.ROWS_INTERACT));
    }

    /** Entries whose divisor is a sum of weights: not the number of anchors that have a pair. */
    static Stream<Entry> weighed() {
        return Catalogue.entries().filter(e -> e.label() != Content.GROUPS);
    }

    static Stream<Entry> indices() {
        return Catalogue.entries().filter(e -> e.label() == Content.INDICES);
    }

    static Stream<Entry> ignoring() {
        return indices().filter(e -> e.takes("ignoreIndex"));
    }

    static Stream<Entry> ignoringBatches() {
        return ignoring().filter(Entry::hasBatchAxis);
    }

    static Stream<Entry> answers() {
        return Catalogue.entries().filter(e -> e.label() == Content.ANSWERS);
    }

    static Stream<Entry> smoothed() {
        return Catalogue.entries()
                .filter(e -> e.options().has("labelSmoothing"))
                .filter(e -> !e.has(Trait.NOT_LINEAR_IN_LABEL));
    }

    static Stream<Entry> crossEntropiesOfIndices() {
        return indices().filter(LawTest::takesDistributions);
    }

    private static boolean takesDistributions(Entry entry) {
        return Catalogue.entries()
                .anyMatch(e -> e.type() == entry.type() && e.label() == Content.PROBABILITIES);
    }

    static Stream<Entry> classed() {
        return Catalogue.entries().filter(e -> e.takes("classAxis"));
    }

    static Stream<Entry> weighedIndices() {
        return indices().filter(e -> e.has(Trait.DIVIDES_BY_CLASS_WEIGHTS));
    }

    /** Entries in the precision that differences of values need, far from any singularity. */
    static Stream<Entry> inDouble() {
        Set<Content> nearZero = EnumSet.of(Content.CHANCES, Content.PROBABILITIES);
        return Catalogue.entries()
                .filter(e -> e.layout().type() == DataType.FLOAT64)
                .filter(e -> !nearZero.contains(e.prediction()));
    }

    static Stream<Entry> likelihoods() {
        return Catalogue.entries().filter(e -> e.type() == NllLoss.class);
    }

    static Stream<Entry> chances() {
        return answers().filter(e -> e.prediction() == Content.CHANCES);
    }

    static Stream<Entry> allButChances() {
        Set<Content> checked = EnumSet.of(Content.CHANCES, Content.POSITIVES);
        return independent().filter(e -> !checked.contains(e.prediction()));
    }

    static Stream<Entry> divergences() {
        return Catalogue.entries().filter(e -> e.type() == KlDivergenceLoss.class);
    }

    static Stream<Entry> tempered() {
        return divergences().filter(e -> e.options().has("temperature"));
    }

    static Stream<Entry> plainDivergences() {
        return divergences()
                .filter(e -> !e.options().has("direction") && !e.options().has("temperature"));
    }

    /** Entries whose values do not change when one number is added to all logits of a row. */
    static Stream<Entry> softmaxes() {
        return Catalogue.entries()
                .filter(e -> e.prediction() == Content.LOGITS && !e.isElementwise())
                .filter(e -> e.label() != Content.ANSWERS);
    }

    /** Softmaxes that could as well start from probabilities: only logits have a temperature. */
    static Stream<Entry> plainSoftmaxes() {
        return softmaxes()
                .filter(e -> !e.options().has("temperature") && e.takes("predictionEncoding"));
    }

    // ---- gradients

    @ParameterizedTest(name = "{0}")
    @MethodSource("inDouble")
    void theGradientIsTheDerivativeOfTheValue(Entry entry) {
        Sample sample = entry.sample(manager);

        new GradientCheck().check(entry.loss(), sample.labels(), sample.predictions()).orThrow();
    }

    // ---- reductions and divisors

    @ForAll
    void theMeanTimesTheDivisorIsTheSum(Entry entry) {
        Sample sample = entry.sample(manager);
        double divisor = divisor(entry.loss(), sample);
        Measured mean = measure(sample, entry.loss("reduction", Reduction.MEAN)::evaluate);
        Measured sum = measure(sample, entry.loss("reduction", Reduction.SUM)::evaluate);

        assertNear(entry, sum, mean.times(divisor), NEAR);
    }

    @ForAll
    void theBatchMeanTimesTheBatchSizeIsTheSum(Entry entry) {
        Sample sample = entry.sample(manager);
        Shape values = entry.values();
        double size = values.isScalar() ? 1 : values.get(0);
        Measured mean = measure(sample, entry.loss("reduction", Reduction.BATCH_MEAN)::evaluate);
        Measured sum = measure(sample, entry.loss("reduction", Reduction.SUM)::evaluate);

        assertNear(entry, sum, mean.times(size), NEAR);
    }

    @ForAll
    void theValuesAddUpToTheSum(Entry entry) {
        Sample sample = entry.sample(manager);
        AbstractLoss loss = entry.loss();
        Pointwise pointwise = loss.pointwise(sample.labels(), sample.predictions());
        Measured values = measure(sample, (y, x) -> loss.pointwise(y, x).values().sum());
        Measured sum = measure(sample, entry.loss("reduction", Reduction.SUM)::evaluate);

        assertEquals(entry.values(), pointwise.values().getShape());
        assertEquals(divisor(loss, sample), pointwise.divisor());
        assertNear(entry, sum, values, NEAR);
    }

    /** By another road than the library's: the contract, spelled out on the host. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("weighed")
    void theDivisorIsTheSumOfTheWeightsThatCount(Entry entry) {
        Sample sample = entry.sample(manager);
        double[] examples = sample.weights();
        double[] classes = entry.perClass("classWeights");
        boolean weighed = entry.has(Trait.DIVIDES_BY_CLASS_WEIGHTS);
        double expected = 0;
        if (entry.label() == Content.INDICES) {
            double[] label = Numbers.toDoubles(sample.label());
            for (int i = 0; i < examples.length; i++) {
                boolean counts = label[i] != entry.ignoreIndex();
                double weight = counts && weighed ? classes[(int) label[i]] : 1;
                expected += counts ? examples[i] * weight : 0;
            }
        } else if (weighed) {
            double[] label = Numbers.toDoubles(sample.label());
            int inner = (int) entry.layout().shape().slice(entry.layout().axis() + 1).size();
            for (int i = 0; i < label.length; i++) {
                int k = i / inner % classes.length;
                expected += label[i] * classes[k] * examples[entry.valueOf(i)];
            }
        } else {
            expected = DoubleStream.of(examples).sum();
        }

        double actual = divisor(entry.loss(), sample);
        assertEquals(expected, actual, NEAR * epsilon(entry.layout().type()) * expected);
    }

    // ---- batches

    @ForBatches
    void partsWithTheDivisorOfTheWholeAddUpToTheWhole(Entry entry) {
        Sample sample = entry.sample(manager);
        AbstractLoss loss = entry.loss();
        Measured whole = measure(sample, entry.loss("reduction", Reduction.MEAN)::evaluate);
        int n = sample.size();
        int[] ones = IntStream.range(0, n).map(i -> 1).toArray();
        for (int[] sizes : List.of(ones, new int[] {n - 2, 2}, new int[] {0, 1, n - 1, 0})) {
            List<Sample> parts = sample.cut(sizes);
            double divisor = parts.stream().mapToDouble(part -> divisor(loss, part)).sum();
            double value = 0;
            int start = 0;
            for (Sample part : parts) {
                Measured share = measure(part, (y, x) -> loss.evaluate(y, x, divisor));
                int[] rows = IntStream.range(start, start + part.size()).toArray();
                start += part.size();
                value += share.value();
                assertNear(
                        entry,
                        Numbers.toDoubles(sample.rows(whole.gradient(), rows)),
                        share.gradients(),
                        NEAR,
                        largest(whole.gradients()));
            }
            assertNear(entry, whole.value(), value, NEAR);
            assertNear(entry, divisor(loss, sample), divisor, NEAR);
        }
    }

    @ForBatches
    void theEpochAverageDoesNotDependOnTheBatches(Entry entry) {
        Sample sample = entry.sample(manager);
        AbstractLoss loss = entry.loss();
        int n = sample.size();
        double whole = measure(sample, loss::evaluate).value();
        for (int[] sizes : List.of(new int[] {n}, new int[] {1, n - 3, 0, 2})) {
            loss.addAccumulator("epoch");
            for (Sample part : sample.cut(sizes)) {
                loss.updateAccumulator("epoch", part.labels(), part.predictions());
            }
            assertNear(entry, whole, loss.average("epoch"), NEAR);
        }
    }

    @ForRows
    void theOrderOfRowsDoesNotMatter(Entry entry) {
        Sample sample = entry.sample(manager);
        int n = sample.size();
        int[] order = IntStream.range(0, n).map(i -> (i + 2) % n).toArray();
        AbstractLoss loss = entry.loss();
        Measured whole = measure(sample, loss::evaluate);
        NDArray gradient = sample.rows(whole.gradient(), order);
        NDArray values = loss.pointwise(sample.labels(), sample.predictions()).values();
        Sample permuted = sample.rows(order);

        assertNear(
                entry,
                new Measured(whole.value(), gradient),
                measure(permuted, loss::evaluate),
                NEAR);
        assertValues(
                entry, Numbers.toDoubles(sample.rows(values, order)), values(loss, permuted), NEAR);
    }

    @ForAll
    void theOrderOfClassesDoesNotMatter(Entry entry) {
        int[] order = {2, 0, 1};
        Sample sample = entry.sample(manager);
        Sample permuted = sample.classes(order);
        Measured plain = measure(sample, entry.loss()::evaluate);
        NDArray gradient = select(plain.gradient(), entry.layout().axis(), order);

        assertNear(
                entry,
                new Measured(plain.value(), gradient),
                measure(permuted, permuted.entry().loss()::evaluate),
                NEAR);
    }

    // ---- what counts for nothing, once, or more than once

    /** Makes some values count for nothing, and puts a number where they came from. */
    private interface Masking {
        Sample apply(Sample sample, IntPredicate masked, double poison);
    }

    private static Sample ignore(Sample sample, IntPredicate masked, double poison) {
        return sample.withLabel(fill(sample.label(), masked, -100)).poisoned(masked, poison);
    }

    private static Sample weighZero(Sample sample, IntPredicate masked, double poison) {
        Entry entry = sample.entry();
        IntPredicate element = i -> masked.test(entry.valueOf(i));
        Sample zero = sample.weighted(i -> masked.test(i) ? 0 : 1).poisoned(masked, poison);
        if (entry.label() == null || sample.label().getDataType().isInteger()) {
            return zero;
        }
        IntPredicate ofLabel = entry.label().isOfRows() ? masked : element;
        return zero.withLabel(fill(sample.label(), ofLabel, poison));
    }

    /** As {@link #weighZero}, but with 0 in all predictions after the first. */
    private static Sample weighSteepZero(Sample sample, IntPredicate masked, double steep) {
        Entry entry = sample.entry();
        Sample zero =
                weighZero(sample, masked, 0).withPredictions(x -> poison(entry, x, masked, 0));
        NDList predictions = new NDList(zero.predictions());
        predictions.set(0, poison(entry, predictions.head(), masked, steep));
        return new Sample(entry, zero.labels(), predictions);
    }

    private static NDArray poison(Entry entry, NDArray x, IntPredicate masked, double number) {
        return fill(x, i -> masked.test(entry.valueOf(i)), number);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ignoring")
    void whatIsIgnoredCountsForNothing(Entry entry) {
        countsForNothing(entry.with("ignoreIndex", -100), LawTest::ignore, POISONS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("independent")
    void whatWeighsZeroCountsForNothing(Entry entry) {
        countsForNothing(entry, LawTest::weighZero, POISONS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("independent")
    void whatWeighsZeroCountsForNothingHoweverSteep(Entry entry) {
        countsForNothing(entry, LawTest::weighSteepZero, STEEP);
    }

    private void countsForNothing(Entry entry, Masking masking, double... poisons) {
        AbstractLoss loss = entry.loss();
        Sample sample = entry.sample(manager);
        IntPredicate masked = value -> value % 3 != 1;
        IntPredicate element = i -> masked.test(entry.valueOf(i));
        double[] values = zeroWhere(masked, values(loss, sample));
        double[] gradient = zeroWhere(element, measure(sample, sum(loss)).gradients());
        AbstractLoss sum = entry.loss("reduction", Reduction.SUM);

        for (double poison : poisons) {
            Sample without = masking.apply(sample, masked, poison);
            assertZero(entry, masked, values(loss, without));
            assertValues(entry, values, values(loss, without), NEAR);
            for (Measured each :
                    List.of(measure(without, sum(loss)), measure(without, sum::evaluate))) {
                assertNear(entry, DoubleStream.of(values).sum(), each.value(), NEAR);
                assertZero(entry, element, each.gradients());
                assertGradients(entry, gradient, each.gradients(), NEAR);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ignoringBatches")
    void ignoringARowIsDeletingIt(Entry entry) {
        isDeletingIt(entry.with("ignoreIndex", -100), LawTest::ignore);
    }

    @ForRows
    void weighingARowZeroIsDeletingIt(Entry entry) {
        isDeletingIt(entry, LawTest::weighZero);
    }

    private void isDeletingIt(Entry entry, Masking masking) {
        AbstractLoss loss = entry.loss("reduction", Reduction.MEAN);
        Sample sample = entry.sample(manager);
        int[] kept = IntStream.range(1, sample.size()).filter(row -> row != 2).toArray();
        Sample deleted = sample.rows(kept);
        Measured expected = measure(deleted, loss::evaluate);
        IntPredicate masked = value -> entry.rowOf(value) == 0 || entry.rowOf(value) == 2;

        for (double poison : new double[] {0.25, Double.NaN}) {
            Sample without = masking.apply(sample, masked, poison);
            Measured actual = measure(without, loss::evaluate);
            NDArray gradient = sample.rows(actual.gradient(), kept);
            assertNear(entry, expected, new Measured(actual.value(), gradient), NEAR);
            assertZero(entry, i -> masked.test(entry.valueOf(i)), actual.gradients());
            assertNear(entry, divisor(loss, deleted), divisor(loss, without), NEAR);
        }
    }

    @ForBatches
    void wholeWeightsAreRepetitions(Entry entry) {
        AbstractLoss loss = entry.loss("reduction", Reduction.MEAN);
        Sample sample = entry.sample(manager);
        int[] times = IntStream.range(0, sample.size()).map(row -> (row + 2) % 4).toArray();
        int[] repeated =
                IntStream.range(0, times.length)
                        .flatMap(row -> IntStream.range(0, times[row]).map(i -> row))
                        .toArray();
        Sample weighted = sample.weighted(value -> times[entry.rowOf(value)]);
        Measured expected = measure(sample.rows(repeated), loss::evaluate);
        Measured actual = measure(weighted, loss::evaluate);

        assertNear(entry, expected.value(), actual.value(), NEAR);
        assertNear(entry, divisor(loss, sample.rows(repeated)), divisor(loss, weighted), NEAR);
        // a weight is spread over the copies
        double[] shares =
                IntStream.range(0, (int) entry.layout().shape().size())
                        .mapToDouble(i -> times[entry.rowOf(entry.valueOf(i))])
                        .map(t -> t == 0 ? 0 : 1 / t)
                        .toArray();
        NDArray each =
                actual.gradient()
                        .mul(array(manager, entry.layout().type(), entry.layout().shape(), shares));
        assertGradients(
                entry, expected.gradients(), Numbers.toDoubles(sample.rows(each, repeated)), NEAR);
    }

    @ForAll
    void whereNothingCountsAllIsZero(Entry entry) {
        nothing(entry, weighZero(entry.sample(manager), value -> true, Double.NaN));
        if (entry.hasBatchAxis()) {
            nothing(entry, entry.sample(manager).rows());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ignoring")
    void whereAllIsIgnoredAllIsZero(Entry entry) {
        Entry ignoring = entry.with("ignoreIndex", -100);
        nothing(ignoring, ignore(ignoring.sample(manager), value -> true, Double.NaN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("weighedIndices")
    void whereOnlyClassesOfWeightZeroOccurAllIsZero(Entry entry) {
        // smoothing puts a share on the other classes
        Entry plain = entry.takes("labelSmoothing") ? entry.with("labelSmoothing", 0) : entry;
        Entry weightless = plain.with("classWeights", List.of(1, 0, 1));
        Sample sample = weightless.sample(manager);
        nothing(weightless, sample.withLabel(sample.label().onesLike()));
    }

    private static void nothing(Entry entry, Sample sample) {
        AbstractLoss loss = entry.loss();
        assertEquals(0, divisor(loss, sample));
        assertZero(entry, value -> true, values(loss, sample));
        nothing(sample, measure(sample, sum(loss)));
        nothing(sample, measure(sample, (y, x) -> loss.evaluate(y, x, 0)));
        for (Reduction reduction : Reduction.values()) {
            AbstractLoss reduced = entry.loss("reduction", reduction);
            nothing(sample, measure(sample, reduced::evaluate));
            assertEquals(0, Math.abs(average(reduced, sample)));
        }
    }

    private static void nothing(Sample sample, Measured measured) {
        assertEquals(0, Math.abs(measured.value()));
        assertEquals(sample.prediction().getShape(), measured.gradient().getShape());
        assertZero(sample.entry(), i -> true, measured.gradients());
    }

    /** Where predictions are probabilities NaN is refused. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("allButChances")
    void whatIsNaNStaysInItsRow(Entry entry) {
        AbstractLoss loss = entry.loss();
        Sample sample = entry.sample(manager);
        Sample poisoned = sample.withPrediction(fill(sample.prediction(), i -> i == 0, Double.NaN));
        IntPredicate row = value -> value == entry.valueOf(0);
        IntPredicate element = i -> row.test(entry.valueOf(i));
        double[] clean = values(loss, sample);
        double[] values = values(loss, poisoned);
        double[] gradient = zeroWhere(element, measure(sample, sum(loss)).gradients());
        AbstractLoss sum = entry.loss("reduction", Reduction.SUM);

        if (entry.prediction() == Content.LOGITS && clean[0] != 0) {
            assertEquals(Double.NaN, values[0]);
        }
        assertValues(entry, zeroWhere(row, clean), zeroWhere(row, values), NEAR);
        for (Measured each :
                List.of(measure(poisoned, sum(loss)), measure(poisoned, sum::evaluate))) {
            assertGradients(entry, gradient, zeroWhere(element, each.gradients()), NEAR);
        }
    }

    // ---- options

    @ForAll
    void aNeutralOptionChangesNothing(Entry entry) {
        Map<String, Object> neutral =
                Map.of(
                        "labelSmoothing",
                        0,
                        "classWeights",
                        List.of(1, 1, 1),
                        "posWeights",
                        List.of(1, 1, 1),
                        "ignoreIndex",
                        Integer.MAX_VALUE,
                        "weight",
                        1);
        Sample sample = entry.sample(manager);
        Measured plain = measure(sample, entry.loss()::evaluate);
        neutral.forEach(
                (option, value) -> {
                    if (entry.takes(option) && !entry.options().has(option)) {
                        AbstractLoss same = entry.loss(option, value);
                        assertNear(entry, plain, measure(sample, same::evaluate), 2);
                        assertNear(entry, divisor(entry.loss(), sample), divisor(same, sample), 2);
                    }
                });
        if (!entry.layout().weighted()) {
            Sample ones = sample.withWeights(sample.weights());
            assertNear(entry, plain, measure(ones, entry.loss()::evaluate), 2);
        }
    }

    /** Exactly: the factor is a power of two. */
    @ForAll
    void theWeightScalesValueAndGradient(Entry entry) {
        Sample sample = entry.sample(manager);
        AbstractLoss one = entry.loss("weight", 1);
        AbstractLoss twice = entry.loss("weight", -2);
        Measured expected = measure(sample, one::evaluate).times(-2);
        Measured actual = measure(sample, twice::evaluate);
        Pointwise values = twice.pointwise(sample.labels(), sample.predictions());

        double[] twiceTheValues =
                DoubleStream.of(values(one, sample)).map(value -> -2 * value).toArray();
        assertNear(entry, expected, actual, 0);
        assertValues(entry, twiceTheValues, Numbers.toDoubles(values.values()), 0);
        assertEquals(divisor(one, sample), values.divisor());
        assertNear(entry, -2 * average(one, sample), average(twice, sample), 0);
    }

    private static double average(AbstractLoss loss, Sample sample) {
        loss.addAccumulator("epoch");
        loss.updateAccumulator("epoch", sample.labels(), sample.predictions());
        return loss.average("epoch");
    }

    /** A smoothed label is a mixture of two labels, and these losses are linear in the label. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("smoothed")
    void smoothingMixesTheLossesOfNoneAndAll(Entry entry) {
        double s = entry.options().get("labelSmoothing").getAsDouble();
        Sample sample = entry.sample(manager);
        Measured some = measure(sample, entry.loss()::evaluate);
        Measured none = measure(sample, entry.loss("labelSmoothing", 0)::evaluate);
        Measured all = measure(sample, entry.loss("labelSmoothing", 1)::evaluate);
        NDArray gradient = none.gradient().mul(1 - s).add(all.gradient().mul(s));

        assertAgree(entry, new Measured((1 - s) * none.value() + s * all.value(), gradient), some);
    }

    // ---- arguments and results

    @ForAll
    void argumentsStayAsTheyWere(Entry entry) {
        Sample sample = entry.sample(manager);
        AbstractLoss loss = entry.loss();
        NDArray x = sample.prediction();
        x.setRequiresGradient(true);
        NDList arguments = new NDList(sample.labels()).addAll(new NDList(x));
        List<Object> before = bytes(arguments);
        loss.addAccumulator("epoch");
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(loss.evaluate(sample.labels(), sample.predictions()));
        }
        loss.pointwise(sample.labels(), sample.predictions());
        loss.divisor(sample.labels(), sample.predictions());
        loss.updateAccumulator("epoch", sample.labels(), sample.predictions());

        assertEquals(before, bytes(arguments));
        arguments.forEach(array -> assertEquals(manager, array.getManager()));
        assertTrue(x.hasGradient());
    }

    private static List<Object> bytes(NDList arrays) {
        return arrays.stream()
                .map(a -> (Object) List.of(a.getShape(), a.getDataType(), a.toByteBuffer()))
                .toList();
    }

    @ForAll
    void resultsHaveTheTypeOfThePrediction(Entry entry) {
        Sample sample = entry.sample(manager);
        for (Sample typed : List.of(sample, sample.typed(DataType.FLOAT16))) {
            AbstractLoss loss = entry.loss();
            NDArray value = loss.evaluate(typed.labels(), typed.predictions());
            NDArray share = loss.evaluate(typed.labels(), typed.predictions(), 100);
            NDArray values = loss.pointwise(typed.labels(), typed.predictions()).values();
            NDArray gradient = measure(typed, loss::evaluate).gradient();
            for (NDArray result : List.of(value, share, values, gradient)) {
                assertEquals(typed.prediction().getDataType(), result.getDataType());
            }
            assertEquals(new Shape(), value.getShape());
            assertEquals(new Shape(), share.getShape());
            assertEquals(entry.values(), values.getShape());
            assertEquals(entry.layout().shape(), gradient.getShape());
        }
    }

    /** Bit for bit: half precision is rounded once, at the end. */
    @ForAll
    void halfPrecisionIsComputedInSinglePrecision(Entry entry) {
        Sample sample = entry.sample(manager);
        Sample half = sample.typed(DataType.FLOAT16);
        Measured expected = measure(half.typed(DataType.FLOAT32), entry.loss()::evaluate);
        Measured actual = measure(half, entry.loss()::evaluate);

        assertEquals(
                Numbers.toDoubles(array(manager, DataType.FLOAT16, new Shape(1), expected.value()))[
                        0],
                actual.value());
        assertArrayEquals(
                Numbers.toDoubles(expected.gradient().toType(DataType.FLOAT16, false)),
                actual.gradients());
    }

    @ForAll
    void theManagerHoldsOneArrayMoreThanBefore(Entry entry) {
        AbstractLoss loss = entry.loss();
        loss.addAccumulator("epoch");
        try (NDManager labelManager = NDManager.newBaseManager()) {
            Sample sample = entry.sample(manager);
            NDList labels = new NDList(sample.labels());
            labels.attach(labelManager);
            int held = manager.getManagedArrays().size();
            int heldLabels = labelManager.getManagedArrays().size();

            NDArray value = loss.evaluate(labels, sample.predictions());
            assertEquals(manager, value.getManager());
            assertEquals(held + 1, manager.getManagedArrays().size());
            loss.evaluate(labels, sample.predictions(), 100);
            assertEquals(held + 2, manager.getManagedArrays().size());
            NDArray values = loss.pointwise(labels, sample.predictions()).values();
            assertEquals(manager, values.getManager());
            assertEquals(held + 3, manager.getManagedArrays().size());
            loss.divisor(labels, sample.predictions());
            loss.updateAccumulator("epoch", labels, sample.predictions());
            assertEquals(held + 3, manager.getManagedArrays().size());
            assertEquals(heldLabels, labelManager.getManagedArrays().size());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("classed")
    void theClassAxisMayLieAnywhere(Entry entry) {
        Sample sample = entry.sample(manager);
        NDList labels = new NDList();
        sample.labels().forEach(array -> labels.add(classesLast(entry, array)));
        Sample last = sample.withPredictions(array -> classesLast(entry, array));
        Measured here = measure(sample, entry.loss()::evaluate);
        Measured there =
                measure(
                        new Sample(entry, labels, last.predictions()),
                        entry.loss("classAxis", -1)::evaluate);
        NDArray gradient = classesLast(entry, here.gradient());

        assertNear(entry, new Measured(here.value(), gradient), there, NEAR);
    }

    /** Copies an array with its class axis moved to the end, if it has one. */
    private NDArray classesLast(Entry entry, NDArray array) {
        int rank = entry.layout().shape().dimension();
        if (array.getShape().dimension() < rank) {
            return array;
        }
        int axis = entry.layout().axis();
        int[] axes = IntStream.range(0, rank).map(i -> i < axis ? i : (i + 1) % rank).toArray();
        axes[rank - 1] = axis;
        return copy(array.transpose(axes));
    }

    private NDArray copy(NDArray array) {
        return array(manager, array.getDataType(), array.getShape(), Numbers.toDoubles(array));
    }

    @ForAll
    void argumentsNeedNotBeContiguous(Entry entry) {
        Sample sample = entry.sample(manager);
        NDList views = new NDList();
        sample.labels().forEach(array -> views.add(copy(array.transpose()).transpose()));
        AbstractLoss loss = entry.loss();
        Measured expected = measure(sample, loss::evaluate);
        Measured actual =
                measure(
                        sample.withPrediction(copy(sample.prediction().transpose())),
                        (y, x) -> {
                            NDArray view = x.get(entry.focus()).transpose();
                            return loss.evaluate(views, sample.withPrediction(view).predictions());
                        });

        assertNear(
                entry, expected, new Measured(actual.value(), actual.gradient().transpose()), NEAR);
    }

    // ---- labels

    /** Identically: a label is read, not computed with. */
    @ForIndices
    void indicesMayHaveAnyTypeAndAClassAxis(Entry entry) {
        Sample sample = entry.sample(manager);
        Measured expected = measure(sample, entry.loss()::evaluate);
        boolean negative = sample.label().lt(0).any().getBoolean();
        for (DataType type :
                List.of(
                        DataType.FLOAT16,
                        DataType.FLOAT32,
                        DataType.FLOAT64,
                        DataType.INT8,
                        DataType.INT32,
                        DataType.INT64,
                        negative ? DataType.INT64 : DataType.UINT8)) {
            NDArray label = sample.label().toType(type, true);
            for (NDArray each : List.of(label, label.expandDims(entry.layout().axis()))) {
                Measured actual = measure(sample.withLabel(each), entry.loss()::evaluate);
                assertEquals(expected.value(), actual.value(), entry + " " + type);
                assertArrayEquals(expected.gradients(), actual.gradients(), entry + " " + type);
            }
        }
    }

    /** Identically: any other label is converted to the type of the prediction. */
    @ForAll
    void labelsAndWeightsMayHaveAnotherTypeThanThePrediction(Entry entry) {
        Sample sample = entry.sample(manager);
        NDList single = new NDList();
        NDList wide = new NDList();
        for (NDArray array : sample.labels()) {
            single.add(array.toType(DataType.FLOAT32, false));
            wide.add(single.get(single.size() - 1).toType(DataType.FLOAT64, false));
        }
        Measured expected =
                measure(new Sample(entry, single, sample.predictions()), entry.loss()::evaluate);
        Measured actual =
                measure(new Sample(entry, wide, sample.predictions()), entry.loss()::evaluate);

        assertEquals(expected.value(), actual.value());
        assertArrayEquals(expected.gradients(), actual.gradients());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void wholeAnswersMayHaveAnyType(Entry entry) {
        Sample sample = entry.sample(manager);
        NDArray whole = sample.label().round();
        Measured expected = measure(sample.withLabel(whole), entry.loss()::evaluate);
        for (DataType type :
                List.of(DataType.BOOLEAN, DataType.UINT8, DataType.INT32, DataType.INT64)) {
            Sample typed = sample.withLabel(whole.toType(type, true));
            Measured actual = measure(typed, entry.loss()::evaluate);
            assertEquals(expected.value(), actual.value(), entry + " " + type);
            assertArrayEquals(expected.gradients(), actual.gradients(), entry + " " + type);
        }
    }

    /** An ignored index has no one-hot label, so it weighs 0 instead. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("crossEntropiesOfIndices")
    void aOneHotLabelIsItsIndex(Entry entry) {
        Sample sample = entry.sample(manager);
        double[] indices = Numbers.toDoubles(sample.label());
        int inner = (int) entry.layout().shape().slice(entry.layout().axis() + 1).size();
        double[] oneHot = new double[(int) entry.layout().shape().size()];
        for (int i = 0; i < oneHot.length; i++) {
            oneHot[i] = indices[entry.valueOf(i)] == i / inner % 3 ? 1 : 0;
        }
        NDArray label = array(manager, entry.layout().type(), entry.layout().shape(), oneHot);
        Sample distributions =
                sample.weighted(row -> indices[row] == entry.ignoreIndex() ? 0 : 1)
                        .withLabel(label);

        assertNear(
                entry, divisor(entry.loss(), sample), divisor(entry.loss(), distributions), NEAR);
        assertValues(
                entry, values(entry.loss(), sample), values(entry.loss(), distributions), NEAR);
        assertAgree(
                entry,
                measure(sample, entry.loss()::evaluate),
                measure(distributions, entry.loss()::evaluate));
    }

    // ---- identities between losses and between spellings

    /** Adding numbers that keep the logits' digits changes nothing. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("softmaxes")
    void logitsMayBeShifted(Entry entry) {
        double[] shifts = {1e6, -1e6, 4096, 0};
        Sample sample = onGrid(entry.sample(manager));
        Sample shifted = sample.withPrediction(shifted(entry, sample.prediction(), shifts));
        if (entry.label() == Content.LOGITS) {
            double[] others = {-4096, 0, 1e6, -1e6};
            shifted = shifted.withLabel(shifted(entry, sample.label(), others));
        }
        Measured expected = measure(sample, entry.loss()::evaluate);
        Measured actual = measure(shifted, entry.loss()::evaluate);

        assertNear(entry, expected, actual, NEAR);
    }

    /** Rounds logits to sixteenths, so that float32 holds them even when shifted by a million. */
    private static Sample onGrid(Sample sample) {
        Sample rounded = sample.withPrediction(sample.prediction().mul(16).round().div(16));
        return sample.entry().label() == Content.LOGITS
                ? rounded.withLabel(sample.label().mul(16).round().div(16))
                : rounded;
    }

    private NDArray shifted(Entry entry, NDArray logits, double... shifts) {
        double[] numbers = Numbers.toDoubles(logits);
        Arrays.setAll(numbers, i -> numbers[i] + shifts[entry.valueOf(i) % shifts.length]);
        return array(manager, logits.getDataType(), logits.getShape(), numbers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plainSoftmaxes")
    void theSpellingOfAPredictionDoesNotMatter(Entry entry) {
        Sample sample = entry.sample(manager);
        Measured expected = measure(sample, entry.loss()::evaluate);
        for (Encoding encoding : Encoding.values()) {
            AbstractLoss loss = entry.loss("predictionEncoding", encoding);
            Measured actual =
                    measure(
                            sample,
                            (y, x) ->
                                    loss.evaluate(y, new NDList(spell(entry, x.head(), encoding))));
            assertAgree(entry, expected, actual);
        }
    }

    private static NDArray spell(Entry entry, NDArray logits, Encoding encoding) {
        int axis = entry.layout().axis();
        return switch (encoding) {
            case LOGITS -> logits;
            case LOG_PROBABILITIES -> logits.logSoftmax(axis);
            case PROBABILITIES -> logits.softmax(axis);
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("likelihoods")
    void theLikelihoodOfLogProbabilitiesIsTheCrossEntropy(Entry entry) {
        Sample sample = entry.sample(manager);
        AbstractLoss crossEntropy = Losses.build(CrossEntropyLoss.class, entry.options());
        int axis = entry.layout().axis();

        assertNear(
                entry,
                measure(sample, crossEntropy::evaluate),
                measure(
                        sample,
                        (y, x) -> entry.loss().evaluate(y, new NDList(x.head().logSoftmax(axis)))),
                NEAR);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chances")
    void theEntropyOfSigmoidsIsTheEntropyOfLogits(Entry entry) {
        Sample sample = entry.sample(manager);
        Sample logits = sample.withPrediction(sample.prediction().sub(0.5).mul(8));
        AbstractLoss fromLogits = Losses.build(BceWithLogitsLoss.class, entry.options());

        assertAgree(
                entry,
                measure(logits, fromLogits::evaluate),
                measure(
                        logits,
                        (y, x) ->
                                entry.loss()
                                        .evaluate(
                                                y,
                                                new NDList(x.head().neg().exp().add(1).pow(-1)))));
    }

    /** {@code KL(p, q) = H(p, q) - H(p)}. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("plainDivergences")
    void theDivergenceIsCrossEntropyMinusEntropy(Entry entry) {
        Sample sample = entry.sample(manager).unweighted();
        AbstractLoss divergence = entry.with("weight", 1).loss("reduction", Reduction.SUM);
        Entry crossEntropy =
                entry.of(CrossEntropyLoss.class, entry.options().deepCopy())
                        .with("predictionEncoding", Encoding.valueOf(entry.prediction().name()))
                        .with("weight", 1)
                        .with("reduction", Reduction.SUM);
        crossEntropy.options().remove("labelEncoding");
        NDArray label = sample.label().toType(DataType.FLOAT64, false);
        NDArray p =
                switch (entry.label()) {
                    case LOGITS -> label.softmax(entry.layout().axis());
                    case LOG_PROBABILITIES -> label.exp();
                    default -> label;
                };
        Sample distributions = sample.withLabel(p.toType(entry.layout().type(), false));
        double entropy = -Numbers.sum(p.mul(p.log()));
        Measured expected = measure(distributions, crossEntropy.loss()::evaluate);

        assertAgree(
                entry,
                new Measured(expected.value() - entropy, expected.gradient()),
                measure(sample, divergence::evaluate));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("divergences")
    void theReverseIsTheDivergenceOfSwappedSides(Entry entry) {
        Sample sample = entry.sample(manager);
        boolean reverse = entry.options().has("direction");
        Entry swapped =
                entry.with("direction", reverse ? Direction.FORWARD : Direction.REVERSE)
                        .with("predictionEncoding", entry.label())
                        .with("labelEncoding", entry.prediction());
        Sample sides = sample.withPrediction(sample.label()).withLabel(sample.prediction());

        assertValues(entry, values(entry.loss(), sample), values(swapped.loss(), sides), APART);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tempered")
    void aTemperatureDividesTheLogitsAndItsSquareMultiplies(Entry entry) {
        double t = entry.options().get("temperature").getAsDouble();
        Sample sample = entry.sample(manager);
        Sample divided =
                sample.withPrediction(sample.prediction().div(t)).withLabel(sample.label().div(t));
        Measured plain = measure(divided, entry.loss("temperature", 1)::evaluate);
        Measured expected = new Measured(t * t * plain.value(), plain.gradient().mul(t));

        assertNear(entry, expected, measure(sample, entry.loss()::evaluate), NEAR);
    }

    /** Of the distributions A, B and C, B is nearer to A than C is. */
    @Test
    void divergencesRankDistributionsByTheirDistance() {
        NDArray a = manager.create(new double[] {1.0 / 2, 1.0 / 2});
        NDArray b = manager.create(new double[] {1.0 / 4, 3.0 / 4});
        NDArray c = manager.create(new double[] {1.0 / 8, 7.0 / 8});
        KlDivergenceLoss kl =
                KlDivergenceLoss.builder().optPredictionEncoding(Encoding.PROBABILITIES).build();
        // by hand: 1/2 log(1/2 : 1/4) + 1/2 log(1/2 : 3/4), and so on
        double toB = 0.5 * Math.log(2) - 0.5 * Math.log(1.5);
        double toC = 0.5 * Math.log(4) - 0.5 * Math.log(1.75);
        double fromB = 0.25 * Math.log(0.5) + 0.75 * Math.log(1.5);

        assertEquals(0.1438, toB, 5e-5);
        assertEquals(0.4133, toC, 5e-5);
        assertEquals(toB, kl.evaluate(new NDList(a), new NDList(b)).getDouble(), 1e-15);
        assertEquals(toC, kl.evaluate(new NDList(a), new NDList(c)).getDouble(), 1e-15);
        assertEquals(fromB, kl.evaluate(new NDList(b), new NDList(a)).getDouble(), 1e-15);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void noDivergenceFromLogitsIsNegative(Direction direction) {
        AbstractLoss kl = fromLogits(direction);
        Random random = new Random(20250101);
        int rows = 10_000;
        int classes = 10;
        for (double scale : new double[] {1, 10}) {
            for (double nearness : new double[] {10, 1e-1, 1e-3, 1e-4, 1e-6}) {
                float[] p = new float[rows * classes];
                float[] q = new float[rows * classes];
                for (int i = 0; i < p.length; i++) {
                    p[i] = (float) (scale * random.nextGaussian());
                    q[i] = (float) (p[i] + nearness * random.nextGaussian());
                }
                Shape shape = new Shape(rows, classes);
                NDArray values =
                        kl.pointwise(
                                        new NDList(manager.create(p, shape)),
                                        new NDList(manager.create(q, shape)))
                                .values();
                float least = values.min().getFloat();
                assertTrue(least >= 0, scale + ", " + nearness + ": " + least);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void theDivergenceOfEqualLogitsIsExactlyZero(Direction direction) {
        AbstractLoss kl = fromLogits(direction);
        for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
            double[] numbers = new Random(7).doubles(20_000, -30, 30).toArray();
            NDArray p = array(manager, type, new Shape(2000, 10), numbers);
            Entry entry = divergences().findFirst().orElseThrow();
            Sample sample = new Sample(entry, new NDList(p), new NDList(p));

            assertZero(entry, value -> true, values(kl, sample));
            assertZero(entry, i -> true, measure(sample, kl::evaluate).gradients());
        }
    }

    private static AbstractLoss fromLogits(Direction direction) {
        return KlDivergenceLoss.builder()
                .optPredictionEncoding(Encoding.LOGITS)
                .optLabelEncoding(Encoding.LOGITS)
                .optDirection(direction)
                .build();
    }

    /** With classes no and yes, and a positive weight that is the class weight of yes. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT64"})
    void twoClassesAreOneQuestionAboutTheDifferenceOfTheirLogits(DataType type) {
        Random random = new Random(11);
        int n = 64;
        NDArray x =
                array(
                        manager,
                        type,
                        new Shape(n, 2),
                        DoubleStream.generate(() -> 5 * random.nextGaussian())
                                .limit(2L * n)
                                .toArray());
        NDArray index =
                array(
                        manager,
                        DataType.INT64,
                        new Shape(n),
                        random.ints(n, 0, 2).asDoubleStream().toArray());
        Entry entry = Catalogue.entries().findFirst().orElseThrow();
        Sample sample = new Sample(entry, new NDList(index), new NDList(x));
        for (float smoothing : new float[] {0, 0.25f}) {
            AbstractLoss crossEntropy =
                    CrossEntropyLoss.builder()
                            .optReduction(Reduction.SUM)
                            .optClassWeights(1, 2.5f)
                            .optLabelSmoothing(smoothing)
                            .build();
            AbstractLoss question =
                    BceWithLogitsLoss.builder()
                            .optReduction(Reduction.SUM)
                            .optLabelSmoothing(smoothing)
                            .optClassAxis(1)
                            .optPosWeights(2.5f)
                            .build();
            Measured two = measure(sample, crossEntropy::evaluate);
            Measured one =
                    measure(
                            sample,
                            (y, logits) ->
                                    question.evaluate(
                                            new NDList(y.head().expandDims(1)),
                                            new NDList(
                                                    logits.head()
                                                            .get(":, 1:2")
                                                            .sub(logits.head().get(":, 0:1")))));

            double scale = epsilon(type) * APART;
            assertEquals(two.value(), one.value(), scale * two.value());
            assertArrayEquals(two.gradients(), one.gradients(), scale);
        }
    }

    /** Bit for bit: yes at {@code x} is no at {@code -x}. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT64"})
    void yesAndNoAreMirrorImages(DataType type) {
        double[] special = {0, -0.0, 1e-38, 17, -40, 88, 104, 1e4, 3e38, Double.POSITIVE_INFINITY};
        double[] logits =
                DoubleStream.concat(DoubleStream.of(special), new Random(13).doubles(1014, -30, 30))
                        .toArray();
        NDArray x = array(manager, type, new Shape(256, 4), logits);
        NDArray y =
                array(
                        manager,
                        type,
                        new Shape(256, 4),
                        new Random(17).ints(1024, 0, 2).asDoubleStream().toArray());
        Entry entry = Catalogue.entries().findFirst().orElseThrow();
        Sample yes = new Sample(entry, new NDList(y), new NDList(x));
        Sample no = new Sample(entry, new NDList(y.neg().add(1)), new NDList(x.neg()));
        AbstractLoss loss = BceWithLogitsLoss.builder().optClassWeights(1, 0.3f, 7, 1).build();

        assertArrayEquals(values(loss, yes), values(loss, no));
        double[] mirrored = measure(no, sum(loss)).gradients();
        double[] gradients = measure(yes, sum(loss)).gradients();
        for (int i = 0; i < gradients.length; i++) {
            assertTrue(gradients[i] == -mirrored[i], "gradient at logit " + logits[i]);
        }
    }

    // ---- tools

    private static double divisor(AbstractLoss loss, Sample sample) {
        return loss.divisor(sample.labels(), sample.predictions());
    }

    private static double[] values(AbstractLoss loss, Sample sample) {
        return Numbers.toDoubles(loss.pointwise(sample.labels(), sample.predictions()).values());
    }

    private static BiFunction<NDList, NDList, NDArray> sum(AbstractLoss loss) {
        return (labels, predictions) -> loss.pointwise(labels, predictions).values().sum();
    }

    private static double[] zeroWhere(IntPredicate chosen, double... numbers) {
        return IntStream.range(0, numbers.length)
                .mapToDouble(i -> chosen.test(i) ? 0 : numbers[i])
                .toArray();
    }

    private static double epsilon(DataType type) {
        return type == DataType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1.0f);
    }

    private static double largest(double... numbers) {
        return DoubleStream.of(numbers).map(Math::abs).max().orElse(0);
    }

    private static void assertZero(Entry entry, IntPredicate chosen, double... numbers) {
        for (int i = 0; i < numbers.length; i++) {
            if (chosen.test(i) && numbers[i] != 0) {
                fail(entry + ": expected 0 at " + i + " of " + Arrays.toString(numbers));
            }
        }
    }

    private static void assertNear(Entry entry, Measured expected, Measured actual, double units) {
        assertNear(entry, expected.value(), actual.value(), units);
        assertEquals(expected.gradient().getShape(), actual.gradient().getShape());
        assertGradients(entry, expected.gradients(), actual.gradients(), units);
    }

    /** Compares two formulas, of which one may be a difference of numbers near 1. */
    private static void assertAgree(Entry entry, Measured expected, Measured actual) {
        assertNear(entry, expected.value(), actual.value(), APART);
        assertNear(entry, expected.gradients(), actual.gradients(), APART, 1);
    }

    /** Compares losses or divisors, which are differences of numbers near 1 when they are less. */
    private static void assertNear(Entry entry, double expected, double actual, double units) {
        assertNear(entry, new double[] {expected}, new double[] {actual}, units, 1);
    }

    private static void assertValues(
            Entry entry, double[] expected, double[] actual, double units) {
        assertNear(entry, expected, actual, units, 1);
    }

    private static void assertGradients(
            Entry entry, double[] expected, double[] actual, double units) {
        assertNear(entry, expected, actual, units, 0);
    }

    /** Compares by the largest number, or by the least scale if that is larger. */
    private static void assertNear(
            Entry entry, double[] expected, double[] actual, double units, double leastScale) {
        double scale = Math.max(leastScale, largest(expected));
        // 0 units: only the sign of a zero may differ
        double tolerance =
                Math.max(units * epsilon(entry.layout().type()) * scale, Double.MIN_VALUE);
        assertTrue(Double.isFinite(scale), () -> entry + ": " + Arrays.toString(expected));
        assertArrayEquals(expected, actual, tolerance, entry::toString);
    }
}
