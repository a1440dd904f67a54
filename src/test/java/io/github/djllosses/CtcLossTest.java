package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.classification.NllLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.sequence.CtcLoss;
import io.github.djllosses.training.GradientCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The likelihood of a target is the sum over all its alignments, and no index is trusted. */
class CtcLossTest {

    private static final AbstractLoss SUM = CtcLoss.builder().optReduction(Reduction.SUM).build();

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray array(Shape shape, double... numbers) {
        return manager.create(numbers, shape);
    }

    private NDArray logProbabilities(int seed, long... shape) {
        double[] logits = new Random(seed).doubles(new Shape(shape).size(), -2, 2).toArray();
        return array(new Shape(shape), logits).logSoftmax(-1);
    }

    private NDList labels(long[][] targets, long[] steps, long[] lengths) {
        long[] flat = Arrays.stream(targets).flatMapToLong(Arrays::stream).toArray();
        Shape shape = new Shape(targets.length, targets[0].length);
        return new NDList(
                manager.create(flat, shape), manager.create(steps), manager.create(lengths));
    }

    static Stream<Arguments> targets() {
        return Stream.of(
                arguments(3, new long[] {1, 2}),
                arguments(3, new long[] {2}),
                arguments(4, new long[] {1, 1}),
                arguments(5, new long[] {2, 1, 2}),
                arguments(5, new long[] {1, 1, 2}),
                arguments(3, new long[] {}),
                arguments(1, new long[] {1}));
    }

    /** By enumeration: every path of classes, merged and without blanks. */
    @ParameterizedTest
    @MethodSource("targets")
    void theLikelihoodIsTheSumOverAllPathsThatSpellTheTarget(int steps, long... target) {
        NDArray logQ = logProbabilities(1, steps, 3);
        double[] numbers = Numbers.toDoubles(logQ);
        double likelihood = 0;
        for (int path = 0; path < Math.pow(3, steps); path++) {
            double logPath = 0;
            StringBuilder spelled = new StringBuilder();
            long before = -1;
            for (int t = 0, rest = path; t < steps; t++, rest /= 3) {
                int k = rest % 3;
                logPath += numbers[3 * t + k];
                spelled.append(k != before && k != 0 ? String.valueOf(k) : "");
                before = k;
            }
            StringBuilder wanted = new StringBuilder();
            Arrays.stream(target).forEach(wanted::append);
            likelihood += wanted.compareTo(spelled) == 0 ? Math.exp(logPath) : 0;
        }
        NDList labels =
                new NDList(
                        manager.create(target),
                        manager.create((long) steps),
                        manager.create((long) target.length));

        double expected = -Math.log(likelihood) / Math.max(1, target.length);
        assertEquals(expected, new CtcLoss().evaluate(labels, new NDList(logQ)).getDouble(), 1e-14);
    }

    /** By counting: T steps spell S different symbols in C(T + S, 2 S) ways (Graves, 2006). */
    @ParameterizedTest
    @ValueSource(doubles = {-0.1, -30, -177.5, -800, -1e6})
    void allPathsCountAlikeHoweverSmallTheirProbability(double logQ) {
        NDArray x =
                manager.full(new Shape(100, 1, 31), 0f).toType(DataType.FLOAT64, false).add(logQ);
        long[] target = LongStream.rangeClosed(1, 30).toArray();

        double value =
                SUM.evaluate(
                                labels(new long[][] {target}, new long[] {100}, new long[] {30}),
                                new NDList(x))
                        .getDouble();

        // ln C(130, 60) by mpmath
        double lnWays = 87.06560835258634;
        assertEquals(-100 * logQ - lnWays, value, 1e-14 * Math.max(-100 * logQ, lnWays));
    }

