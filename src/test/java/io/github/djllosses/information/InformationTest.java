package io.github.djllosses.information;

import static io.github.djllosses.information.InformationFixtures.assertClose;
import static io.github.djllosses.information.InformationFixtures.number;
import static io.github.djllosses.information.InformationFixtures.numbers;
import static io.github.djllosses.information.InformationFixtures.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Measures of single distributions against 60 digits, by hand at their limits, and their errors.
 */
class InformationTest {

    private static final Information NATS = Information.in(Unit.NATS);
    private static final Information BITS = Information.in(Unit.BITS);

    private static final double[] HALVES = {0.5, 0.5};
    private static final double[] QUARTERS = {0.25, 0.75};
    private static final double[] CERTAIN = {1, 0};

    static Stream<JsonObject> measures() {
        return InformationFixtures.read("measures");
    }

    static Stream<JsonObject> joints() {
        return InformationFixtures.read("joints");
    }

    @ParameterizedTest
    @MethodSource("measures")
    void measuresHaveFourteenDigits(JsonObject fixture) {
        double[] p = numbers(fixture, "p");
        double[] q = numbers(fixture, "q");
        String id = fixture.get("id").getAsString();
        assertClose(number(fixture, "entropy"), NATS.entropy(p), 1e-14, id);
        assertClose(number(fixture, "crossEntropy"), NATS.crossEntropy(p, q), 1e-14, id);
        assertClose(number(fixture, "klDivergence"), NATS.klDivergence(p, q), 1e-14, id);
        assertClose(number(fixture, "jsDivergence"), NATS.jsDivergence(p, q), 1e-14, id);
    }

    @ParameterizedTest
    @MethodSource("measures")
    void renyiHasTwelveDigitsAtEveryOrder(JsonObject fixture) {
        double[] p = numbers(fixture, "p");
        double[] q = numbers(fixture, "q");
        // the stored numbers add up to 1 but for 1e-16, which counts more the larger the order
        for (Map.Entry<String, ?> order : fixture.getAsJsonObject("renyi").entrySet()) {
            double expected = fixture.getAsJsonObject("renyi").get(order.getKey()).getAsDouble();
            double alpha = Double.parseDouble(order.getKey());
            String what = fixture.get("id") + ", order " + alpha;
            assertClose(expected, NATS.renyiDivergence(p, q, alpha), 1e-12, what);
        }
    }

    @ParameterizedTest
    @MethodSource("joints")
    void measuresOfJointDistributions(JsonObject fixture) {
        double[][] joint = table(fixture, "joint");
        String id = fixture.get("id").getAsString();
        double information = number(fixture, "mutualInformation");
        assertClose(number(fixture, "jointEntropy"), NATS.jointEntropy(joint), 1e-14, id);
        assertClose(
                number(fixture, "conditionalEntropy"), NATS.conditionalEntropy(joint), 1e-14, id);
        assertEquals(
                information,
                NATS.mutualInformation(joint),
                1e-14 * information + 1e-15 * Math.sqrt(information),
                id);
    }

    @Test
    void theNearerOfTwoModels() {
        // by hand: log 2 - log(3)/2 and log 4 - log(7)/2
        assertEquals(0.1438, NATS.klDivergence(HALVES, QUARTERS), 5e-5);
        assertEquals(0.4133, NATS.klDivergence(HALVES, new double[] {0.125, 0.875}), 5e-5);
    }

    /** Also in the README. */
    @Test
    void theExamplesAreRight() {
        assertEquals(0.2075187496394219, BITS.klDivergence(HALVES, QUARTERS), 0);
        double gaussians = new Gaussian(0, 1).klDivergence(new Gaussian(1, 2));
        assertEquals(0.4431471805599453, gaussians, 0);
        assertEquals(0.8113, Unit.BITS.fromNats(new Bernoulli(0.25).entropy()), 5e-5);
    }

    @Test
    void twoOutcomesExchanged() {
        double[] p = {0.5, 0.4, 0.1};
        double[] q = {0.5, 0.1, 0.4};
        // by hand: 0.3 log 4
        assertEquals(0.3 * Math.log(4), NATS.klDivergence(p, q), 1e-15);
        assertEquals(0.4159, NATS.klDivergence(p, q), 5e-5);
    }

