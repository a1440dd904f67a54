package io.github.djllosses.sample.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {

    @TempDir Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void replacesAFileAndLeavesNoDraft() throws IOException {
        ResultFiles files = new ResultFiles(folder);
        files.csv("a.csv", List.of("x"), List.of(List.of(1)));
        files.csv("a.csv", List.of("x"), List.of(List.of(2)));
        assertEquals("x\n2\n", Files.readString(folder.resolve("a.csv")));
        assertEquals(List.of("a.csv"), names());
    }

    @Test
    void failureLeavesWhatWasThereAndNoDraft() throws IOException {
        // a folder that is not empty cannot be replaced by a file
        Path taken = Files.createDirectories(folder.resolve("a.csv")).resolve("inside");
        Files.writeString(taken, "old");
        ResultFiles files = new ResultFiles(folder);
        WorkException failure =
                assertThrows(
                        WorkException.class,
                        () -> files.csv("a.csv", List.of("x"), List.of(List.of(1))));
        assertEquals(
                folder.resolve("a.csv")
                        + ": cannot be written. Make room there or give --out another folder.",
                failure.getMessage());
        assertEquals("old", Files.readString(taken));
        assertEquals(List.of("a.csv"), names());
    }

    @Test
    void whereOneOfSeveralFilesCannotBeWrittenAllStay() throws IOException {
        ResultFiles files = new ResultFiles(folder);
        files.text("a", "old");
        Files.createDirectories(folder.resolve("b").resolve("inside"));
        Map<String, byte[]> both = new LinkedHashMap<>();
        both.put("a", new byte[] {1});
        both.put("b", new byte[] {2});

        assertThrows(WorkException.class, () -> files.together(both));
        assertEquals("old", Files.readString(folder.resolve("a")));
        assertEquals(List.of("a", "b"), names());
    }

    @Test
    void aReaderNeverMeetsHalfAFile() throws Exception {
        ResultFiles files = new ResultFiles(folder);
        List<List<Integer>> rows = Collections.nCopies(50_000, List.of(1));
        files.csv("a.csv", List.of("x"), rows);
        long whole = Files.size(folder.resolve("a.csv"));
        Thread writer =
                new Thread(
                        () -> {
                            for (int i = 0; i < 20; i++) {
                                files.csv("a.csv", List.of("x"), rows);
                            }
                        });
        writer.start();
        while (writer.isAlive()) {
            assertEquals(whole, Files.readAllBytes(folder.resolve("a.csv")).length);
        }
        writer.join();
    }

    @Test
    void csvQuotesWhatNeedsIt() throws IOException {
        new ResultFiles(folder)
                .csv("a.csv", List.of("x", "y"), List.of(List.of("a, b", "say \"no\"")));
        assertEquals(
                "x,y\n\"a, b\",\"say \"\"no\"\"\"\n", Files.readString(folder.resolve("a.csv")));
    }

    @Test
    void jsonSpellsWhatJsonLacksAsStrings() throws IOException {
        new ResultFiles(folder).json("a.json", List.of(Double.NaN, 0.5));
        assertEquals("[\n  \"NaN\",\n  0.5\n]\n", Files.readString(folder.resolve("a.json")));
    }
}
