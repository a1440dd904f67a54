package io.github.djllosses;

import static io.github.djllosses.Catalogue.array;
import static io.github.djllosses.Catalogue.measure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.Catalogue.Content;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.NllLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Reduction;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One prediction in several spellings, and in several losses. */
class SpellingLawTest extends Laws {

    static Stream<Entry> likelihoods() {
        return Catalogue.entries().filter(e -> e.type() == NllLoss.class);
    }

    static Stream<Entry> chances() {
        return answers().filter(e -> e.prediction() == Content.CHANCES);
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
}
