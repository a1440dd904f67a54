package io.github.djllosses.sample.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.djllosses.sample.data.IdxFiles.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFilesTest {

    private static final int IMAGES = 0x0803;
    private static final int LABELS = 0x0801;
    private static final LabelledImages DIGITS = DrawnDigits.draw(6, 11);

    @TempDir private Path folder;
    private Path images;
    private Path labels;

    @BeforeEach
    void writeSixDigits() throws IOException {
        images = folder.resolve("images");
        labels = folder.resolve("labels");
        Files.write(images, imageFile(DIGITS));
        Files.write(labels, labelFile(DIGITS));
    }

    private static byte[] imageFile(LabelledImages digits) {
        byte[][] all = new byte[digits.size()][];
        Arrays.setAll(all, digits::image);
        return join(ints(IMAGES, digits.size(), digits.rows(), digits.columns()), join(all));
    }

    private static byte[] labelFile(LabelledImages digits) {
        byte[] all = new byte[digits.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) digits.label(i);
        }
        return join(ints(LABELS, digits.size()), all);
    }

    private static byte[] ints(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            buffer.putInt(value);
        }
        return buffer.array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(file)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    /** A member with every optional part of the header: extra, name, comment and check sum. */
    private static byte[] gzipWithFullHeader(byte[] content) {
        byte[] plain = gzip(content);
        byte[] head = Arrays.copyOf(plain, 10);
        head[3] = 2 + 4 + 8 + 16;
        byte[] options = "\3\0a\0\0name\0comment\0".getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(head);
        crc.update(options);
        byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        return join(head, options, sum, Arrays.copyOfRange(plain, 10, plain.length));
    }

    private LabelledImages read() throws IOException {
        return IdxFiles.read(images, labels);
    }

    /** Asserts that reading fails, and that the message names the file and holds each part. */
    private void assertRefused(Path culprit, String... parts) {
        IOException refusal = assertThrows(IOException.class, this::read);
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith(culprit + ": "), message);
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
        }
    }

    @Test
    void readsPlainFiles() throws IOException {
        assertEquals(DIGITS, read());
    }

    @Test
    void readsGzippedFilesWhateverTheirName() throws IOException {
        Files.write(images, gzip(imageFile(DIGITS)));
        assertEquals(DIGITS, read());

        Path misnamed = Files.copy(labels, folder.resolve("labels.gz"));
        assertEquals(DIGITS, IdxFiles.read(images, misnamed));
    }

    @Test
    void readsGzipWithEveryOptionalPartOfItsHeader() throws IOException {
        Files.write(images, gzipWithFullHeader(imageFile(DIGITS)));

        assertEquals(DIGITS, read());
    }

    @Test
    void readsAnEmptySet() throws IOException {
        Files.write(images, ints(IMAGES, 0, 28, 28));
        Files.write(labels, ints(LABELS, 0));

        assertEquals(0, read().size());
    }

    @Test
    void noTruncationIsAccepted() throws IOException {
        LabelledImages one = DIGITS.take(1);
        byte[][] wholes = {
            imageFile(one), gzip(imageFile(one)), gzipWithFullHeader(imageFile(one))
        };
        Files.write(labels, labelFile(one));
        for (byte[] whole : wholes) {
            for (int length = 0; length < whole.length; length++) {
                Files.write(images, Arrays.copyOf(whole, length));
                assertRefused(images, "is cut short", "Fetch the file again");
            }
            Files.write(images, whole);
            assertEquals(one, read());
        }
    }

    @Test
    void aTruncatedFileSaysHowManyBytesItShouldHold() throws IOException {
        int whole = 16 + 6 * 28 * 28;
        Files.write(images, Arrays.copyOf(imageFile(DIGITS), 1000));
        assertRefused(images, "expected " + whole + " bytes", "6 x 28 x 28", "only 1000 bytes");

        Files.write(images, gzip(Arrays.copyOf(imageFile(DIGITS), 1000)));
        assertRefused(images, "expected " + whole + " bytes", "6 x 28 x 28", "only 1000 bytes");

        Files.write(images, Arrays.copyOf(imageFile(DIGITS), 9));
        assertRefused(images, "expected 16 bytes of an IDX header", "only 9 bytes");
    }

    @Test
    void noFlippedBitOfAGzippedFileChangesTheData() throws IOException {
        LabelledImages two = DIGITS.take(2);
        Files.write(labels, labelFile(two));
        byte[] whole = gzipWithFullHeader(imageFile(two));
        int refused = 0;
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(images, flipped);
            try {
                assertEquals(two, read(), "bit " + bit);
            } catch (IOException e) {
                assertInstanceOf(IdxException.class, e, "bit " + bit);
                refused++;
            }
        }

        // What may be flipped is what gzip does not use (time, system, name, comment, padding) and
        // distances to another place with the same bytes.
        int accepted = 8 * whole.length - refused;
        assertTrue(refused > 20 * accepted, refused + " refused, " + accepted + " accepted");
    }

    @Test
    void noFlippedBitOfAPlainHeaderIsAccepted() throws IOException {
        byte[] whole = imageFile(DIGITS);
        for (int bit = 0; bit < 8 * 16; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(images, flipped);
            assertRefused(images);
        }
    }

    @Test
    void aWrongMagicNumberIsRefused() throws IOException {
        Files.write(images, join(ints(0x89504e47), new byte[100]));
        assertRefused(
                images, "starts with 0x89504e47, but a file of images starts with 0x00000803");

        // Two dimensions, and signed bytes.
        for (int magic : new int[] {0x0802, 0x0903}) {
            Files.write(images, join(ints(magic, 1, 2, 2), new byte[4]));
            assertRefused(images, "starts with 0x");
        }
    }

    @Test
    void swappedFilesAreCalledSwapped() {
        IOException refusal = assertThrows(IOException.class, () -> IdxFiles.read(labels, images));

        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("Swap the files"), message);
    }

    @Test
    void differentCountsAreRefused() throws IOException {
        Files.write(labels, labelFile(DIGITS.take(5)));

        assertRefused(images, "holds 6 images, but " + labels + " 5 labels");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 127, 128, 255})
    void aLabelAboveNineIsRefused(int label) throws IOException {
        byte[] file = labelFile(DIGITS);
        file[8 + 4] = (byte) label;
        Files.write(labels, file);

        assertRefused(labels, "holds label " + label + " at index 4", "0 to 9");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000})
    void bytesBehindTheDataAreRefused(int value) throws IOException {
        byte[] extra = value == 100_000 ? new byte[value] : new byte[] {(byte) value};
        byte[] file = join(imageFile(DIGITS), extra);
        String message = "goes on after the " + (16 + 6 * 28 * 28) + " bytes";

        Files.write(images, file);
        assertRefused(images, message);
        Files.write(images, gzip(file));
        assertRefused(images, message);
        Files.write(images, join(gzip(imageFile(DIGITS)), extra));
        assertRefused(images, "goes on after the end of its gzip member");
    }

    @Test
    void aSecondGzipMemberIsRefused() throws IOException {
        byte[] whole = imageFile(DIGITS);

        // Together the two would be the right content, and the JDK's own stream joins them.
        Files.write(
                images,
                join(
                        gzip(Arrays.copyOf(whole, 1000)),
                        gzip(Arrays.copyOfRange(whole, 1000, whole.length))));
        assertRefused(images, "only 1000 bytes are there");
        // An empty member changes nothing, yet does not belong there.
        Files.write(images, join(gzip(whole), gzip(new byte[0])));
        assertRefused(images, "goes on after the end of its gzip member");
    }

    @Test
    void aWrongGzipCheckSumOrLengthIsRefused() throws IOException {
        byte[] file = gzip(imageFile(DIGITS));
        file[file.length - 8] ^= 1;
        Files.write(images, file);
        assertRefused(images, "CRC32 error");

        file[file.length - 8] ^= 1;
        file[file.length - 4] ^= 1;
        Files.write(images, file);
        assertRefused(images, "uncompressed size mismatch");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x40, 0x80})
    void aGzipFlagOfAnUnknownKindIsRefused(int flag) throws IOException {
        byte[] file = gzip(imageFile(DIGITS));
        file[3] = (byte) flag;
        Files.write(images, file);

        assertRefused(images, "Reserved flags are set");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 28, 28, promises a negative size: -1 x 28 x 28",
        "1, -28, -28, promises a negative size",
        "2147483647, 2147483647, 2147483647, more than the limit of 134217728",
        // 2^64, which is 0 in long arithmetic, and one more element than the limit.
        "1073741824, 1073741824, 16, more than the limit of 134217728",
        "1, 1, 134217729, more than the limit of 134217728",
        "6, 0, 28, 'images are 0 x 28'",
        "6, 28, 0, 'images are 28 x 0'"
    })
    void impossibleDimensionsAreRefused(int count, int rows, int columns, String message)
            throws IOException {
        Files.write(images, ints(IMAGES, count, rows, columns));

        assertRefused(images, message);
    }

    @Test
    void aHugePromiseCostsNoMemory() throws IOException {
        byte[] file = join(ints(IMAGES, 1 << 17, 32, 32), new byte[84]);
        for (byte[] content : new byte[][] {file, gzip(file)}) {
            Files.write(images, content);
            long bytes = allocatedBy(() -> assertRefused(images, "only 100 bytes"));
            // 2^27 bytes are promised.
            assertTrue(bytes < 2_000_000, bytes + " bytes were allocated");
        }
    }

    @Test
    void aGzipBombIsNotUnpacked() throws IOException {
        // 16 MB of zeros in 16 kB, behind a header that promises one image.
        Files.write(labels, labelFile(DIGITS.take(1)));
        Files.write(images, gzip(join(ints(IMAGES, 1, 28, 28), new byte[1 << 24])));

        long bytes = allocatedBy(() -> assertRefused(images, "goes on after the 800 bytes"));

        assertTrue(bytes < 2_000_000, bytes + " bytes were allocated");
    }

    /** Returns the bytes that this thread allocates in an action. */
    private static long allocatedBy(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        action.run(); // Once before, so that the loading of classes does not count.
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void aMissingFileOrAFolderInItsPlaceIsNamed() throws IOException {
        Files.delete(images);
        assertRefused(images, "does not exist", "Check the path");

        Files.createDirectory(images);
        assertRefused(images, "cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-idx%d-ubyte", "-idx%d-ubyte.gz", ".idx%d-ubyte", ".idx%d-ubyte.gz"})
    void aFolderHoldsFilesUnderTheirUsualNames(String ending) throws IOException {
        byte[] pixels = imageFile(DIGITS.take(4));
        byte[] classes = labelFile(DIGITS.take(4));
        boolean gz = ending.endsWith("gz");
        put("train-images" + ending, 3, gz ? gzip(pixels) : pixels);
        put("train-labels" + ending, 1, gz ? gzip(classes) : classes);
        put("t10k-images" + ending, 3, imageFile(DIGITS));
        put("t10k-labels" + ending, 1, labelFile(DIGITS));

        assertEquals(DIGITS.take(4), IdxFiles.readFolder(folder, Part.TRAIN));
        assertEquals(DIGITS, IdxFiles.readFolder(folder, Part.TEST));
    }

    private void put(String name, int dimensions, byte[] content) throws IOException {
        Files.write(folder.resolve(String.format(Locale.ROOT, name, dimensions)), content);
    }

    @Test
    void aFolderSaysExactlyWhatItLacks() throws IOException {
        assertEquals(
                folder
                        + ": lacks the training images (train-images-idx3-ubyte or"
                        + " train-images-idx3-ubyte.gz or train-images.idx3-ubyte or"
                        + " train-images.idx3-ubyte.gz) and the training labels"
                        + " (train-labels-idx1-ubyte or train-labels-idx1-ubyte.gz or"
                        + " train-labels.idx1-ubyte or train-labels.idx1-ubyte.gz). Put the IDX"
                        + " files of the data set there, or name another folder.",
                refusalOf(folder, Part.TRAIN));

        put("t10k-images-idx3-ubyte", 3, imageFile(DIGITS));
        String message = refusalOf(folder, Part.TEST);
        assertTrue(message.contains("lacks the test labels (t10k-labels-idx1-ubyte or"), message);
        assertTrue(!message.contains("images"), message);

        assertTrue(refusalOf(images, Part.TEST).startsWith(images + ": is not a folder"));
        Path nowhere = folder.resolve("nowhere");
        assertTrue(refusalOf(nowhere, Part.TEST).startsWith(nowhere + ": is not a folder"));
    }

    private static String refusalOf(Path folder, Part part) {
        IOException refusal =
                assertThrows(IOException.class, () -> IdxFiles.readFolder(folder, part));
        return String.valueOf(refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"TRAIN, 60000, 50419", "TEST, 10000, 72104"})
    void readsMnistWhereItIsPresent(Part part, int count, String firstLabels) throws IOException {
        LabelledImages digits = RealMnist.images(part);

        StringBuilder first = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            first.append(digits.label(i));
        }
        assertEquals(count, digits.size());
        assertEquals(28, digits.rows());
        assertEquals(28, digits.columns());
        assertEquals(firstLabels, first.toString());
    }
}
