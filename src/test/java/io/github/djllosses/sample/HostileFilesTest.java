package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that promise, or hold, more than there is memory for: one line each, in a process with 64
 * MiB, and nothing is written where it should not be.
 */
class HostileFilesTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final String SEPARATOR = "\t";

    @TempDir Path folder;

    /** A command, and what its only line should say. */
    private record Attack(String expected, List<String> args) {}

    private final List<Attack> attacks = new ArrayList<>();

    private void attack(String expected, Object... args) {
        attacks.add(new Attack(expected, Stream.of(args).map(String::valueOf).toList()));
    }

    /** Runs commands, a line each, and prints what came of them, a line each. */
    public static final class Commands {
        private Commands() {}

        public static void main(String[] args) throws IOException {
            for (String line : Files.readAllLines(Path.of(args[0]))) {
                ProgramRun run = ProgramRun.of(line.split(SEPARATOR, -1));
                String said = run.err().strip().replace(System.lineSeparator(), SEPARATOR);
                System.out.println(run.exitCode() + SEPARATOR + said);
            }
            System.exit(0);
        }
    }

    @Test
    void areAnsweredInALine() throws Exception {
        dataSets();
        pictures();
        tables();
        models();
        checkpoints();
        Path commands = folder.resolve("commands");
        Files.write(commands, attacks.stream().map(a -> String.join(SEPARATOR, a.args)).toList());
        Path answers = Files.createFile(folder.resolve("answers"));
        List<Path> before = files();

        Process process =
                ProgramProcess.java(Commands.class, List.of("-Xmx64m"), commands.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(answers.toFile())
                        .start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES));

        List<String> lines = Files.readAllLines(answers);
        assertEquals(attacks.size(), lines.size(), String.join("\n", lines));
        for (int i = 0; i < lines.size(); i++) {
            Attack attack = attacks.get(i);
            String what = attack + " gave " + lines.get(i);
            List<String> answer = Arrays.asList(lines.get(i).split(SEPARATOR, -1));
            assertTrue(List.of("1", "2").contains(answer.get(0)), what);
            assertTrue(answer.size() <= 3, what);
            assertTrue(lines.get(i).contains(attack.expected), what);
            assertFalse(lines.get(i).contains("OutOfMemoryError"), what);
        }
        assertEquals(before, files());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private static void zeros(OutputStream out, long count) throws IOException {
        byte[] zeros = new byte[MEBIBYTE];
        for (long rest = count; rest > 0; rest -= zeros.length) {
            out.write(zeros, 0, (int) Math.min(rest, zeros.length));
        }
    }

    private static void sparse(Path file) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
    }

    // data sets

    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;

    private void dataSets() throws IOException {
        Path promise = dataSet("promise", Integer.MAX_VALUE, 10);
        attack("more than the limit", "evaluate", "--data", promise);
        Path overfull = dataSet("overfull", 10, 100L * MEBIBYTE);
        attack("goes on after", "evaluate", "--data", overfull);
        int many = 100 * MEBIBYTE / PIXELS;
        Path bomb = dataSet("bomb", many, (long) PIXELS * many);
        attack("too large for the 64 MiB", "evaluate", "--data", bomb);
    }

    /** Writes images and labels that are all zero, in so far as they are there. */
    private Path dataSet(String name, int count, long pixels) throws IOException {
        Path set = folder(name);
        idx(set.resolve("train-images-idx3-ubyte"), pixels, 0x803, count, SIDE, SIDE);
        idx(set.resolve("train-labels-idx1-ubyte"), Math.min(count, pixels), 0x801, count);
        return set;
    }

    private static void idx(Path file, long data, int... header) throws IOException {
        try (OutputStream raw = new GZIPOutputStream(Files.newOutputStream(file));
                DataOutputStream out = new DataOutputStream(raw)) {
            for (int number : header) {
                out.writeInt(number);
            }
            zeros(out, data);
        }
    }

    // pictures

    private static final int GREY = 0;
    private static final int PALETTE = 3;

    private void pictures() throws IOException {
        picture("wide.png", "60000 x 60000 pixels", header(60_000, 60_000, GREY));
        picture(
                "zeros.png",
                "too large for the 64 MiB",
                header(3990, 4000, GREY),
                chunk("IDAT", deflated(3991 * 4000L)));
        byte[] bomb = deflated(100L * MEBIBYTE);
        small("zTXt", joined("text\0\0", bomb));
        small("iTXt", joined("text\0\1\0\0\0", bomb));
        small("iCCP", joined("profile\0\0", bomb));
        ByteArrayOutputStream promise = new ByteArrayOutputStream();
        new DataOutputStream(promise).writeInt(Integer.MAX_VALUE);
        promise.writeBytes(joined("tEXt", new byte[100]));
        picture(
                "promise.png",
                "promise.png: ",
                header(28, 28, PALETTE),
                chunk("PLTE", new byte[6]),
                promise.toByteArray());
    }

    /** Writes a small empty picture with something beside it. */
    private void small(String type, byte[] data) throws IOException {
        picture(
                type + ".png",
                type + ".png: ",
                header(28, 28, PALETTE),
                chunk(type, data),
                chunk("PLTE", new byte[6]),
                chunk(type, data),
                chunk("IDAT", deflated(29 * 28)));
    }

    private void picture(String name, String expected, byte[]... chunks) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        Arrays.stream(chunks).forEach(png::writeBytes);
        png.writeBytes(chunk("IEND"));
        attack(expected, "predict", Files.write(folder.resolve(name), png.toByteArray()));
    }

    private static byte[] header(int width, int height, int colours) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(data);
        out.writeInt(width);
        out.writeInt(height);
        out.write(new byte[] {8, (byte) colours, 0, 0, 0});
        return chunk("IHDR", data.toByteArray());
    }

    private static byte[] chunk(String type, byte... data) throws IOException {
        byte[] body = joined(type, data);
        CRC32 crc = new CRC32();
        crc.update(body);
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(chunk);
        out.writeInt(data.length);
        out.write(body);
        out.writeInt((int) crc.getValue());
        return chunk.toByteArray();
    }

    private static byte[] joined(String text, byte... bytes) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        joined.writeBytes(bytes);
        return joined.toByteArray();
    }

    private static byte[] deflated(long zeros) throws IOException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(deflated)) {
            zeros(out, zeros);
        }
        return deflated.toByteArray();
    }

    // tables

    private void tables() throws IOException {
        table("line.csv", "holds more than 1 MiB", "1", 100 * MEBIBYTE);
        table("columns.csv", "holds more than 1 MiB", "1,", 10_000_000);
        table("cells.csv", "expected lines", "1,", MEBIBYTE / 2 - 1);
        table("rows.csv", "2 outcomes and true 524288", "1\n", MEBIBYTE / 2);
        List<Object> all =
                new ArrayList<>(List.of("divergence", "--true", folder.resolve("rows.csv")));
        for (int i = 0; i < 8; i++) {
            all.addAll(List.of("--model", i + "=" + folder.resolve("rows.csv")));
        }
        attack("too large for the 64 MiB", all.toArray());
        // the time to read a number grows with the square of its length
        table("digits.csv", "expected lines", "1", MEBIBYTE);
        Path names = folder.resolve("names.csv");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(names))) {
            for (int i = 100_000; i < 100_000 + MEBIBYTE / 9; i++) {
                out.write((i + ",1\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        // names are looked up before the next model is seen not to be there
        attack("none.csv", "divergence", "--true", names, "--model", names, "--model", "none.csv");
    }

    private void table(String name, String expected, String text, int times) throws IOException {
        Path file = folder.resolve(name);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), MEBIBYTE)) {
            for (int i = 0; i < times; i++) {
                out.write(bytes);
            }
        }
        attack(expected, "divergence", "--true", file, "--model", "1/2,1/2");
    }

    // models and checkpoints

    private void models() throws IOException {
        Path parameters = model("parameters");
        sparse(parameters.resolve("digits-0000.params"));
        attack("has more than", "evaluate", "--model", parameters);
        Path hidden = model("hidden");
        Path properties = hidden.resolve("serving.properties");
        Files.writeString(
                properties,
                Files.readString(properties).replaceFirst("hidden=.*", "hidden=1099511627776"));
        attack("cannot be loaded", "evaluate", "--model", hidden);
        Path description = model("description");
        sparse(description.resolve("run.json"));
        attack("run.json", "evaluate", "--model", description);
    }

    private Path model(String name) throws IOException {
        Path copy = folder(name);
        Path shipped = Path.of("models", "digits-mlp");
        for (String file : List.of("digits-0000.params", "serving.properties", "run.json")) {
            Files.copy(shipped.resolve(file), copy.resolve(file));
        }
        return copy;
    }

    private void checkpoints() throws Exception {
        String data = TinySet.write(folder("tiny"));
        String[] train = {"train", "--data", data, "--epochs", "1", "--out"};
        Path run = folder.resolve("run");
        ProgramRun trained =
                ProgramRun.of(
                        Stream.concat(Stream.of(train), Stream.of(run.toString()))
                                .toArray(String[]::new));
        assertEquals(0, trained.exitCode(), trained.err());
        byte[] checkpoint;
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            checkpoint = Files.readAllBytes(files.findFirst().orElseThrow());
        }
        String text = new String(checkpoint, StandardCharsets.ISO_8859_1);
        String magic = text.substring(0, text.indexOf('\n') - 64);
        String settings = text.lines().skip(1).findFirst().orElseThrow();

        // an array of 2^40 numbers, as DJL encodes one, and a checksum that is right
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(array);
        out.writeInt(1);
        out.writeUTF("NDAR");
        out.writeInt(3);
        out.writeByte(0);
        out.writeUTF("default");
        out.writeUTF("FLOAT32");
        out.writeInt(1);
        out.writeLong(1L << 40);
        out.writeInt(0);
        out.writeByte('<');
        out.writeInt(Integer.MAX_VALUE);
        checkpoint("claim", magic, settings + "\n", array.toByteArray());
        attackCheckpoint("claim", train, "does not fit its settings");
        checkpoint("nothing", magic, "null\n", new byte[100]);
        attackCheckpoint("nothing", train, "another version");
        checkpoint("endless", magic, settings, new byte[0]);
        attackCheckpoint("endless", train, "another version");
        sparse(folder("sparse/checkpoints").resolve("epoch-0001-batch-0000000"));
        attackCheckpoint("sparse", train, "too large for the 64 MiB");
    }

    private void checkpoint(String run, String magic, String text, byte[] state) throws Exception {
        byte[] body = joined(text, state);
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        Files.write(
                folder(run + "/checkpoints").resolve("epoch-0000-batch-0000002"),
                joined(magic + hash + "\n", body));
    }

    /** With a summary in the folder, a checkpoint that is none is no reason to start anew. */
    private void attackCheckpoint(String run, String[] train, String expected) throws IOException {
        Files.writeString(folder.resolve(run).resolve("run.json"), "{}");
        attack(
                expected,
                Stream.concat(Stream.of(train), Stream.of(folder.resolve(run), "--resume"))
                        .toArray());
    }
}
