package io.github.djllosses;

import static io.github.djllosses.Catalogue.array;
import static io.github.djllosses.Catalogue.measure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.djllosses.Catalogue.Content;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.core.Numbers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How labels may be spelled. */
class LabelLawTest extends Laws {

    static Stream<Entry> crossEntropiesOfIndices() {
        return indices().filter(LabelLawTest::takesDistributions);
    }

    private static boolean takesDistributions(Entry entry) {
        return Catalogue.entries()
                .anyMatch(e -> e.type() == entry.type() && e.label() == Content.PROBABILITIES);
    }

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
}
