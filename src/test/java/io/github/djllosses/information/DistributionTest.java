package io.github.djllosses.information;

import static io.github.djllosses.information.InformationFixtures.assertClose;
import static io.github.djllosses.information.InformationFixtures.number;
import static io.github.djllosses.information.InformationFixtures.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Closed forms against 60 digits, also where parameters are huge or nearly equal. */
class DistributionTest {

    static Stream<JsonObject> forms() {
        return InformationFixtures.read("forms");
    }

    static Stream<JsonObject> logGamma() {
        return InformationFixtures.read("log_gamma");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void entropyIsExactToAFewRoundings(JsonObject fixture) {
        double expected = number(fixture, "entropy");
        double actual = distribution(fixture, "p").entropy();
        // near 0, differential entropies are exact relative to 1
        assertEquals(expected, actual, 1e-14 * Math.max(Math.abs(expected), sized(fixture)));
    }

    /** Discrete entropies are exact however small they are. */
    private static double sized(JsonObject fixture) {
        return switch (fixture.get("kind").getAsString()) {
            case "Bernoulli", "Categorical", "Poisson" -> 0;
            default -> 1;
        };
    }

    @ParameterizedTest
    @MethodSource("forms")
    void klDivergenceIsExactToAFewRoundings(JsonObject fixture) {
        assertClose(
                number(fixture, "klDivergence"), divergence(fixture), 1e-13, fixture.toString());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void nothingIsFarFromItself(JsonObject fixture) {
        JsonObject same = fixture.deepCopy();
        same.add("q", fixture.get("p"));
        assertEquals(0, divergence(same), 0);
    }

    @ParameterizedTest
    @MethodSource("logGamma")
    void stirlingRemaindersAreExactToAFewRoundings(JsonObject fixture) {
        double x = number(fixture, "x");
        double remainder = number(fixture, "remainder");
        double close = 1e-14 * Math.max(1, Math.abs(remainder));
        assertEquals(remainder, LogGamma.remainder(x), close);
        assertClose(number(fixture, "slope"), LogGamma.remainderSlope(x), 1e-14, "slope at " + x);
    }

    @Test
    void poissonEntropyIsTheSameByBothWays() {
        double below = new Poisson(1e4).entropy();
        double above = new Poisson(Math.nextUp(1e4)).entropy();
        assertEquals(below, above, 1e-14 * below);
    }

    @Test
    void aModelThatExcludesWhatHappensIsInfinitelyFar() {
        Bernoulli never = new Bernoulli(0);
        assertEquals(Double.POSITIVE_INFINITY, new Bernoulli(0.5).klDivergence(never));
        assertEquals(Math.log(2), never.klDivergence(new Bernoulli(0.5)), 1e-15);
        assertEquals(0, never.entropy());
    }

    @Test
    void wrongParametersAreNamed() {
        assertMessage(
                "Gaussian: standardDeviation is 0.0, expected a finite number above 0",
                () -> new Gaussian(0, 0));
        assertMessage(
                "Gaussian: mean is NaN, expected a finite number",
                () -> new Gaussian(Double.NaN, 1));
        assertMessage(
                "Bernoulli: probability is 1.5, expected a number in [0, 1]",
                () -> new Bernoulli(1.5));
        assertMessage(
                "Poisson: rate is Infinity, expected a finite number above 0",
                () -> new Poisson(Double.POSITIVE_INFINITY));
        assertMessage(
                "Dirichlet: a concentration is -1.0, expected a finite number above 0",
                () -> new Dirichlet(1, -1));
        assertMessage(
                "Dirichlet: p has 2 outcomes and q 3, expected the same number",
                () -> new Dirichlet(1, 1).klDivergence(new Dirichlet(1, 1, 1)));
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> new Categorical(0.5, 0.4))
                        .getMessage()
                        .contains("0.1 short of 1"));
    }

    private static void assertMessage(String message, Supplier<?> code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code::get).getMessage());
    }

    private static double divergence(JsonObject fixture) {
        return divergence(distribution(fixture, "p"), distribution(fixture, "q"));
    }

    @SuppressWarnings("unchecked") // both are of the fixture's kind
    private static <D extends Distribution<D>> double divergence(
            Distribution<D> p, Distribution<?> q) {
        return p.klDivergence((D) q);
    }

    private static Distribution<?> distribution(JsonObject fixture, String name) {
        double[] x = numbers(fixture, name);
        return switch (fixture.get("kind").getAsString()) {
            case "Bernoulli" -> new Bernoulli(x[0]);
            case "Beta" -> new Beta(x[0], x[1]);
            case "Categorical" -> new Categorical(x);
            case "Dirichlet" -> new Dirichlet(x);
            case "Exponential" -> new Exponential(x[0]);
            case "Gamma" -> new Gamma(x[0], x[1]);
            case "Gaussian" -> new Gaussian(x[0], x[1]);
            case "Laplace" -> new Laplace(x[0], x[1]);
            case "Poisson" -> new Poisson(x[0]);
            default -> throw new IllegalArgumentException(fixture.toString());
        };
    }
}
