package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Exit codes, and what the program says when it cannot work. */
class MainTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nonsense",
                "learn",
                "compare --epochs 0",
                "compare --batch-size 0",
                "compare --batch-size many",
                "compare --learning-rate -1",
                "compare --learning-rate NaN",
                "compare --optimizer adagrad",
                "compare --seed"
            })
    void wrongUsageIsExitCode2AndPointsToHelp(String args) {
        ProgramRun run = ProgramRun.of(args.split(" ", -1));
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("--help"), run.err());
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "compare --help",
                "compare -h",
                "divergence --help",
                "train --help",
                "evaluate --help",
                "predict --help",
                "losses --help",
                "generate-completion --help"
            })
    void helpIsExitCode0(String args) {
        ProgramRun run = ProgramRun.of(args.split(" ", -1));
        assertEquals(0, run.exitCode());
        assertTrue(run.out().startsWith("Usage: djl-losses"), run.out());
        assertTrue(args.startsWith("-") || run.out().contains("\n  djl-losses "), "an example");
        assertTrue(args.startsWith("-") || run.out().contains("Exit code: 0 "), "exit codes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compare --edge-cases --data mnist     | --data changes nothing",
                "compare --edge-cases --epochs 3       | --epochs changes nothing",
                "compare --edge-cases --batch-size 32  | --batch-size changes nothing",
                "compare --edge-cases --optimizer sgd  | --optimizer changes nothing",
                "compare --edge-cases --learning-rate 1| --learning-rate changes nothing",
                "compare --edge-cases --seed 2         | --seed changes nothing",
                "train --model lenet --hidden 20       | --hidden changes nothing",
                "train --checkpoint-every 5            | --checkpoint-every changes nothing",
                "evaluate --data mnist --seed 2        | --seed changes nothing",
                "losses --option beta=1                | --option changes nothing",
                "losses HuberLoss --option delta=1 --option delta=2 | delta is given twice",
                "train --option gamma=1 --option gamma=2            | gamma is given twice"
            })
    void anOptionThatChangesNothingIsExitCode2AndOneLineThatSaysWhatToDo(
            String args, String message) {
        ProgramRun run = ProgramRun.of(args.split(" ", -1));
        assertEquals(2, run.exitCode(), run.err());
        assertEquals(2, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(message), run.err());
        assertEquals("", run.out());
    }

    @Test
    void anUnknownCommandIsAnsweredWithThoseThatThereAre() {
        ProgramRun bogus = ProgramRun.of("bogus");
        assertEquals(2, bogus.exitCode());
        assertTrue(
                bogus.err().contains("there is no command bogus, but compare, train, evaluate,"),
                bogus.err());
        ProgramRun near = ProgramRun.of("--verbose", "trian");
        assertTrue(near.err().contains("there is no command trian, but "), near.err());
        assertTrue(near.err().contains("Did you mean: djl-losses train"), near.err());
    }

    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        Matcher pom =
                Pattern.compile("<artifactId>djl-losses</artifactId>\\s*<version>(.*)</version>")
                        .matcher(Files.readString(Path.of("pom.xml")));
        assertTrue(pom.find());
        ProgramRun run = ProgramRun.of("--version");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().startsWith("djl-losses " + pom.group(1) + ", DJL 0."), run.out());
        assertTrue(run.out().contains(", PyTorch 2."), run.out());
        assertEquals(1, run.out().lines().count(), run.out());
    }

    /** A line may end between words only, and an example is one line. */
    @Test
    void helpKeepsWordsAndExamplesWholeIn80Columns() {
        CommandLine program = Main.commands();
        for (CommandLine command : program.getSubcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            List<String> lines = ProgramRun.of(spec.name(), "--help").out().lines().toList();
            lines.forEach(line -> assertTrue(line.length() <= 80, line));
            Set<String> words = new HashSet<>(List.of(String.join(" ", lines).split("\\s+", -1)));
            spec.options().stream()
                    .flatMap(option -> Stream.of(option.description()))
                    .flatMap(text -> Stream.of(text.split("\\s+", -1)))
                    .filter(word -> !word.contains("DEFAULT-VALUE"))
                    .forEach(word -> assertTrue(words.contains(word), word + " in " + lines));
            for (String line : spec.usageMessage().footer()) {
                assertTrue(lines.contains(line.replace("%%", "%")), line + " in " + lines);
            }
        }
    }

    @Test
    void completionKnowsCommandsAndOptions() {
        ProgramRun run = ProgramRun.of("generate-completion");
        assertEquals(0, run.exitCode());
        assertTrue(run.out().startsWith("#!/usr/bin/env bash"), run.out());
        for (String word : List.of("evaluate", "predict", "--label-noise", "--verbose")) {
            assertTrue(run.out().contains(word), word);
        }
    }

    @Test
    void missingFolderIsExitCode1AndOneLineThatNamesTheFiles() {
        ProgramRun run = ProgramRun.of("compare", "--data", folder.resolve("none").toString());
        assertEquals(1, run.exitCode());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("is not a folder"), run.err());
        assertTrue(run.err().contains("train-images-idx3-ubyte"), run.err());
    }

    @Test
    void emptyFolderIsExitCode1AndOneLineThatNamesTheFiles() {
        ProgramRun run = ProgramRun.of("compare", "--data", folder.toString());
        assertEquals(1, run.exitCode());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("train-labels-idx1-ubyte"), run.err());
    }

    @Test
    void verboseShowsTheStackTrace() {
        ProgramRun run = ProgramRun.of("compare", "--verbose", "--data", folder.toString());
        assertTrue(run.err().contains("\tat io.github.djllosses"), run.err());
    }

    @Test
    void unusableResultFolderStopsBeforeTheWork() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        ProgramRun run = ProgramRun.of("compare", "--edge-cases", "--out", file.toString());
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("file: is a file, but --out needs a folder"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals("", run.out());
    }

    @Test
    void divergenceIsExitCode1AndSaysWhatToDo() throws IOException {
        String data = TinySet.write(folder);
        ProgramRun run =
                ProgramRun.of(
                        "compare", "--data", data, "--optimizer", "sgd", "--learning-rate", "1e20");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("Give a --learning-rate below"), run.err());
        assertFalse(run.out().contains("AGREE"), run.out());
    }
}
