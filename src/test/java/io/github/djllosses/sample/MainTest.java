package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertTrue(run.err().contains("--out"), run.err());
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
