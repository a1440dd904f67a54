package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.classification.AsymmetricLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.FocalLoss;
import io.github.djllosses.classification.GeneralizedCrossEntropyLoss;
import io.github.djllosses.classification.HingeLoss;
import io.github.djllosses.classification.MultiLabelMarginLoss;
import io.github.djllosses.classification.MultiLabelSoftMarginLoss;
import io.github.djllosses.classification.MultiMarginLoss;
import io.github.djllosses.classification.PolyLoss;
import io.github.djllosses.classification.SigmoidFocalLoss;
import io.github.djllosses.classification.SoftMarginLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses of classes that are another one for some value of their options. */
class IdentityTest {

    /** Roundings, relative to the largest number, between two formulas. */
    private static final double APART = 32;

    /** So small an exponent q is as good as 0: the loss is off by a share of q times itself. */
    private static final float ALMOST_ZERO = 0x1p-20f;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Entry> of(Class<? extends AbstractLoss> type) {
        return Catalogue.entries().filter(e -> e.type() == type);
    }

    static Stream<Entry> focal() {
        return of(FocalLoss.class);
    }

    static Stream<Entry> poly() {
        return of(PolyLoss.class);
    }

    static Stream<Entry> generalized() {
        return of(GeneralizedCrossEntropyLoss.class);
    }

    static Stream<Entry> sigmoidFocal() {
        return of(SigmoidFocalLoss.class);
    }

    static Stream<Entry> asymmetric() {
        return of(AsymmetricLoss.class);
    }

    static Stream<Entry> softMargin() {
        return of(SoftMarginLoss.class);
    }

