package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The published table of errors is what the code does. */
class AccuracyPageTest {

    /** How far an error may be from the page, relative to it. */
    static final double TOLERANCE = 0.5;

    /** And half a rounding: vector units differ in the last digit of a result. */
    private static final double HALF_FLOAT32 = 0x1p-24;

    private static final double HALF_FLOAT64 = 0x1p-53;

    /** Half a rounding as a share of the tightest limit. */
    private static final double HALF_SHARE = 0.2;

    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?(e[+-]\\d+)?");

    @Test
    void pageIsWhatTheReportWrites() throws IOException {
        List<String> committed = Files.readAllLines(AccuracyReport.PAGE);
        List<String> written = AccuracyReport.page(false).lines().toList();
        double rounding = HALF_SHARE;

        assertEquals(committed.size(), written.size(), "lines of " + AccuracyReport.PAGE);
        for (int i = 0; i < written.size(); i++) {
            List<String> expected = cells(committed.get(i));
            List<String> actual = cells(written.get(i));
            String line = AccuracyReport.PAGE + ":" + (i + 1) + " is now " + written.get(i);
            assertEquals(expected.size(), actual.size(), line);
            assertEquals(expected.get(0), actual.get(0), line);
            rounding = rounding(actual.get(0), rounding);
            for (int cell = 1; cell < actual.size(); cell++) {
                if (!actual.get(cell).equals(AccuracyReport.UNKNOWN)) {
                    assertNear(expected.get(cell), actual.get(cell), rounding, line);
                }
            }
        }
    }

    private static double rounding(String firstCell, double before) {
        return switch (firstCell) {
            case "| float32" -> HALF_FLOAT32;
            case "| float64" -> HALF_FLOAT64;
            default -> before;
        };
    }

    private static void assertNear(String expected, String actual, double rounding, String line) {
        assertEquals(words(expected), words(actual), line);
        List<Double> before = numbers(expected);
        List<Double> now = numbers(actual);
        for (int i = 0; i < before.size(); i++) {
            double drift = Math.abs(now.get(i) - before.get(i));
            assertTrue(drift <= TOLERANCE * before.get(i) + rounding, line);
        }
    }

    /** Splits a row of a table; another line is one cell. */
    private static List<String> cells(String line) {
        return List.of(line.split(" [|] ", -1));
    }

    private static String words(String cell) {
        return NUMBER.matcher(cell).replaceAll("number");
    }

    private static List<Double> numbers(String cell) {
        return NUMBER.matcher(cell).results().map(match -> Double.valueOf(match.group())).toList();
    }
}
