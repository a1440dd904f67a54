package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djllosses.sample.losses.LossCatalogue;
import io.github.djllosses.sample.losses.LossEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code train}. */
class TrainTest {

    @TempDir Path folder;
    private String data;

    @BeforeEach
    void write() throws IOException {
        data = TinySet.write(Files.createDirectory(folder.resolve("data")));
    }

    /** Trains in batches of 32, with a checkpoint after every third. */
    private ProgramRun train(String out, String... args) {
        return trainSlowly(out, prefixed(args, "--batch-size", "32", "--checkpoint-every", "3"));
    }

    private ProgramRun trainSlowly(String out, String... args) {
        return ProgramRun.of(arguments(out, args));
    }

    private String[] arguments(String out, String... args) {
        String target = folder.resolve(out).toString();
        return prefixed(args, "train", "--data", data, "--out", target);
    }

    private static String[] prefixed(String[] args, String... prefix) {
        return Stream.concat(Stream.of(prefix), Stream.of(args)).toArray(String[]::new);
    }

    private byte[] parameters(String out) throws IOException {
        return Files.readAllBytes(folder.resolve(out).resolve("digits-0000.params"));
    }

    private List<Path> checkpoints(String out) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(out).resolve("checkpoints"))) {
            return files.sorted().toList();
        }
    }

    private static void assertSuccess(ProgramRun run) {
        assertEquals(0, run.exitCode(), run.err());
    }

    @Test
    void printsEveryEpochAndWritesWhatItDid() throws IOException {
        ProgramRun run =
                train("run", "--epochs", "4", "--loss", "FocalLoss", "--option", "gamma=1");
        assertSuccess(run);
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.get(0).startsWith("FocalLoss(gamma=1.0) on "), run.out());
        List<String> table = lines.stream().takeWhile(l -> !l.startsWith("Written to ")).toList();
        assertTrue(table.get(table.size() - 1).startsWith("  4 "), run.out());
        assertTrue(table.size() < lines.size(), run.out());
        assertEquals(4, run.err().lines().count(), "quiet where it is no terminal: " + run.err());
        JsonObject json =
                JsonParser.parseString(Files.readString(folder.resolve("run/run.json")))
                        .getAsJsonObject();
        assertEquals(
                "1",
                json.getAsJsonObject("settings")
                        .getAsJsonObject("options")
                        .get("gamma")
                        .getAsString());
        var epochs = json.getAsJsonArray("epochs");
        assertEquals(4, epochs.size());
        double first = epochs.get(0).getAsJsonObject().get("trainLoss").getAsDouble();
        double last = epochs.get(3).getAsJsonObject().get("trainLoss").getAsDouble();
        assertTrue(last < 0.8 * first, first + " to " + last);
        assertEquals(2, checkpoints("run").size());
    }

    static Stream<String> fitting() {
        return Stream.concat(
                LossCatalogue.all().stream()
                        .filter(entry -> entry.fit().isPresent())
                        .filter(entry -> !entry.fit().get().target().needsTeacher())
                        .map(LossEntry::name),
                Stream.of(
                        "djl:SoftmaxCrossEntropyLoss",
                        "djl:SigmoidBinaryCrossEntropyLoss",
                        "djl:HingeLoss",
                        "djl:L1Loss",
                        "djl:L2Loss"));
    }

    @ParameterizedTest
    @MethodSource("fitting")
    void everyFittingLossTeachesSomething(String loss) {
        ProgramRun run =
                ProgramRun.of(
                        "train",
                        "--data",
                        data,
                        "--batch-size",
                        "20",
                        "--epochs",
                        "8",
                        "--hidden",
                        "32",
                        "--loss",
                        loss,
                        "--learning-rate",
                        "0.003");
        assertSuccess(run);
        String last = run.out().lines().reduce((a, b) -> b).orElseThrow();
        // of 10 classes chance knows 10 %
        double accuracy = Double.parseDouble(last.strip().split(" +", -1)[4]);
        assertTrue(accuracy > 40, run.out());
    }

    @Test
    void aRunGoesOnFromTheMiddleOfAnEpochToTheSameParameters() throws IOException {
        assertSuccess(train("whole", "--epochs", "3"));
        assertSuccess(train("cut", "--epochs", "3"));
        byte[] expected = parameters("whole");
        // 200 images in batches of 32 are 7 steps: the last but one is of step 6 in epoch 3
        List<Path> two = checkpoints("cut");
        assertEquals("epoch-0002-batch-0000006", two.get(0).getFileName().toString());
        byte[] newest = Files.readAllBytes(two.get(1));
        Files.write(two.get(1), Arrays.copyOf(newest, newest.length / 2));
        Files.delete(folder.resolve("cut/digits-0000.params"));
        // what a killed process may leave
        Path draft = two.get(1).resolveSibling("epoch-0003-batch-0000003.1.part");
        Files.write(draft, newest);

        ProgramRun resumed = train("cut", "--epochs", "3", "--resume");

        assertSuccess(resumed);
        List<String> said = resumed.err().lines().toList();
        assertTrue(said.get(0).contains("do not match its checksum"), resumed.err());
        assertEquals("going on in epoch 3, 6 of its batches are done", said.get(1));
        assertEquals(3, said.size(), resumed.err());
        assertArrayEquals(expected, parameters("cut"));
        assertEquals(losses("whole"), losses("cut"));
        assertFalse(Files.exists(draft));
    }

    private List<Double> losses(String out) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve(out).resolve("run.json")))
                .getAsJsonObject()
                .getAsJsonArray("epochs")
                .asList()
                .stream()
                .map(epoch -> epoch.getAsJsonObject().get("trainLoss").getAsDouble())
                .toList();
    }

    @Test
    void oneWrongBitIsNoticed() throws IOException {
        assertSuccess(train("run", "--epochs", "1"));
        for (Path checkpoint : checkpoints("run")) {
            byte[] bytes = Files.readAllBytes(checkpoint);
            bytes[bytes.length - 5] ^= 1;
            Files.write(checkpoint, bytes);
        }
        byte[] expected = parameters("run");
        ProgramRun resumed = train("run", "--epochs", "2", "--resume");
        assertEquals(1, resumed.exitCode());
        assertEquals(2, resumed.err().lines().filter(line -> line.contains("checksum")).count());
        assertTrue(resumed.err().contains("has a finished model"), resumed.err());
        assertArrayEquals(expected, parameters("run"));

        Files.delete(folder.resolve("run/run.json"));
        ProgramRun anew = train("run", "--epochs", "1", "--resume");
        assertSuccess(anew);
        assertTrue(anew.err().contains("starting anew"), anew.err());
        assertArrayEquals(expected, parameters("run"));
    }

    @Test
    void aFinishedRunSaysSoAndHowToTrainLonger() throws IOException {
        assertSuccess(train("run", "--epochs", "2"));
        Path summary = folder.resolve("run/run.json");
        FileTime written = Files.getLastModifiedTime(summary);
        for (String epochs : List.of("1", "2")) {
            ProgramRun again = train("run", "--epochs", epochs, "--resume");
            assertSuccess(again);
            assertEquals(
                    folder.resolve("run")
                            + ": is finished, with epoch 2 its last. To train longer, give"
                            + " --epochs 3 or more.",
                    again.out().strip());
            assertEquals("", again.err());
        }
        assertEquals(written, Files.getLastModifiedTime(summary));

        assertSuccess(train("run", "--epochs", "3", "--resume"));
        assertSuccess(train("whole", "--epochs", "3"));
        assertArrayEquals(parameters("whole"), parameters("run"));

        // stopped after its last checkpoint: there is no model to leave alone
        Files.delete(summary);
        ProgramRun shorter = train("run", "--epochs", "2", "--resume");
        assertEquals(1, shorter.exitCode());
        assertTrue(shorter.err().contains("is in epoch 3 already. Give --epochs 3 or more"));
        assertEquals(1, shorter.err().lines().count(), shorter.err());
    }

    @Test
    void aKilledProcessIsResumedToTheSameParameters() throws Exception {
        String[] options = {"--epochs", "3", "--batch-size", "1", "--checkpoint-every", "50"};
        Process process =
                ProgramProcess.of(arguments("killed", options))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        Path checkpoints = folder.resolve("killed/checkpoints");
        while (process.isAlive() && !(Files.isDirectory(checkpoints) && !isEmpty(checkpoints))) {
            Thread.sleep(5);
        }
        process.destroyForcibly();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertTrue(Files.isDirectory(checkpoints), () -> read(folder.resolve("log")).toString());
        assertFalse(Files.exists(folder.resolve("killed/run.json")), "it was too fast to kill");

        ProgramRun resumed = trainSlowly("killed", prefixed(options, "--resume"));
        assertSuccess(resumed);
        assertTrue(resumed.err().contains("going on in epoch 1, "), resumed.err());
        assertSuccess(trainSlowly("whole", options));
        assertArrayEquals(parameters("whole"), parameters("killed"));
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.allMatch(file -> file.toString().endsWith(".part"));
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    @Test
    void whatIsThereIsNeitherOverwrittenNorMixed() {
        assertSuccess(train("run", "--epochs", "1"));
        ProgramRun again = train("run", "--epochs", "1");
        assertEquals(1, again.exitCode());
        assertEquals(1, again.err().lines().count(), again.err());
        assertTrue(again.err().contains("Go on with --resume"), again.err());
        String[] bare = {"--epochs", "1", "--checkpoint-every", "0"};
        assertSuccess(trainSlowly("bare", bare));
        assertEquals(1, trainSlowly("bare", bare).exitCode());
        ProgramRun other = train("run", "--epochs", "2", "--resume", "--seed", "2");
        assertEquals(1, other.exitCode());
        assertEquals(1, other.err().lines().count(), other.err());
        assertTrue(other.err().contains("was begun with seed 1, not 2"), other.err());
    }

    @Test
    void aStudentLearnsFromATeacher() {
        assertSuccess(train("teacher", "--epochs", "8"));
        String teacher = folder.resolve("teacher").toString();
        ProgramRun both = train("a", "--teacher", teacher, "--hidden", "16", "--epochs", "2");
        assertSuccess(both);
        assertTrue(both.out().startsWith("DistillationLoss() on "), both.out());
        ProgramRun alone =
                train(
                        "b",
                        "--teacher",
                        teacher,
                        "--epochs",
                        "2",
                        "--loss",
                        "KlDivergenceLoss",
                        "--option",
                        "temperature=4");
        assertSuccess(alone);
        // the teacher's own network and weights to begin with: it ends near the teacher
        assertTrue(alone.out().contains("temperature=4.0"), alone.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--loss NoLoss",
                "--loss TripletMarginLoss",
                "--loss djl:NoLoss",
                "--loss djl:L1Loss --option margin=1",
                "--loss DistillationLoss",
                "--loss CrossEntropyLoss --teacher somewhere",
                "--option smoothing=1",
                "--option label-smoothing=7",
                "--label-noise 2",
                "--imbalance 0",
                "--hidden 0",
                "--hidden a",
                "--model transformer",
                "--checkpoint-every -1",
                "--resume",
                "--epochs 0"
            })
    void wrongUsageIsExitCode2BeforeTheWork(String args) {
        ProgramRun run = ProgramRun.of(("train " + args).split(" ", -1));
        assertEquals(2, run.exitCode(), run.err());
        assertEquals(2, run.err().lines().count(), run.err());
        assertEquals("", run.out());
    }

    @Test
    void imagesThatLenetCannotTakeAreExitCode1AndOneLine() throws IOException {
        String narrow = folder.resolve("narrow").toString();
        Files.createDirectory(Path.of(narrow));
        for (String part : List.of("train", "t10k")) {
            Files.write(
                    Path.of(narrow, part + "-images-idx3-ubyte"),
                    ByteBuffer.allocate(16 + 12 * 9)
                            .putInt(0x803)
                            .putInt(1)
                            .putInt(12)
                            .putInt(9)
                            .array());
            Files.write(
                    Path.of(narrow, part + "-labels-idx1-ubyte"),
                    ByteBuffer.allocate(9).putInt(0x801).putInt(1).array());
        }
        ProgramRun run = ProgramRun.of("train", "--data", narrow, "--model", "lenet");
        assertEquals(1, run.exitCode());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("Give --model mlp"), run.err());
    }

    @Test
    void aTeacherThatIsNoModelIsExitCode1AndOneLine() {
        ProgramRun run = train("run", "--teacher", folder.toString());
        assertEquals(1, run.exitCode());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("is no trained model"), run.err());
    }
}