    static Stream<Entry> multiLabelSoftMargin() {
        return of(MultiLabelSoftMarginLoss.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("focal")
    void focalLossThatNeverFadesIsCrossEntropy(Entry entry) {
        assertSame(entry.with("gamma", 0), CrossEntropyLoss.class, APART, "gamma", "alpha");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("poly")
    void polyLossWithoutItsTermIsCrossEntropy(Entry entry) {
        assertSame(entry.with("epsilon", 0), CrossEntropyLoss.class, APART, "epsilon");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("generalized")
    void generalizedCrossEntropyNearsCrossEntropy(Entry entry) {
        // the surprisals here are below 16
        double roundings = APART + 16 * ALMOST_ZERO / epsilon(entry);
        assertSame(entry.with("q", ALMOST_ZERO), CrossEntropyLoss.class, roundings, "q");
    }

    @Test
    void generalizedCrossEntropyEndsAtTheProbabilityOfAMistake() {
        AbstractLoss loss = GeneralizedCrossEntropyLoss.builder().optQ(1).build();
        NDArray x = manager.create(new double[][] {{0, Math.log(3)}, {Math.log(7), 0}});
        NDArray labels = manager.create(new long[] {0, 0});

        // p is 1/4, then 7/8
        double[] values =
                loss.pointwise(new NDList(labels), new NDList(x)).values().toDoubleArray();
        assertArrayEquals(new double[] {0.75, 0.125}, values, 1e-15);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sigmoidFocal")
    void focalLossThatNeverFadesIsBinaryCrossEntropy(Entry entry) {
        assertSame(entry.with("gamma", 0), BceWithLogitsLoss.class, APART, "gamma", "alpha");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("asymmetric")
    void symmetricLossIsBinaryCrossEntropy(Entry entry) {
        String[] own = {"gammaPositive", "gammaNegative", "clip"};
        Entry symmetric = entry;
        for (String option : own) {
            symmetric = symmetric.with(option, 0);
        }
        assertSame(symmetric, BceWithLogitsLoss.class, APART, own);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("softMargin")
    void softMarginOfSignsIsBinaryCrossEntropyOfAnswers(Entry entry) {
        Sample signs = entry.sample(manager);
        Sample answers = signs.withLabel(signs.label().add(1).div(2));
        AbstractLoss other = Losses.build(BceWithLogitsLoss.class, entry.options());

        assertSame(entry, APART, other, answers, entry.loss(), signs);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("multiLabelSoftMargin")
    void multiLabelSoftMarginIsTheMeanOverRowsOfBinaryCrossEntropy(Entry entry) {
        JsonObject plain = entry.options().deepCopy();
        plain.remove("weight");
        plain.remove("reduction");
        Sample sample = entry.sample(manager).unweighted();
        NDArray elements = values(Losses.build(BceWithLogitsLoss.class, plain), sample);
        NDArray rows = elements.mean(new int[] {entry.layout().axis()});

        NDArray found = values(Losses.build(entry.type(), plain), sample);
        assertEquals(rows.getShape(), found.getShape());
        assertClose(entry, APART, Numbers.toDoubles(rows), Numbers.toDoubles(found));
    }

    @Test
    void hingeIsWhatAScoreLacksToItsMargin() {
        // of scores 0, 2, -3, 1.5 the second and the last are on the wrong side
        NDArray x = manager.create(new double[] {0, 2, -3, 1.5, 2});
        NDArray y = manager.create(new double[] {1, -1, -1, -1, 1});
        double[] expected = {1, 3, 0, 2.5, 0};
        double[] squares = Arrays.stream(expected).map(lack -> lack * lack).toArray();
        HingeLoss squared = HingeLoss.builder().optSquared(true).build();
        HingeLoss wide = HingeLoss.builder().optMargin(4).build();

        assertArrayEquals(expected, hinge(new HingeLoss(), x, y));
        assertArrayEquals(squares, hinge(squared, x, y));
        assertArrayEquals(new double[] {4, 6, 1, 5.5, 2}, hinge(wide, x, y));
    }

    /** Both divide by the number of classes, and padding follows the only label. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void oneOfManyLabelsIsTheOnlyOne(long seed) {
        Random random = new Random(seed);
        int rows = 5;
        int classes = 4;
        NDArray x = Behaviour.normal(manager, random, rows, classes);
        long[] label = random.longs(rows, 0, classes).toArray();
        long[] padded = new long[rows * classes];
        Arrays.fill(padded, -1);
        for (int i = 0; i < rows; i++) {
            padded[i * classes] = label[i];
        }
        NDArray sets = manager.create(padded, x.getShape());

        Behaviour.of(new MultiMarginLoss(), new NDList(manager.create(label)), x)
                .assertSame(Behaviour.of(new MultiLabelMarginLoss(), new NDList(sets), x), 1e-15);
    }

    private static double[] hinge(HingeLoss loss, NDArray x, NDArray y) {
        return loss.pointwise(new NDList(y), new NDList(x)).values().toDoubleArray();
    }

    private static NDArray values(AbstractLoss loss, Sample sample) {
        return loss.pointwise(sample.labels(), sample.predictions()).values();
    }

    /** Compares a loss, but for factors that only it has, with another one of the same options. */
    private void assertSame(
            Entry entry, Class<? extends AbstractLoss> other, double roundings, String... own) {
        JsonObject shared = entry.options().deepCopy();
        List.of(own).forEach(shared::remove);
        JsonObject plain = entry.options().deepCopy();
        plain.remove("alpha");
        Sample sample = entry.sample(manager);

        AbstractLoss expected = Losses.build(other, shared);
        assertSame(entry, roundings, expected, sample, Losses.build(entry.type(), plain), sample);
    }

    private static void assertSame(
            Entry entry,
            double roundings,
            AbstractLoss expected,
            Sample expectedOf,
            AbstractLoss actual,
            Sample actualOf) {
        Measured one = Catalogue.measure(expectedOf, expected::evaluate);
        Measured two = Catalogue.measure(actualOf, actual::evaluate);
        assertEquals(
                expected.divisor(expectedOf.labels(), expectedOf.predictions()),
                actual.divisor(actualOf.labels(), actualOf.predictions()));
        assertClose(entry, roundings, new double[] {one.value()}, two.value());
        assertClose(entry, roundings, one.gradients(), two.gradients());
    }

    private static void assertClose(
            Entry entry, double roundings, double[] expected, double... actual) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertArrayEquals(expected, actual, roundings * epsilon(entry) * largest, entry.toString());
    }

    private static double epsilon(Entry entry) {
        return entry.layout().type() == DataType.FLOAT32 ? 0x1p-24 : 0x1p-53;
    }
}