    /** A blank nearly everywhere: only paths that spend one step on each symbol count. */
    @Test
    void symbolsThatAreNearlyImpossibleShareTheirSteps() {
        double[] step = {0, -900, -900, -900};
        NDArray x = array(new Shape(1, 1, 4), step).repeat(0, 20);
        NDList labels = labels(new long[][] {{1, 2, 3}}, new long[] {20}, new long[] {3});

        Outcome outcome = Outcome.evaluated(SUM, m -> new NDList[] {labels, new NDList(x)});

        // one of the C(20, 3) = 1140 choices of steps; each step is in 3/20 of them
        assertEquals(2700 - Math.log(1140), outcome.result()[0], 1e-12);
        for (int t = 0; t < 20; t++) {
            double[] slopes = Arrays.copyOfRange(outcome.gradient(), 4 * t, 4 * t + 4);
            assertEquals(-17.0 / 20, slopes[0], 1e-12);
            assertEquals(-3.0 / 20, slopes[1] + slopes[2] + slopes[3], 1e-12);
        }
    }

    /** What masks a class, as -1e30, is no less a logarithm. */
    @Test
    void aMaskedSymbolCostsItsLogarithm() {
        NDArray x = array(new Shape(2, 1, 2), 0, -1e30, -1, -1e30);
        NDList labels = labels(new long[][] {{1}}, new long[] {2}, new long[] {1});
        assertEquals(1e30, SUM.evaluate(labels, new NDList(x)).getDouble(), 1e17);
    }

    private static NDList[] torchExample(NDManager m) {
        double[] z = {1, 0, -1, 0.5, 0.25, 0, 0, 2, 0, -1, 1, 0.5, 0.5, 0, 1.5, 2, 0, 1};
        NDList labels =
                new NDList(
                        m.create(new long[] {1, 2, 2, 0}, new Shape(2, 2)),
                        m.create(new long[] {3, 2}),
                        m.create(new long[] {2, 1}));
        return new NDList[] {labels, new NDList(m.create(z, new Shape(3, 2, 3)))};
    }

    /** Behind a log-softmax, whose derivative makes ours and PyTorch's the same. */
    @Test
    void agreesWithPyTorchBehindALogSoftmax() {
        AbstractLoss loss = new CtcLoss();
        Outcome outcome =
                Outcome.of(
                        (y, x) -> loss.evaluate(y, new NDList(x.head().logSoftmax(-1))),
                        CtcLossTest::torchExample);

        // torch 2.13, float64: F.ctc_loss(z.log_softmax(-1), ...)
        assertEquals(0.8635657635834088, outcome.result()[0], 1e-15);
        double[] gradient = {
            -0.001952770663621553,
            -0.02055487262897356,
            0.022507643292595112,
            -0.07743402067899843,
            0.16324791789991833,
            -0.08581389722091988,
            0.018249422766697655,
            -0.033417001011095904,
            0.015167578244398247,
            0,
            0.2870484964838474,
            -0.2870484964838474,
            0.05472412988323785,
            0.03506109579152212,
            -0.08978522567475997,
            0,
            0,
            0
        };
        assertArrayEquals(gradient, outcome.gradient(), 1e-15);
    }

    @Test
    void valuesAndSumsAreOfWholeSequences() {
        NDList[] batch = torchExample(manager);
        NDList predictions = new NDList(batch[1].head().logSoftmax(-1));

        // torch 2.13, float64: F.ctc_loss(..., reduction="none") and "sum"
        double[] expected = {0.7155868855222779, 1.3693380844056786};
        for (AbstractLoss loss : List.of(SUM, new CtcLoss())) {
            NDArray values = loss.pointwise(batch[0], predictions).values();
            assertArrayEquals(expected, values.toDoubleArray(), 1e-15);
            assertEquals(2, loss.divisor(batch[0], predictions));
        }
        assertEquals(2.0849249699279566, SUM.evaluate(batch[0], predictions).getDouble(), 1e-15);
    }

