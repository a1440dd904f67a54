package io.github.djllosses;

import static io.github.djllosses.Catalogue.measure;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.Catalogue.Trait;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Pointwise;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What options do to every loss that takes them. */
class OptionLawTest extends Laws {

    static Stream<Entry> smoothed() {
        return Catalogue.entries()
                .filter(e -> e.options().has("labelSmoothing"))
                .filter(e -> !e.has(Trait.NOT_LINEAR_IN_LABEL));
    }

    @ForAll
    void aNeutralOptionChangesNothing(Entry entry) {
        Map<String, Object> neutral =
                Map.of(
                        "labelSmoothing",
                        0,
                        "classWeights",
                        List.of(1, 1, 1),
                        "posWeights",
                        List.of(1, 1, 1),
                        "ignoreIndex",
                        Integer.MAX_VALUE,
                        "weight",
                        1);
        Sample sample = entry.sample(manager);
        Measured plain = measure(sample, entry.loss()::evaluate);
        neutral.forEach(
                (option, value) -> {
                    if (entry.takes(option) && !entry.options().has(option)) {
                        AbstractLoss same = entry.loss(option, value);
                        assertNear(entry, plain, measure(sample, same::evaluate), 2);
                        assertNear(entry, divisor(entry.loss(), sample), divisor(same, sample), 2);
                    }
                });
        if (!entry.layout().weighted()) {
            Sample ones = sample.withWeights(sample.weights());
            assertNear(entry, plain, measure(ones, entry.loss()::evaluate), 2);
        }
    }

    /** Exactly: the factor is a power of two. */
    @ForAll
    void theWeightScalesValueAndGradient(Entry entry) {
        Sample sample = entry.sample(manager);
        AbstractLoss one = entry.loss("weight", 1);
        AbstractLoss twice = entry.loss("weight", -2);
        Measured expected = measure(sample, one::evaluate).times(-2);
        Measured actual = measure(sample, twice::evaluate);
        Pointwise values = twice.pointwise(sample.labels(), sample.predictions());

        double[] twiceTheValues =
                DoubleStream.of(values(one, sample)).map(value -> -2 * value).toArray();
        assertNear(entry, expected, actual, 0);
        assertValues(entry, twiceTheValues, Numbers.toDoubles(values.values()), 0);
        assertEquals(divisor(one, sample), values.divisor());
        assertNear(entry, -2 * average(one, sample), average(twice, sample), 0);
    }

    /** A smoothed label is a mixture of two labels, and these losses are linear in the label. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("smoothed")
    void smoothingMixesTheLossesOfNoneAndAll(Entry entry) {
        double s = entry.options().get("labelSmoothing").getAsDouble();
        Sample sample = entry.sample(manager);
        Measured some = measure(sample, entry.loss()::evaluate);
        Measured none = measure(sample, entry.loss("labelSmoothing", 0)::evaluate);
        Measured all = measure(sample, entry.loss("labelSmoothing", 1)::evaluate);
        NDArray gradient = none.gradient().mul(1 - s).add(all.gradient().mul(s));

        assertAgree(entry, new Measured((1 - s) * none.value() + s * all.value(), gradient), some);
    }
}
