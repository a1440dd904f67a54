package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.composition.CompositeLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Pointwise;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.divergence.JeffreysLoss;
import io.github.djllosses.divergence.JensenShannonLoss;
import io.github.djllosses.regression.L1Loss;
import io.github.djllosses.regression.MseLoss;
import io.github.djllosses.training.GradientCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A composite is the weighted sum of what its parts are by themselves. */
class CompositeLossTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Scores of classes (N, 3) and numbers (N, 2). */
    private NDList predictions(int n) {
        Random random = new Random(n);
        return new NDList(
                manager.create(random.doubles(3L * n, -2, 2).toArray(), new Shape(n, 3)),
                manager.create(random.doubles(2L * n, -2, 2).toArray(), new Shape(n, 2)));
    }

    /** Classes (N) and numbers (N, 2). */
    private NDList labels(int n) {
        Random random = new Random(100 + n);
        return new NDList(
                manager.create(random.longs(n, 0, 3).toArray()),
                manager.create(random.doubles(2L * n, -2, 2).toArray(), new Shape(n, 2)));
    }

    private static NDList first(NDList arrays) {
        return arrays.subNDList(0, 1);
    }

    private static NDList second(NDList arrays) {
        return arrays.subNDList(1, 2);
    }

    private static CompositeLoss.Builder unlike(LongToDoubleFunction weight) {
        return CompositeLoss.builder()
                .addPart(
                        "class",
                        new CrossEntropyLoss(),
                        step -> 1,
                        CompositeLossTest::first,
                        CompositeLossTest::first)
                .addPart(
                        "number",
                        new MseLoss(),
                        weight,
                        CompositeLossTest::second,
                        CompositeLossTest::second);
    }

    /** Two losses of the same scores and classes. */
    private static CompositeLoss alike() {
        AbstractLoss smoothed = CrossEntropyLoss.builder().optLabelSmoothing(1).build();
        return CompositeLoss.builder()
                .addPart("class", new CrossEntropyLoss())
                .addPart("even", smoothed, 0.25f)
                .build();
    }

    private static NDList rows(NDList arrays, int from, int to) {
        NDList rows = new NDList();
        arrays.forEach(array -> rows.add(array.get(from + ":" + to)));
        return rows;
    }

    @Test
    void theValueIsTheWeightedSumOfTheMeans() {
        NDList x = predictions(5);
        NDList y = labels(5);
        double first = new CrossEntropyLoss().evaluate(first(y), first(x)).getDouble();
        double second = new MseLoss().evaluate(second(y), second(x)).getDouble();
        CompositeLoss loss = unlike(step -> 0.5).build();

        assertEquals(first + 0.5 * second, loss.evaluate(y, x).getDouble(), 1e-15);
        assertEquals(first, loss.partValues().get("class"), 1e-15);
        assertEquals(second, loss.partValues().get("number"), 1e-15);
        assertEquals(List.of("class", "number"), List.copyOf(loss.partValues().keySet()));
        assertEquals(5, loss.divisor(y, x));
    }

    @Test
    void theGradientIsTheDerivativeOfTheValue() {
        for (Reduction reduction : Reduction.values()) {
            AbstractLoss loss = unlike(step -> 0.5).optReduction(reduction).optWeight(-2).build();
            new GradientCheck().check(loss, labels(4), predictions(4)).orThrow();
        }
        NDList scores = first(predictions(4));
        new GradientCheck().check(alike(), first(labels(4)), scores).orThrow();
    }

    @Test
    void theWeightsOfItsPartsCount() {
        AbstractLoss twice = CrossEntropyLoss.builder().optWeight(2).build();
        NDList x = first(predictions(5));
        NDList y = first(labels(5));
        CompositeLoss loss = CompositeLoss.builder().addPart("twice", twice, 3).build();

        double once = new CrossEntropyLoss().evaluate(y, x).getDouble();
        assertEquals(6 * once, loss.evaluate(y, x).getDouble(), 1e-14);
        assertEquals(2 * once, loss.partValues().get("twice"), 1e-15);
    }

    @Test
    void partsOfABatchAddUpAlthoughTheirDivisorsDiffer() {
        NDList x = predictions(7);
        NDList y = labels(7);
        CompositeLoss loss = unlike(step -> 0.5).build();
        loss.addAccumulator("epoch");
        double sum = 0;
        for (int[] cut : new int[][] {{0, 4}, {4, 5}, {5, 5}, {5, 7}}) {
            NDList partOfX = rows(x, cut[0], cut[1]);
            NDList partOfY = rows(y, cut[0], cut[1]);
            sum += loss.evaluate(partOfY, partOfX, 7).getDouble();
            loss.updateAccumulator("epoch", partOfY, partOfX);
        }

        double whole = loss.evaluate(y, x).getDouble();
        assertEquals(whole, sum, 1e-15);
        assertEquals(whole, loss.average("epoch"), 1e-15);
    }

    @Test
    void aPartOfWhichNothingCountsLeavesTheOthers() {
        AbstractLoss ignoring = CrossEntropyLoss.builder().optIgnoreIndex(0).build();
        CompositeLoss loss =
                CompositeLoss.builder()
                        .addPart(
                                "class",
                                ignoring,
                                step -> 1,
                                CompositeLossTest::first,
                                CompositeLossTest::first)
                        .addPart(
                                "number",
                                new MseLoss(),
                                step -> 1,
                                CompositeLossTest::second,
                                CompositeLossTest::second)
                        .build();
        NDList x = predictions(3);
        NDList y = labels(3);
        y.set(0, y.get(0).zerosLike());

        double expected = new MseLoss().evaluate(second(y), second(x)).getDouble();
        assertEquals(expected, loss.evaluate(y, x).getDouble(), 1e-15);
        assertEquals(6, loss.divisor(y, x));
    }

    @Test
    void aWeightIsAFunctionOfTheStep() {
        NDList x = predictions(3);
        NDList y = labels(3);
        CompositeLoss loss = unlike(step -> step / 10.0).build();
        double first = loss.evaluate(y, x).getDouble();
        loss.setStep(5);
        double later = loss.evaluate(y, x).getDouble();

        assertEquals(loss.partValues().get("class"), first, 1e-15);
        assertEquals(first + 0.5 * loss.partValues().get("number"), later, 1e-15);
    }

    @Test
    void whatHasNoWeightYetMayBeInfinite() {
        NDList x = predictions(3);
        x.set(1, x.get(1).mul(Double.POSITIVE_INFINITY));
        NDList y = labels(3);
        CompositeLoss loss = unlike(step -> step).build();
        x.forEach(array -> array.setRequiresGradient(true));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = loss.evaluate(y, x);
            collector.backward(value);

            assertEquals(loss.partValues().get("class"), value.getDouble(), 1e-15);
            assertEquals(Double.POSITIVE_INFINITY, loss.partValues().get("number"));
            assertArrayEquals(new double[6], x.get(1).getGradient().toDoubleArray());
        }
    }

    @Test
    void valuesOfTheSameShapeAddUp() {
        NDList x = first(predictions(4));
        NDList y = first(labels(4));
        AbstractLoss even = CrossEntropyLoss.builder().optLabelSmoothing(1).build();
        double[] first = new CrossEntropyLoss().pointwise(y, x).values().toDoubleArray();
        double[] second = even.pointwise(y, x).values().toDoubleArray();
        Pointwise pointwise = alike().pointwise(y, x);

        double[] expected = new double[4];
        for (int i = 0; i < 4; i++) {
            expected[i] = first[i] + 0.25 * second[i];
        }
        assertArrayEquals(expected, pointwise.values().toDoubleArray(), 1e-15);
        assertEquals(4, pointwise.divisor());
    }

    @Test
    void valuesOfDifferentShapesAreRefused() {
        CompositeLoss loss = unlike(step -> 1).build();
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> loss.pointwise(labels(4), predictions(4)));

        assertEquals(
                "CompositeLoss: part \"number\" has values (4, 2) but part \"class\" has values"
                        + " (4), so that they have no sum before reduction",
                error.getMessage());
    }

    @Test
    void exampleWeightsAreALabelLikeAnyOther() {
        NDList x = first(predictions(3));
        NDList y = first(labels(3)).addAll(new NDList(manager.create(new double[] {1, 0, 3})));
        CompositeLoss loss = alike();

        assertEquals(4, loss.divisor(y, x));
        double expected = new CrossEntropyLoss().evaluate(y, x).getDouble();
        loss.evaluate(y, x);
        assertEquals(expected, loss.partValues().get("class"), 1e-15);
    }

    @Test
    void aCompositeMayBeAPart() {
        NDList x = first(predictions(3));
        NDList y = first(labels(3));
        CompositeLoss outer = CompositeLoss.builder().addPart("inner", alike(), 2).build();

        assertEquals(
                2 * alike().evaluate(y, x).getDouble(), outer.evaluate(y, x).getDouble(), 1e-15);
    }

    @Test
    void aPartMayGetWhatIsComputed() {
        NDList x = first(predictions(3));
        NDArray target = manager.create(new double[] {1, 2, 3});
        CompositeLoss loss =
                CompositeLoss.builder()
                        .addPart(
                                "row sums",
                                new L1Loss(),
                                step -> 1,
                                UnaryOperator.identity(),
                                all -> new NDList(all.head().sum(new int[] {1})))
                        .build();

        new GradientCheck().check(loss, new NDList(target), x).orThrow();
    }

    @Test
    void theManagerHoldsOneArrayMoreThanBefore() {
        CompositeLoss loss = unlike(step -> 1).build();
        NDList x = predictions(3);
        NDList y = labels(3);
        int held = manager.getManagedArrays().size();

        assertEquals(manager, loss.evaluate(y, x).getManager());
        assertEquals(held + 1, manager.getManagedArrays().size());
    }

    /** The second part is twice the first, in each evaluation. */
    @Test
    void theValuesOfThePartsComeFromOneEvaluation()
            throws InterruptedException, ExecutionException {
        AbstractLoss twice = L1Loss.builder().optWeight(2).build();
        CompositeLoss loss =
                CompositeLoss.builder()
                        .addPart("once", new L1Loss())
                        .addPart("twice", twice)
                        .build();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            int size = thread + 1;
            results.add(
                    threads.submit(
                            () -> {
                                boolean whole = true;
                                for (int i = 0; i < 200; i++) {
                                    try (NDManager own = NDManager.newBaseManager()) {
                                        NDArray x = own.full(new Shape(2), (float) size * i);
                                        loss.evaluate(new NDList(x.zerosLike()), new NDList(x));
                                    }
                                    Map<String, Double> values = loss.partValues();
                                    whole &= values.get("twice") == 2 * values.get("once");
                                }
                                return whole;
                            }));
        }
        for (Future<Boolean> result : results) {
            assertTrue(result.get());
        }
        threads.shutdown();
    }

    @Test
    void anErrorNamesThePart() {
        CompositeLoss loss = unlike(step -> 1).build();
        NDList y = new NDList(labels(4).get(0), labels(3).get(1));
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class, () -> loss.evaluate(y, predictions(4)));

        assertTrue(
                error.getMessage()
                        .startsWith("CompositeLoss, part \"number\": MseLoss: labels[0] (3, 2)"),
                error.getMessage());
        CompositeLoss infinite = unlike(step -> Double.NaN).build();
        IllegalArgumentException weight =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> infinite.evaluate(labels(4), predictions(4)));
        assertEquals(
                "CompositeLoss: the weight of part \"number\" is NaN, expected a finite weight",
                weight.getMessage());
        NDList none = new NDList();
        assertThrows(IllegalArgumentException.class, () -> loss.evaluate(labels(4), none));
    }

    /** An infinite part that has no weight yet spoils neither the sum nor the values. */
    @Test
    void aPartWithoutWeightMayBeInfinite() {
        NDList labels = new NDList(manager.create(new float[] {0.5f, 0.5f}, new Shape(1, 2)));
        NDList predictions = new NDList(manager.create(new float[] {1, 0}, new Shape(1, 2)));
        CompositeLoss loss =
                CompositeLoss.builder()
                        .addPart(
                                "finite",
                                JensenShannonLoss.builder()
                                        .optPredictionEncoding(Encoding.PROBABILITIES)
                                        .build())
                        .addPart(
                                "infinite",
                                JeffreysLoss.builder()
                                        .optPredictionEncoding(Encoding.PROBABILITIES)
                                        .build(),
                                step -> step)
                        .build();

        float sum = loss.evaluate(labels, predictions).getFloat();
        assertTrue(sum > 0 && sum < 1, "" + sum);
        assertEquals(sum, loss.pointwise(labels, predictions).values().getFloat(0));
    }

    @Test
    void badPartsAreRefused() {
        CompositeLoss.Builder builder = CompositeLoss.builder();
        assertThrows(IllegalArgumentException.class, builder::build);
        AbstractLoss sum = MseLoss.builder().optReduction(Reduction.SUM).build();
        assertThrows(IllegalArgumentException.class, () -> builder.addPart("sum", sum));
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.addPart("nan", new MseLoss(), Float.NaN));
        builder.addPart("a", new MseLoss());
        assertThrows(IllegalArgumentException.class, () -> builder.addPart("a", new L1Loss()));
        assertThrows(IllegalArgumentException.class, () -> builder.addPart(" ", new L1Loss()));
        assertEquals("CompositeLoss(parts=[a: MseLoss()])", builder.build().toString());
        builder.addPart("b", new MseLoss(), 0.25f).addPart("c", new MseLoss(), step -> step);
        assertEquals(
                "CompositeLoss(parts=[a: MseLoss(), b: 0.25 x MseLoss(), c: scheduled x"
                        + " MseLoss()])",
                builder.build().toString());
    }
}
