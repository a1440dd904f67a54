package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loss agrees with PyTorch 2.13, or with the truth where PyTorch is wrong. */
class FixtureTest {

    /** Roundings allowed in a result, relative to it. */
    private static final double ROUNDINGS = 100;

    static Stream<Fixtures.Case> cases() {
        return Stream.concat(
                        Catalogue.entries().map(Catalogue.Entry::type).distinct(),
                        Catalogue.WITHOUT_ROWS.stream())
                .flatMap(loss -> Fixtures.of(loss).stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void valuesReductionsAndDivisorAreThoseOfTheReference(Fixtures.Case fixture) {
        Agreement agreement = Agreement.of(fixture);

        assertEquals(fixture.shape("values"), agreement.shape());
        assertEquals(fixture.number("divisor"), agreement.divisor(), 1e-14);
        assertSmall(fixture, agreement.value());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gradientsAreThoseOfTheReference(Fixtures.Case fixture) {
        assertSmall(fixture, Agreement.of(fixture).gradient());
    }

    private static void assertSmall(Fixtures.Case fixture, Deviation deviation) {
        double unit = fixture.isFloat64() ? 0x1p-53 : 0x1p-24;
        double roundings = deviation.relative() / unit;
        assertTrue(roundings <= ROUNDINGS, () -> deviation + ", " + roundings + " roundings off");
    }
}
