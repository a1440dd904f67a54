package io.github.djllosses.sample.model;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The checksum by which a wrong bit in a file is noticed. */
public final class Checksum {

    /** The file of a model's folder that says how it was made. */
    private static final String RUN = "run.json";

    /** More than a description of a run has. */
    private static final int MOST_BYTES = 1 << 20;

    private Checksum() {}

    /** What matters of that file. */
    private record Run(@Nullable String parametersSha256) {}

    /**
     * Returns the SHA-256 of some bytes.
     *
     * @param bytes the bytes
     * @return 64 hexadecimal digits
     */
    public static String sha256(byte... bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Compares parameters with what the folder says of them, if it does. */
    static void check(Path folder, byte... parameters) throws IOException {
        Path run = folder.resolve(RUN);
        if (!Files.isRegularFile(run)) {
            return;
        }
        try (InputStream in = Files.newInputStream(run)) {
            String json = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            Run summary = new Gson().fromJson(json, Run.class);
            if (summary == null || !sha256(parameters).equals(summary.parametersSha256())) {
                throw new IOException(
                        ParameterFile.NAME + " does not match its checksum in " + RUN);
            }
        } catch (JsonParseException e) {
            throw new IOException(RUN + " is damaged", e);
        }
    }
}
