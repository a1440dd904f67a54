package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code divergence}. */
class DivergenceTest {

    @TempDir Path folder;

    private static ProgramRun divergence(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "divergence";
        System.arraycopy(args, 0, all, 1, args.length);
        return ProgramRun.of(all);
    }

    /** Returns the cells of the row of a model. */
    private static List<String> row(ProgramRun run, String model) {
        assertEquals(0, run.exitCode(), run.err());
        String line =
                run.out()
                        .lines()
                        .filter(l -> l.startsWith("  " + model + " "))
                        .findFirst()
                        .orElseThrow();
        return Arrays.asList(line.strip().split(" {2,}"));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void namesTheNearerOfTwoModels() {
        ProgramRun run =
                divergence("--true", "1/2,1/2", "--model", "B=1/4,3/4", "--model", "C=1/8,7/8");
        // KL: log 2 - log(3)/2 and log 4 - log(7)/2; the others from the definitions, by hand
        assertEquals(List.of("B", "0.5623", "0.8370", "0.1438", "0.1308", "0.0338"), row(run, "B"));
        assertEquals("0.4133", row(run, "C").get(3));
        assertTrue(run.out().contains("2 outcomes, entropy 0.6931 nats"), run.out());
        assertTrue(run.out().contains("Nearest: B, KL(true, model) = 0.1438 nats"), run.out());
        run.out().lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }

    @Test
    void printsBits() {
        ProgramRun run = divergence("--true", "1/2,1/2", "--model", "B=1/4,3/4", "--unit", "bits");
        assertEquals("0.2075", row(run, "B").get(3));
        assertTrue(run.out().contains("2 outcomes, entropy 1.0000 bits"), run.out());
        assertTrue(run.out().contains("= 0.2075 bits = 0.1438 nats"), run.out());
    }

    @Test
    void takesPercentages() {
        ProgramRun run = divergence("--true", "50 %, 40 %, 10 %", "--model", "50 %, 10 %, 40 %");
        // 0.3 log 4
        assertEquals("0.4159", row(run, "model 1").get(3));
    }

    @Test
    void takesCounts() {
        ProgramRun run = divergence("--true", "3,3", "--model", "B=10,30");
        assertEquals("0.1438", row(run, "B").get(3));
        assertTrue(run.out().contains("B: counts, 40 in all"), run.out());
    }

    @Test
    void saysThatRoundedNumbersWereDividedByTheirSum() {
        ProgramRun run = divergence("--true", "0.333,0.333,0.333", "--model", "1/3,1/3,1/3");
        assertEquals("0", row(run, "model 1").get(3));
        assertTrue(run.out().contains("true: adds up to 0.999 and was divided by it"), run.out());
    }

    @Test
    void infiniteIsAWord() {
        ProgramRun run = divergence("--true", "1/2,1/2", "--model", "A=1,0");
        assertEquals("infinite", row(run, "A").get(3));
        assertEquals("0.6931", row(run, "A").get(4));
        assertTrue(run.out().contains("None is near"), run.out());
    }

    @Test
    void namesAllThatAreNearest() {
        ProgramRun run =
                divergence("--true", "1/2,1/2", "--model", "A=1/4,3/4", "--model", "B=3/4,1/4");
        assertTrue(run.out().contains("Nearest: A and B,"), run.out());
    }

    @Test
    void matchesOutcomesOfFilesByName() throws IOException {
        String truth = file("words.csv", "\uFEFFword,count\nthe,2\n\"a, an\",1\nof,1\n");
        String model = file("other.csv", "of, 25%\nthe, 1/2\n\"a, an\", 0.125\nto, 0.125\n");
        ProgramRun run = divergence("--true", truth, "--model", model);
        // by hand: (log 2)/4
        assertEquals("0.1733", row(run, "other").get(3));
        assertEquals("infinite", row(run, "other").get(4));
    }

    @Test
    void matchesOutcomesWithoutNamesByPlace() throws IOException {
        String numbers = file("numbers.csv", "\uFEFF10\n30\n");
        ProgramRun run = divergence("--true", "1/2,1/2", "--model", "B=" + numbers);
        assertEquals("0.1438", row(run, "B").get(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1/2,1/2 | 1/2 | model 1 adds up to 0.5, 0.5 short of 1",
                "1/2,1/2 | 0.5,0.6 | adds up to 1.1, 0.1 above 1",
                "1/2,1/2 | 0.5,0.4 | adds up to 0.9, 0.1 short of 1",
                "1/2,1/2 | 1/4,1/4,1/2 | model 1 has 3 outcomes and true 2",
                "1/2,half | 1/2,1/2 | \"half\" is no number",
                "1/2,1/0 | 1/2,1/2 | \"1/0\" is no number",
                "-1/2,3/2 | 1/2,1/2 | true holds -0.5, expected numbers >= 0",
                "0,0 | 1/2,1/2 | true holds nothing above 0"
            })
    void wrongNumbersAreExitCode2AndSaySo(String truth, String model, String message) {
        ProgramRun run = divergence("--true", truth, "--model", model);
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains(message), run.err());
        assertTrue(run.err().contains("divergence --help"), run.err());
        assertEquals(2, run.err().lines().count(), run.err());
        assertEquals("", run.out());
    }

    @Test
    void missingOptionsAreExitCode2() {
        assertEquals(2, divergence("--true", "1/2,1/2").exitCode());
        assertEquals(2, divergence("--model", "1/2,1/2").exitCode());
        assertEquals(2, divergence("--true", "1", "--model", "1", "--unit", "hartleys").exitCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'name,count\na,1\nb,many' | line 3: \"many\" is no number",
                "'a,1\na,2' | \"a\" is there twice",
                "'name,count' | expected lines \"outcome,number\"",
                "'a,1\n2' | expected lines \"outcome,number\"",
                "'a,0.5\nb,0.6' | adds up to 1.1, 0.1 above 1"
            })
    void brokenFilesAreExitCode1AndOneLine(String content, String message) throws IOException {
        ProgramRun run = divergence("--true", file("p.csv", content), "--model", "1/2,1/2");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertFalse(run.err().contains("--verbose"), run.err());
    }

    /** Every truncation and every flipped bit: a result, or one line that names the file. */
    @Test
    void noDamageToAFileIsMoreThanOneLine() throws IOException {
        byte[] good = "\uFEFFname,count\n\"a, b\",1\nc,3\n".getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < good.length; length++) {
            assertHarmless(Arrays.copyOf(good, length));
        }
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertHarmless(flipped);
        }
    }

    private void assertHarmless(byte... content) throws IOException {
        Path file = Files.write(folder.resolve("damaged.csv"), content);
        ProgramRun run = divergence("--true", file.toString(), "--model", "1/4,3/4");

        String what = new String(content, StandardCharsets.UTF_8) + ": " + run.err();
        assertFalse(run.err().contains("Exception"), what);
        if (run.exitCode() == 1) {
            assertEquals(1, run.err().strip().lines().count(), what);
            assertTrue(run.err().contains("damaged.csv"), what);
        }
    }

    @Test
    void aFileWithoutEndIsNotRead() throws IOException {
        Path file = folder.resolve("endless.csv");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }

        ProgramRun run = divergence("--true", file.toString(), "--model", "1/2,1/2");

        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("endless.csv: holds more than 1 MiB"), run.err());
    }

    @Test
    void aMissingFileIsExitCode1() {
        ProgramRun run = divergence("--true", "none.csv", "--model", "1/2,1/2");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("none.csv: does not exist"), run.err());
    }

    @Test
    void twoModelsOfOneNameAreExitCode2() throws IOException {
        ProgramRun run =
                divergence("--true", "1/2,1/2", "--model", "B=1/4,3/4", "--model", "B=1/8,7/8");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("--model: two are called B; name each"), run.err());
        assertEquals(2, run.err().lines().count(), run.err());
        assertEquals("", run.out());
        String first = file("old.csv", "a,1\nb,1\n");
        String second = Files.createDirectory(folder.resolve("other")).resolve("old.csv") + "";
        Files.writeString(Path.of(second), "a,1\nb,3\n");
        ProgramRun files = divergence("--true", first, "--model", first, "--model", second);
        assertTrue(files.err().contains("two are called old;"), files.err());
    }

    @Test
    void helpShowsExamples() {
        ProgramRun run = divergence("--help");
        assertEquals(0, run.exitCode());
        assertTrue(run.out().contains("--model C=1/8,7/8"), run.out());
        run.out().lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }
}
