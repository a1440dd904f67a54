package io.github.djllosses;

import static io.github.djllosses.Catalogue.array;
import static io.github.djllosses.Catalogue.measure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a loss takes, leaves as it was, and returns. */
class ArgumentLawTest extends Laws {

    static Stream<Entry> classed() {
        return Catalogue.entries().filter(e -> e.takes("classAxis"));
    }

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
}
