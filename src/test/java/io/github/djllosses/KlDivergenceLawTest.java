package io.github.djllosses;

import static io.github.djllosses.Catalogue.array;
import static io.github.djllosses.Catalogue.measure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.divergence.Direction;
import io.github.djllosses.divergence.KlDivergenceLoss;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The divergence of Kullback and Leibler beside entropies, from either side, and near 0. */
class KlDivergenceLawTest extends Laws {

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
}
