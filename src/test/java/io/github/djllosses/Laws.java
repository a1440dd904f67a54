package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.djllosses.Catalogue.Content;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.Catalogue.Trait;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is true of every loss, or of every loss of a kind, whatever its numbers are: the entries of
 * the catalogue that laws run over, and how the two sides of a law are compared.
 *
 * <p>Where the same operations must have happened, the two sides of a law are equal. Otherwise they
 * differ by a few units in the last place of the largest number: {@link #NEAR} where operations
 * come in another order (the logits here reach 8, and rounding moves {@code exp(x)} by {@code x}
 * units), {@link #APART} between two formulas.
 */
abstract class Laws {

    static final double NEAR = 16;
    static final double APART = 32;

    final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** A law that holds for every entry of the catalogue. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.djllosses.Catalogue#entries")
    @interface ForAll {}

    /** A law that holds for every entry with several rows, each of which has a loss of its own. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @MethodSource("batches")
    @interface ForBatches {}

    /** A law that holds for every entry with several rows. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @interface ForRows {}

    /** A law that holds for every entry whose labels are class indices. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}")
    @MethodSource("indices")
    @interface ForIndices {}

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

    static Stream<Entry> indices() {
        return Catalogue.entries().filter(e -> e.label() == Content.INDICES);
    }

    static Stream<Entry> answers() {
        return Catalogue.entries().filter(e -> e.label() == Content.ANSWERS);
    }

    static double average(AbstractLoss loss, Sample sample) {
        loss.addAccumulator("epoch");
        loss.updateAccumulator("epoch", sample.labels(), sample.predictions());
        return loss.average("epoch");
    }

    static double divisor(AbstractLoss loss, Sample sample) {
        return loss.divisor(sample.labels(), sample.predictions());
    }

    static double[] values(AbstractLoss loss, Sample sample) {
        return Numbers.toDoubles(loss.pointwise(sample.labels(), sample.predictions()).values());
    }

    static BiFunction<NDList, NDList, NDArray> sum(AbstractLoss loss) {
        return (labels, predictions) -> loss.pointwise(labels, predictions).values().sum();
    }

    static double[] zeroWhere(IntPredicate chosen, double... numbers) {
        return IntStream.range(0, numbers.length)
                .mapToDouble(i -> chosen.test(i) ? 0 : numbers[i])
                .toArray();
    }

    static double epsilon(DataType type) {
        return type == DataType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1.0f);
    }

    static double largest(double... numbers) {
        return DoubleStream.of(numbers).map(Math::abs).max().orElse(0);
    }

    static void assertZero(Entry entry, IntPredicate chosen, double... numbers) {
        for (int i = 0; i < numbers.length; i++) {
            if (chosen.test(i) && numbers[i] != 0) {
                fail(entry + ": expected 0 at " + i + " of " + Arrays.toString(numbers));
            }
        }
    }

    static void assertNear(Entry entry, Measured expected, Measured actual, double units) {
        assertNear(entry, expected.value(), actual.value(), units);
        assertEquals(expected.gradient().getShape(), actual.gradient().getShape());
        assertGradients(entry, expected.gradients(), actual.gradients(), units);
    }

    /** Compares two formulas, of which one may be a difference of numbers near 1. */
    static void assertAgree(Entry entry, Measured expected, Measured actual) {
        assertNear(entry, expected.value(), actual.value(), APART);
        assertNear(entry, expected.gradients(), actual.gradients(), APART, 1);
    }

    /** Compares losses or divisors, which are differences of numbers near 1 when they are less. */
    static void assertNear(Entry entry, double expected, double actual, double units) {
        assertNear(entry, new double[] {expected}, new double[] {actual}, units, 1);
    }

    static void assertValues(Entry entry, double[] expected, double[] actual, double units) {
        assertNear(entry, expected, actual, units, 1);
    }

    static void assertGradients(Entry entry, double[] expected, double[] actual, double units) {
        assertNear(entry, expected, actual, units, 0);
    }

    /** Compares by the largest number, or by the least scale if that is larger. */
    static void assertNear(
            Entry entry, double[] expected, double[] actual, double units, double leastScale) {
        double scale = Math.max(leastScale, largest(expected));
        // 0 units: only the sign of a zero may differ
        double tolerance =
                Math.max(units * epsilon(entry.layout().type()) * scale, Double.MIN_VALUE);
        assertTrue(Double.isFinite(scale), () -> entry + ": " + Arrays.toString(expected));
        assertArrayEquals(expected, actual, tolerance, entry::toString);
    }
}
