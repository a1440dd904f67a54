package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The published tables of losses are what the code and its reference cases are. */
class LossesPageTest {

    /** From one bound to the next: vector units differ in the last digit of a result. */
    private static final double STEP = 2.5 + 1e-9;

    private static final Pattern BOUND = Pattern.compile("\\b[125]e-\\d+\\b");

    @Test
    void pageIsWhatTheReportWrites() throws IOException {
        List<String> committed = Files.readAllLines(LossesReport.PAGE);
        List<String> written = LossesReport.page().lines().toList();

        assertIterableEquals(
                words(written),
                words(committed),
                "the page is out of date: it says how to write it");
        for (int i = 0; i < written.size(); i++) {
            String line = LossesReport.PAGE + ":" + (i + 1) + " is now " + written.get(i);
            List<Double> now = bounds(written.get(i));
            List<Double> before = bounds(committed.get(i));
            for (int cell = 0; cell < now.size(); cell++) {
                double ratio = now.get(cell) / before.get(cell);
                assertTrue(ratio <= STEP && ratio >= 1 / STEP, line);
            }
        }
    }

    private static List<String> words(List<String> lines) {
        return lines.stream().map(line -> BOUND.matcher(line).replaceAll("bound")).toList();
    }

    private static List<Double> bounds(String line) {
        return BOUND.matcher(line).results().map(match -> Double.valueOf(match.group())).toList();
    }
}
