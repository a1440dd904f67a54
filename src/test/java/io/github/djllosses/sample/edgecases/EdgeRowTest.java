package io.github.djllosses.sample.edgecases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class EdgeRowTest {

    private static final Outcome FAILURE =
            Outcome.of(
                    () -> {
                        throw new IllegalArgumentException("no");
                    });

    private static Outcome one(double number) {
        return Outcome.of(number);
    }

    @Test
    void numberIsRightWithinTheToleranceOfItself() {
        assertTrue(one(1 + 9e-7).matches(one(1)));
        assertFalse(one(1 + 2e-6).matches(one(1)));
        assertFalse(one(1e-8).matches(one(0)));
        assertFalse(one(4e-8).matches(one(5e-8)));
        assertFalse(one(Double.NaN).matches(one(0)));
        assertFalse(Outcome.of(1, 2).matches(one(1)));
    }

    @Test
    void refusalIsRightOnlyWhereThereIsNoAnswer() {
        assertTrue(FAILURE.matches(Outcome.REFUSAL));
        assertFalse(FAILURE.matches(one(1)));
        assertFalse(one(1).matches(Outcome.REFUSAL));
    }

    @Test
    void wordsFollowTheNumbers() {
        String wrong = EdgeRow.of("in", "Flawed.", one(1), one(2), one(1)).words();
        String right = EdgeRow.of("in", "Flawed.", one(1), one(1), one(1)).words();
        String failed = EdgeRow.of("in", "Flawed.", one(1), FAILURE, one(1)).words();
        assertEquals("Flawed.", wrong);
        assertEquals("DJL is right here.", right);
        assertEquals("Flawed. DJL says: \"IllegalArgumentException: no\".", failed);
    }

    @Test
    void tableMarksUsWhereWeAreWrong() {
        StringWriter out = new StringWriter();
        List<EdgeRow> rows = List.of(EdgeRow.of("in", "Flawed.", one(1), one(1), one(3)));
        new EdgeReport(rows).print(new PrintWriter(out), Ansi.OFF);
        assertTrue(out.toString().contains("3 !"), out.toString());
        assertTrue(out.toString().contains("ours in 0 of 1"), out.toString());
    }
}
