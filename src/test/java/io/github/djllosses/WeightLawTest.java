package io.github.djllosses;

import static io.github.djllosses.Catalogue.array;
import static io.github.djllosses.Catalogue.fill;
import static io.github.djllosses.Catalogue.measure;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djllosses.Catalogue.Content;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.Catalogue.Trait;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Reduction;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What counts for nothing, once, or more than once. */
class WeightLawTest extends Laws {

    private static final double[] POISONS = {
        0.25, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1e30
    };

    /** Numbers at which values are finite, and their derivatives need not be. */
    private static final double[] STEEP = {Float.MIN_VALUE, Double.MIN_VALUE, -1e15, 1e30, 1e150};

    static Stream<Entry> ignoring() {
        return indices().filter(e -> e.takes("ignoreIndex"));
    }

    static Stream<Entry> ignoringBatches() {
        return ignoring().filter(Entry::hasBatchAxis);
    }

    static Stream<Entry> weighedIndices() {
        return indices().filter(e -> e.has(Trait.DIVIDES_BY_CLASS_WEIGHTS));
    }

    static Stream<Entry> allButChances() {
        Set<Content> checked = EnumSet.of(Content.CHANCES, Content.POSITIVES);
        return independent().filter(e -> !checked.contains(e.prediction()));
    }

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
        countsForNothing(entry.with("ignoreIndex", -100), WeightLawTest::ignore, POISONS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("independent")
    void whatWeighsZeroCountsForNothing(Entry entry) {
        countsForNothing(entry, WeightLawTest::weighZero, POISONS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("independent")
    void whatWeighsZeroCountsForNothingHoweverSteep(Entry entry) {
        countsForNothing(entry, WeightLawTest::weighSteepZero, STEEP);
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
        isDeletingIt(entry.with("ignoreIndex", -100), WeightLawTest::ignore);
    }

    @ForRows
    void weighingARowZeroIsDeletingIt(Entry entry) {
        isDeletingIt(entry, WeightLawTest::weighZero);
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
}
