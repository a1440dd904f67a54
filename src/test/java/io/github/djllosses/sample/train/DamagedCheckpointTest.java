package io.github.djllosses.sample.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.learning.OptimizerChoice;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No damage to a checkpoint goes unnoticed. */
class DamagedCheckpointTest {

    private static final byte[] STATE = new byte[500];

    static {
        new Random(1).nextBytes(STATE);
    }

    static Settings settings() {
        return new Settings(
                "CrossEntropyLoss",
                Map.of(),
                Network.MLP,
                "drawn",
                0,
                1,
                "",
                64,
                OptimizerChoice.ADAM,
                0.001f,
                1);
    }

    private static byte[] checkpoint() {
        return new Checkpoint(settings(), Position.START, STATE).encode();
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        assertArrayEquals(STATE, Checkpoint.decode(checkpoint()).state());
    }

    @Test
    void everyTruncationIsNoticed() {
        byte[] whole = checkpoint();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> Checkpoint.decode(cut), length + " bytes");
        }
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] whole = checkpoint();
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(IOException.class, () -> Checkpoint.decode(flipped), "bit " + bit);
        }
    }
}
