package io.github.djllosses.sample.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.djllosses.sample.console.WorkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that were cut off, or in which a bit has changed. */
class DamagedPictureTest {

    private static final Path SEVEN = Path.of("docs", "seven.png");

    @TempDir private Path folder;

    private Path write(byte... bytes) throws IOException {
        return Files.write(folder.resolve("damaged.png"), bytes);
    }

    private static void assertOneLine(WorkException refusal, String what) {
        String message = String.valueOf(refusal.getMessage());
        assertEquals(1, message.lines().count(), what + ": " + message);
        assertTrue(message.contains("damaged.png: "), what + ": " + message);
    }

    @Test
    void everyTruncationIsAPictureOrOneLine() throws IOException {
        byte[] whole = Files.readAllBytes(SEVEN);
        for (int length = 0; length < whole.length; length++) {
            Path file = write(Arrays.copyOf(whole, length));
            try {
                Picture.read(file);
            } catch (WorkException e) {
                assertOneLine(e, length + " bytes");
            }
        }
        assertThrows(
                WorkException.class,
                () -> Picture.read(write(Arrays.copyOf(whole, whole.length / 2))));
    }

    @Test
    void everyFlippedBitIsAPictureOrOneLine() throws IOException {
        byte[] whole = Files.readAllBytes(SEVEN);
        int bits = Math.min(8 * whole.length, 8_000);
        for (int bit = 0; bit < bits; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Path file = write(flipped);
            try {
                Picture.read(file);
            } catch (WorkException e) {
                assertOneLine(e, "bit " + bit);
            }
        }
    }

    @Test
    void whatFollowsThePictureIsNotRead() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(Files.readAllBytes(SEVEN));
        file.writeBytes(new byte[1 << 20]);

        assertEquals(Picture.read(SEVEN).width(), Picture.read(write(file.toByteArray())).width());
    }
}
