package io.github.djllosses.sample.train;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run was and what came of it.
 *
 * @param settings what it did
 * @param loss the loss with its options
 * @param data the data set
 * @param epochs what each epoch came to
 * @param parametersSha256 the checksum of the file of parameters
 * @param versions what it ran with
 */
record RunSummary(
        Settings settings,
        String loss,
        String data,
        List<EpochResult> epochs,
        String parametersSha256,
        Map<String, String> versions) {

    /** The name of its file. */
    static final String NAME = "run.json";

    /** More than a description of a run has. */
    private static final int MOST_BYTES = 1 << 20;

    private boolean isWhole() {
        return settings != null && epochs != null && epochs.stream().allMatch(Objects::nonNull);
    }

    /** Reads what a run left that was finished; empty if there is none, or none that is whole. */
    static Optional<RunSummary> read(Path run) {
        try (InputStream in = Files.newInputStream(run.resolve(NAME))) {
            String json = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return Optional.ofNullable(new Gson().fromJson(json, RunSummary.class))
                    .filter(RunSummary::isWhole);
        } catch (IOException | JsonParseException e) {
            return Optional.empty();
        }
    }
}
