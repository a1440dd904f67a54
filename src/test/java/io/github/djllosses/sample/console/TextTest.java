package io.github.djllosses.sample.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers, sentences, tables and progress as readers see them. */
class TextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0", "-0.25, -0.25", "4.1399e-8, 4.14e-8", "0.34657, 0.3466", "-12345, -12350",
        "2, 2", "NaN, NaN", "Infinity, Infinity", "9.9999e-9, 1e-8", "1e-3, 0.001"
    })
    void numbersKeepFourDigits(double number, String expected) {
        assertEquals(expected, Text.number(number, 4));
    }

    @Test
    void numbersDoNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals("0.50 1,000", Text.format("%.2f %,d", 0.5, 1000));
            assertEquals("4.1e-8", Text.number(4.1e-8, 3));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void longTextIsBrokenBetweenWords() {
        List<String> lines = Text.wrap("note: ", "word ".repeat(40).strip());
        assertEquals(3, lines.size());
        lines.forEach(line -> assertTrue(line.length() <= Text.WIDTH, line));
        assertTrue(lines.get(0).startsWith("note: word"));
        assertTrue(lines.get(1).startsWith("      word"));
    }

    @Test
    void columnsLineUp() {
        Table table = new Table(" ").row("a", "loss").row("long", "1");
        assertEquals(List.of(" a     loss", " long     1"), table.lines());
    }

    @Test
    void quietProgressSaysOnlyWhatIsFinished() {
        StringWriter out = new StringWriter();
        Progress progress = new Progress(new PrintWriter(out), false);
        progress.at("work", 1, 2);
        progress.done("worked");
        assertEquals("worked" + System.lineSeparator(), out.toString());
    }

    @Test
    void liveProgressOverwritesItsLine() {
        StringWriter out = new StringWriter();
        Progress progress = new Progress(new PrintWriter(out), true);
        progress.at("work", 1, 2);
        progress.at("work", 1, 2);
        progress.done("ok");
        assertEquals("\rwork   50 %\rok         " + System.lineSeparator(), out.toString());
    }
}
