package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The headline tables of the README repeat the pages that commands write. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

    /** Returns the rows of the tables of a section, without those that head them. */
    private static List<List<String>> rows(Path page, String section) throws IOException {
        List<String> lines = Files.readAllLines(page);
        int start = section.isEmpty() ? 0 : lines.indexOf("## " + section);
        return lines.stream()
                .skip(start + 1L)
                .takeWhile(line -> section.isEmpty() || !line.startsWith("## "))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| | "))
                .map(ReadmeTest::cells)
                .filter(cells -> !cells.get(0).equals("loss"))
                .toList();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.split("\\|", -1)).skip(1).map(String::strip).toList();
    }

    /** Drops root mean squares and quartiles, which stand in brackets behind a figure. */
    private static String figures(List<String> cells) {
        return String.join("|", cells.stream().map(c -> c.replaceAll(" [(\\[].*", "")).toList());
    }

    @Test
    void accuracyIsThatOfThePage() throws IOException {
        List<String> page =
                rows(Path.of("docs", "accuracy.md"), "").stream()
                        .map(cells -> figures(cells.subList(1, cells.size())))
                        .toList();
        List<List<String>> readme = rows(README, "Accuracy");

        assertFalse(readme.isEmpty());
        for (List<String> row : readme) {
            assertTrue(page.contains(figures(row.subList(1, row.size()))), row.toString());
        }
    }

    @Test
    void speedIsThatOfThePage() throws IOException {
        List<String> page =
                rows(Path.of("docs", "performance.md"), "Ratios").stream()
                        .map(ReadmeTest::figures)
                        .toList();
        List<List<String>> readme = rows(README, "Speed");

        assertFalse(readme.isEmpty());
        for (List<String> row : readme) {
            assertTrue(page.contains(figures(row)), row.toString());
        }
    }

    @Test
    void whatItLinksToIsThere() throws IOException {
        Matcher link = LINK.matcher(Files.readString(README));
        while (link.find()) {
            assertTrue(Files.exists(Path.of(link.group(1))), link.group());
        }
    }
}
