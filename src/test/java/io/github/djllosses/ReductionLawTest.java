package io.github.djllosses;

import static io.github.djllosses.Catalogue.measure;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.Catalogue.Content;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.Catalogue.Trait;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Pointwise;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.training.GradientCheck;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values, their sums and means, what a mean divides by, and the derivative of all that. */
class ReductionLawTest extends Laws {

    /** Entries whose divisor is a sum of weights: not the number of anchors that have a pair. */
    static Stream<Entry> weighed() {
        return Catalogue.entries().filter(e -> e.label() != Content.GROUPS);
    }

    /** Entries in the precision that differences of values need, far from any singularity. */
    static Stream<Entry> inDouble() {
        Set<Content> nearZero = EnumSet.of(Content.CHANCES, Content.PROBABILITIES);
        return Catalogue.entries()
                .filter(e -> e.layout().type() == DataType.FLOAT64)
                .filter(e -> !nearZero.contains(e.prediction()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inDouble")
    void theGradientIsTheDerivativeOfTheValue(Entry entry) {
        Sample sample = entry.sample(manager);

        new GradientCheck().check(entry.loss(), sample.labels(), sample.predictions()).orThrow();
    }

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
}