    @Test
    void theGradientIsTheDerivativeOfTheValue() {
        NDList labels =
                labels(
                        new long[][] {{1, 1, 2}, {2, 3, 0}, {7, 7, 7}},
                        new long[] {6, 4, 3},
                        new long[] {3, 2, 0});
        labels.add(manager.create(new double[] {1, 0.5, 2}));
        NDList predictions = new NDList(logProbabilities(2, 6, 3, 4));

        for (Reduction reduction : Reduction.values()) {
            AbstractLoss loss = CtcLoss.builder().optReduction(reduction).build();
            new GradientCheck().check(loss, labels, predictions).orThrow();
        }
        AbstractLoss last = CtcLoss.builder().optBlank(3).build();
        NDList single =
                new NDList(
                        manager.create(new long[] {1, 0}), manager.create(5L), manager.create(2L));
        new GradientCheck().check(last, single, new NDList(logProbabilities(3, 6, 4))).orThrow();
    }

    @Test
    void oneSymbolAtOneStepIsCrossEntropy() {
        NDArray logQ = logProbabilities(4, 1, 5, 4);
        NDArray classes = manager.create(new long[] {1, 3, 2, 2, 1});
        NDArray ones = classes.onesLike();
        NDList labels = new NDList(classes.reshape(5, 1), ones, ones);

        double expected =
                new NllLoss()
                        .evaluate(new NDList(classes), new NDList(logQ.squeeze(0)))
                        .getDouble();
        assertEquals(expected, new CtcLoss().evaluate(labels, new NDList(logQ)).getDouble(), 1e-15);
    }

    /** By hand: T (T + 1) / 2 paths of probability 2^-T spell one symbol, far below 1e-308. */
    @Test
    void longSequencesDoNotUnderflow() {
        int steps = 3000;
        NDArray logQ = manager.ones(new Shape(steps, 2)).mul(-Math.log(2));
        NDList labels =
                new NDList(manager.create(new long[] {1}), manager.create(3000), manager.create(1));

        double expected = steps * Math.log(2) - Math.log(steps * (steps + 1) / 2.0);
        double actual = new CtcLoss().evaluate(labels, new NDList(logQ)).getFloat();
        assertEquals(expected, actual, 2e-7 * expected);
    }

    private NDList[] withTooShortSequence() {
        // two equal symbols take three steps
        NDList labels = labels(new long[][] {{1, 1}, {1, 2}}, new long[] {2, 2}, new long[] {2, 2});
        return new NDList[] {labels, new NDList(logProbabilities(5, 2, 2, 3))};
    }

    @Test
    void aSequenceThatIsTooShortIsInfinite() {
        NDList[] batch = withTooShortSequence();
        double[] values = new CtcLoss().pointwise(batch[0], batch[1]).values().toDoubleArray();
        double[] gradient = Outcome.of(SUM::evaluate, m -> batch).gradient();

        assertEquals(Double.POSITIVE_INFINITY, values[0]);
        assertTrue(Double.isFinite(values[1]));
        assertEquals(
                Double.POSITIVE_INFINITY, new CtcLoss().evaluate(batch[0], batch[1]).getDouble());
        for (int i = 0; i < gradient.length; i++) {
            // laid out as (T, N, C): the second sequence has one path, of posterior 1
            boolean used = i / 3 % 2 == 1 && i % 3 == i / 6 + 1;
            assertEquals(used ? -1 : 0, gradient[i], 1e-15, "element " + i);
        }
    }

    @Test
    void zeroInfinityMakesItZeroAndStillCountsIt() {
        NDList[] batch = withTooShortSequence();
        AbstractLoss zero = CtcLoss.builder().optZeroInfinity(true).build();
        double[] values = zero.pointwise(batch[0], batch[1]).values().toDoubleArray();

        assertEquals(0, values[0]);
        assertEquals(2, zero.divisor(batch[0], batch[1]));
        // two sequences, two symbols
        assertEquals(values[1] / 4, zero.evaluate(batch[0], batch[1]).getDouble(), 1e-15);
    }

