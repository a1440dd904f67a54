package io.github.djllosses.sample.train;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.github.djllosses.sample.model.Checksum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * All that a run needs to go on as if it had never stopped.
 *
 * <p>As a file it is a line with the SHA-256 of what follows, a line of JSON with settings and
 * position, and the state of the learner.
 */
final class Checkpoint {

    private static final Gson JSON = new Gson();
    private static final String MAGIC = "djl-losses checkpoint 2 ";
    private static final int HASH = 64;

    private final Header header;
    private final byte[] state;

    private record Header(Settings settings, Position position) {
        /** Tells whether Gson found less than there should be. */
        boolean isIncomplete() {
            return settings == null || position == null || !position.isPossible();
        }
    }

    /**
     * Makes a checkpoint.
     *
     * @param settings what the run does
     * @param position where it is
     * @param state parameters and optimizer
     */
    Checkpoint(Settings settings, Position position, byte... state) {
        this(new Header(settings, position), state.clone());
    }

    private Checkpoint(Header header, byte... state) {
        this.header = header;
        this.state = state;
    }

    Settings settings() {
        return header.settings();
    }

    Position position() {
        return header.position();
    }

    byte[] state() {
        return state.clone();
    }

    byte[] encode() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes((JSON.toJson(header) + "\n").getBytes(StandardCharsets.UTF_8));
        body.writeBytes(state);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(
                (MAGIC + Checksum.sha256(body.toByteArray()) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        file.writeBytes(body.toByteArray());
        return file.toByteArray();
    }

    /**
     * Reads a checkpoint.
     *
     * @throws IOException if it is not what once was written; the message says why
     */
    static Checkpoint decode(byte... file) throws IOException {
        int start = MAGIC.length() + HASH + 1;
        if (file.length < start
                || file[start - 1] != '\n'
                || !new String(file, 0, MAGIC.length(), StandardCharsets.UTF_8).equals(MAGIC)) {
            throw new IOException("it is no checkpoint of this program");
        }
        String hash = new String(file, MAGIC.length(), HASH, StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOfRange(file, start, file.length);
        if (!Checksum.sha256(body).equals(hash)) {
            throw new IOException("its bytes do not match its checksum");
        }
        int end = start;
        while (end < file.length && file[end] != '\n') {
            end++;
        }
        try {
            Header header =
                    JSON.fromJson(
                            new String(file, start, end - start, StandardCharsets.UTF_8),
                            Header.class);
            if (end == file.length || header == null || header.isIncomplete()) {
                throw new JsonParseException("something is missing");
            }
            return new Checkpoint(header, Arrays.copyOfRange(file, end + 1, file.length));
        } catch (JsonParseException e) {
            throw new IOException("another version of this program made it", e);
        }
    }
}