    @Test
    void unitsAreLogarithmsOfTheirBase() {
        assertEquals(1, BITS.entropy(HALVES), 0);
        assertEquals(3, BITS.selfInformation(0.125), 0);
        assertEquals(2, Information.in(Unit.BANS).selfInformation(0.01), 1e-15);
        assertEquals(Math.log(2), Unit.BITS.toNats(1), 0);
        assertEquals(
                Math.sqrt(BITS.jsDivergence(HALVES, QUARTERS)),
                BITS.jsDistance(HALVES, QUARTERS),
                0);
    }

    @Test
    void zeroTimesLogZeroIsZero() {
        assertEquals(0, NATS.entropy(CERTAIN), 0);
        assertEquals(Math.log(2), NATS.klDivergence(CERTAIN, HALVES), 1e-16);
        assertEquals(Math.log(2), NATS.crossEntropy(CERTAIN, HALVES), 0);
        assertEquals(0, NATS.klDivergence(CERTAIN, CERTAIN), 0);
        assertEquals("0.0", String.valueOf(NATS.selfInformation(1)));
    }

    @Test
    void aModelThatExcludesWhatHappensIsInfinitelyFar() {
        double infinite = Double.POSITIVE_INFINITY;
        assertEquals(infinite, NATS.klDivergence(HALVES, CERTAIN));
        assertEquals(infinite, NATS.crossEntropy(HALVES, CERTAIN));
        assertEquals(infinite, NATS.selfInformation(0));
        assertEquals(infinite, NATS.renyiDivergence(HALVES, CERTAIN, 2));
        assertEquals(infinite, NATS.renyiDivergence(CERTAIN, new double[] {0, 1}, 0.7));
        assertEquals(infinite, NATS.renyiDivergence(CERTAIN, new double[] {0, 1}, 0.3));
        // of order below 1 only what both allow counts: log(0.5^0.5) / -0.5
        assertEquals(Math.log(2), NATS.renyiDivergence(HALVES, CERTAIN, 0.5), 1e-15);
    }

    @Test
    void renyiOfOrderInfinityIsTheLargestRatio() {
        double infinite = Double.POSITIVE_INFINITY;
        assertEquals(Math.log(2), NATS.renyiDivergence(HALVES, QUARTERS, infinite), 1e-16);
        assertEquals(infinite, NATS.renyiDivergence(HALVES, CERTAIN, infinite));
    }

    @Test
    void smallestNumbersAreNotDividedByZero() {
        double[] p = {1, Double.MIN_VALUE};
        assertEquals(0, NATS.jsDivergence(p, CERTAIN), 1e-300);
        assertTrue(NATS.klDivergence(CERTAIN, p) < 1e-300);
    }

    @Test
    void aSumThatIsNotOneIsSaid() {
        assertMessage(
                "Information: p adds up to 0.97, 0.03 short of 1: divide it by its sum, as"
                        + " Probabilities.ofCounts does",
                () -> NATS.entropy(0.5, 0.47));
        assertMessage(
                "Information: q adds up to 2.0, 1.0 above 1: divide it by its sum, as"
                        + " Probabilities.ofCounts does",
                () -> NATS.klDivergence(HALVES, new double[] {1, 1}));
    }

    @Test
    void numbersThatAreNoProbabilitiesAreNamed() {
        assertMessage(
                "Information: p[1] is -0.5, expected a finite number >= 0",
                () -> NATS.entropy(1.5, -0.5));
        assertMessage(
                "Information: p[0] is NaN, expected a finite number >= 0",
                () -> NATS.entropy(Double.NaN, 1));
        assertMessage("Information: p is empty, expected at least one number", NATS::entropy);
        assertMessage(
                "Information: p is 1.5, expected a probability in [0, 1]",
                () -> NATS.selfInformation(1.5));
        assertMessage(
                "Information: alpha is 0.0, expected an order above 0",
                () -> NATS.renyiDivergence(HALVES, HALVES, 0));
    }

    @Test
    void differentNumbersOfOutcomesAreAnError() {
        assertMessage(
                "Information: p has 2 probabilities and q 1, expected one for each of the same"
                        + " outcomes",
                () -> NATS.klDivergence(HALVES, new double[] {1}));
        assertMessage(
                "Information: joint has rows of 1 and of 2 numbers, expected a table",
                () -> NATS.jointEntropy(new double[][] {{0.5}, {0.25, 0.25}}));
    }

    private static void assertMessage(String message, Runnable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code::run).getMessage());
    }
}