    @Test
    void whatWeighsNothingMayHoldAnything() {
        NDList labels =
                labels(
                        new long[][] {{1, 2}, {99, -5}, {2, 2}},
                        new long[] {4, -1, 4},
                        new long[] {2, 50, 2});
        labels.add(manager.create(new double[] {1, 0, 2}));
        double[] numbers = Numbers.toDoubles(logProbabilities(6, 4, 3, 3));
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i / 3 % 3 == 1 ? Double.NaN : numbers[i];
        }
        NDArray poisoned = array(new Shape(4, 3, 3), numbers);
        NDArray kept = poisoned.get(":, 0:3:2");
        NDList two = labels(new long[][] {{1, 2}, {2, 2}}, new long[] {4, 4}, new long[] {2, 2});
        two.add(manager.create(new double[] {1, 2}));
        CtcLoss loss = new CtcLoss();

        Outcome expected = Outcome.evaluated(loss, m -> new NDList[] {two, new NDList(kept)});
        Outcome outcome = Outcome.evaluated(loss, m -> new NDList[] {labels, new NDList(poisoned)});
        assertEquals(expected.result()[0], outcome.result()[0], 1e-15);
        assertEquals(3, loss.divisor(labels, new NDList(poisoned)));
        NDArray slopes = array(new Shape(4, 3, 3), outcome.gradient());
        assertArrayEquals(
                expected.gradient(), slopes.get(":, 0:3:2").flatten().toDoubleArray(), 1e-15);
        assertArrayEquals(new double[12], slopes.get(":, 1").flatten().toDoubleArray());
    }

    @Test
    void whatComesAfterTheEndOfASequenceMayBeAnything() {
        NDList labels = labels(new long[][] {{1, 2}}, new long[] {3}, new long[] {2});
        NDArray logQ = logProbabilities(8, 3, 1, 3);
        NDArray padded =
                logQ.concat(
                        manager.ones(new Shape(2, 1, 3))
                                .toType(DataType.FLOAT64, true)
                                .mul(Double.NaN),
                        0);
        AbstractLoss loss = SUM;
        for (Outcome outcome :
                List.of(
                        Outcome.evaluated(loss, m -> new NDList[] {labels, new NDList(padded)}),
                        Outcome.pointwise(loss, m -> new NDList[] {labels, new NDList(padded)}))) {
            assertEquals(
                    loss.evaluate(labels, new NDList(logQ)).getDouble(),
                    outcome.result()[0],
                    1e-15);
            for (int i = 9; i < 15; i++) {
                assertEquals(0, outcome.gradient()[i]);
            }
        }
    }

    @Test
    void partsWithTheDivisorOfTheWholeAddUpToTheWhole() {
        NDArray logQ = logProbabilities(7, 5, 3, 4);
        long[][] targets = {{1, 2}, {3, 3}, {2, 0}};
        long[] steps = {5, 4, 3};
        long[] lengths = {2, 2, 1};
        CtcLoss loss = new CtcLoss();
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            NDList part =
                    labels(
                            new long[][] {targets[i]},
                            new long[] {steps[i]},
                            new long[] {lengths[i]});
            NDArray x = logQ.get(":, " + i + ":" + (i + 1));
            sum += loss.evaluate(part, new NDList(x), 3).getDouble();
        }

        double whole = loss.evaluate(labels(targets, steps, lengths), new NDList(logQ)).getDouble();
        assertEquals(whole, sum, 1e-15);
    }

    @Test
    void anEmptyBatchIsZero() {
        NDList labels =
                new NDList(
                        manager.zeros(new Shape(0, 4), DataType.INT64),
                        manager.zeros(new Shape(0), DataType.INT64),
                        manager.zeros(new Shape(0), DataType.INT64));
        NDList predictions = new NDList(manager.zeros(new Shape(5, 0, 3)));

        assertEquals(0, new CtcLoss().evaluate(labels, predictions).getFloat());
        assertEquals(0, new CtcLoss().divisor(labels, predictions));
    }

    @Test
    void labelsMayBeFloatingPointNumbers() {
        NDList[] batch = torchExample(manager);
        NDList logQ = new NDList(batch[1].head().logSoftmax(-1));
        NDList floats = new NDList();
        batch[0].forEach(label -> floats.add(label.toType(DataType.FLOAT32, true)));

        assertEquals(
                new CtcLoss().evaluate(batch[0], logQ).getDouble(),
                new CtcLoss().evaluate(floats, logQ).getDouble());
    }

    static Stream<Arguments> bad() {
        Shape x = new Shape(4, 2, 3);
        long[] two = {2, 2};
        return Stream.of(
                arguments(x, new long[] {1, 3, 1, 2}, two, two, "labels[0] (2, 2) holds 3.0 at"),
                arguments(x, new long[] {1, -1, 1, 2}, two, two, "labels[0] (2, 2) holds -1.0 at"),
                arguments(x, new long[] {1, 2, 0, 2}, two, two, "holds the blank 0 at element 2"),
                arguments(
                        x, new long[] {1, 2, 1, 2}, new long[] {2, 5}, two, "labels[1] (2) holds"),
                arguments(x, new long[] {1, 2, 1, 2}, new long[] {-1, 2}, two, "labels[1] (2) hol"),
                arguments(
                        x, new long[] {1, 2, 1, 2}, two, new long[] {3, 2}, "labels[2] (2) holds"),
                arguments(
                        x,
                        new long[] {1, 2, 1, 2},
                        two,
                        new long[] {1},
                        "labels[2] (1) does not fit"),
                arguments(
                        x, new long[] {1, 2, 1, 2}, new long[3], two, "labels[1] (3) does not fit"),
                arguments(
                        new Shape(4, 3, 3),
                        new long[] {1, 2, 1, 2},
                        two,
                        two,
                        "labels[0] (2, 2) does not fit"),
                arguments(new Shape(4), new long[] {1, 2, 1, 2}, two, two, "must be log-probab"),
                arguments(
                        new Shape(0, 2, 3), new long[] {1, 2, 1, 2}, two, two, "at least one step"),
                arguments(
                        new Shape(4, 2, 0),
                        new long[] {1, 2, 1, 2},
                        two,
                        two,
                        "more classes than"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void whatDoesNotFitIsRefused(
            Shape prediction, long[] targets, long[] steps, long[] lengths, String message) {
        NDList labels =
                new NDList(
                        manager.create(targets, new Shape(2, 2)),
                        manager.create(steps),
                        manager.create(lengths));
        NDList predictions = new NDList(manager.zeros(prediction));

        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new CtcLoss().evaluate(labels, predictions));
        assertTrue(error.getMessage().startsWith("CtcLoss: "), error.getMessage());
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    @Test
    void fractionsAndTargetsInOneDimensionAreRefused() {
        NDList predictions = new NDList(manager.zeros(new Shape(4, 2, 3)));
        NDArray two = manager.create(new long[] {2, 2});
        NDArray flat = manager.create(new long[] {1, 2, 1, 2});
        NDArray fractions = manager.create(new float[] {1, 1.5f, 1, 2}, new Shape(2, 2));

        for (NDArray targets : new NDArray[] {flat, fractions}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new CtcLoss().evaluate(new NDList(targets, two, two), predictions));
        }
    }

    @Test
    void rawScoresAreRefused() {
        NDList labels = labels(new long[][] {{1}}, new long[] {2}, new long[] {1});
        NDList scores = new NDList(array(new Shape(2, 1, 2), 5, 7, 5, 7));

        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new CtcLoss().evaluate(labels, scores));
        assertTrue(error.getMessage().contains("logSoftmax(-1)"), error.getMessage());
    }

    @Test
    void badOptionsAreRefused() {
        CtcLoss.Builder builder = CtcLoss.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.optBlank(-1));
        assertEquals(
                "CtcLoss(blank=2, zeroInfinity=true)",
                builder.optBlank(2).optZeroInfinity(true).build().toString());
    }
}
