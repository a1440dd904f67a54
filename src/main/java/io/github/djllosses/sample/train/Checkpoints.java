package io.github.djllosses.sample.train;

import io.github.djllosses.sample.console.Memory;
import io.github.djllosses.sample.console.ResultFiles;
import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.console.WorkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The checkpoints in a folder, of which the last two are kept: should the newest be damaged, there
 * is one before it.
 */
final class Checkpoints {

    private static final String FOLDER = "checkpoints";
    private static final int KEPT = 2;

    private final ResultFiles files;
    private final Path folder;

    Checkpoints(ResultFiles files, Path run) {
        this.files = files;
        folder = run.resolve(FOLDER);
    }

    /** Writes a checkpoint and forgets the oldest one. */
    void write(Checkpoint checkpoint) {
        Position position = checkpoint.position();
        String name =
                Text.format("%s/epoch-%04d-batch-%07d", FOLDER, position.epoch(), position.batch());
        files.bytes(name, checkpoint.encode());
        newestFirst().stream().skip(KEPT).forEach(Checkpoints::delete);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new WorkException(file + ": cannot be deleted. Check its permissions.", e);
        }
    }

    boolean isEmpty() {
        return newestFirst().isEmpty();
    }

    /**
     * Finds the newest checkpoint that is whole, and clears away what a killed process left of one.
     *
     * @param warnings takes a line for each damaged one
     */
    Optional<Checkpoint> newest(Consumer<String> warnings) {
        files(true).forEach(Checkpoints::delete);
        for (Path file : newestFirst()) {
            try {
                return Optional.of(Checkpoint.decode(Files.readAllBytes(file)));
            } catch (IOException e) {
                warnings.accept(
                        file + ": cannot be used, since " + e.getMessage() + "; looking further.");
            } catch (OutOfMemoryError e) {
                warnings.accept(file + ": " + Memory.exceeded());
            }
        }
        return Optional.empty();
    }

    private List<Path> newestFirst() {
        return files(false);
    }

    private List<Path> files(boolean drafts) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ResultFiles.DRAFT) == drafts)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new WorkException(folder + ": cannot be read. Check its permissions.", e);
        }
    }
}
