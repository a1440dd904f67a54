package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How the process ends when it is not the program that ends it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "It has neither these signals nor pipes.")
class SignalTest {

    private static final Pattern STOPPED =
            Pattern.compile("Stopped in epoch (\\d+) after (\\d+) of its batches: kept in .*");

    @TempDir Path folder;

    private Process start(String... args) throws IOException {
        return ProgramProcess.of(args).redirectError(log().toFile()).start();
    }

    private Path log() {
        return folder.resolve("log");
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        return process.exitValue();
    }

    @Test
    void nobodyReadsOn() throws Exception {
        Process process = start("losses");
        process.getInputStream().close();
        assertEquals(128 + 13, exitCode(process));
        assertEquals("", Files.readString(log()));
    }

    private void interruptAtWork(Process process) throws Exception {
        while (process.isAlive() && Files.readString(log()).isEmpty()) {
            Thread.sleep(5);
        }
        // a process that was started in the background of a script may not hear of Ctrl-C
        Path status = Path.of("/proc", process.pid() + "", "status");
        boolean deaf =
                Files.isReadable(status)
                        && Files.readString(status).matches("(?s).*SigIgn:\\s\\w*[2367abef]\\s.*");
        if (deaf) {
            process.destroyForcibly();
        }
        assumeFalse(deaf, "Ctrl-C is ignored here");
        ProgramProcess.interrupt(process);
    }

    @Test
    void interruptedTrainingKeepsEveryStep() throws Exception {
        String data = TinySet.write(Files.createDirectory(folder.resolve("data")));
        String out = folder.resolve("run").toString();
        String[] args = {
            "train", "--data", data, "--batch-size", "1", "--epochs", "1000", "--out", out
        };
        Process process = start(args);
        interruptAtWork(process);

        assertEquals(128 + 2, exitCode(process));
        List<String> said = Files.readAllLines(log());
        Matcher stopped = STOPPED.matcher(said.get(said.size() - 1));
        assertTrue(stopped.matches(), said.toString());
        try (Stream<Path> files = Files.walk(Path.of(out))) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")));
        }
        String epoch = stopped.group(1);
        ProgramRun resumed =
                ProgramRun.of(
                        Stream.concat(
                                        Stream.of(args).map(a -> a.equals("1000") ? epoch : a),
                                        Stream.of("--resume"))
                                .toArray(String[]::new));
        assertEquals(0, resumed.exitCode(), resumed.err());
        assertEquals(
                "going on in epoch " + epoch + ", " + stopped.group(2) + " of its batches are done",
                resumed.err().lines().findFirst().orElseThrow());
    }

    @Test
    void interruptedComparisonSaysThatNothingIsKept() throws Exception {
        String data = TinySet.write(Files.createDirectory(folder.resolve("data")));
        Path out = folder.resolve("results");
        Process process =
                start("compare", "--data", data, "--epochs", "1000", "--out", out.toString());
        interruptAtWork(process);

        assertEquals(128 + 2, exitCode(process));
        List<String> said = Files.readAllLines(log());
        String last = said.get(said.size() - 1);
        assertTrue(
                last.endsWith("stopped. Nothing is kept: a comparison writes at its end."), last);
        try (Stream<Path> files = Files.list(out)) {
            assertEquals(List.of(), files.toList());
        }
    }
}
