package io.github.djllosses.sample.console;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * A folder of results. A file appears whole or not at all: it is written under another name and
 * then moved, so that a reader never meets half of one and a failure leaves the old one alone.
 */
public final class ResultFiles {

    private static final Gson JSON =
            new GsonBuilder()
                    .setPrettyPrinting()
                    .disableHtmlEscaping()
                    .registerTypeAdapter(double.class, number())
                    .registerTypeAdapter(Double.class, number())
                    .create();

    /** What the name of a file ends in that is not whole yet. */
    public static final String DRAFT = ".part";

    private final Path folder;
    private final Set<String> written = new ConcurrentSkipListSet<>();

    /**
     * Opens the folder, and makes it where it is missing: before the work, so that a wrong name
     * does not cost it.
     *
     * @param folder the folder
     */
    public ResultFiles(Path folder) {
        if (folder.toString().isEmpty()) {
            throw new WorkException("--out has no name. Name a folder, or . for this one.");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new WorkException(
                    folder + ": is a file, but --out needs a folder. Give it another name.");
        }
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new WorkException(
                    folder + ": cannot be made a folder. Give --out another name.", e);
        }
    }

    /** JSON has no NaN and no infinity: they become strings. */
    private static JsonSerializer<Double> number() {
        return (number, type, context) ->
                Double.isFinite(number)
                        ? new JsonPrimitive(number)
                        : new JsonPrimitive(number.toString());
    }

    /**
     * Writes a value as JSON.
     *
     * @param name the name of the file
     * @param value records, lists and numbers
     */
    public void json(String name, Object value) {
        bytes(name, json(value));
    }

    /**
     * Spells a value as JSON.
     *
     * @param value records, lists and numbers
     * @return the bytes of its file
     */
    public static byte[] json(Object value) {
        return (JSON.toJson(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes rows as CSV.
     *
     * @param name the name of the file
     * @param header the names of the columns
     * @param rows the cells
     */
    public void csv(String name, List<String> header, List<? extends List<?>> rows) {
        StringBuilder text = new StringBuilder(line(header));
        rows.forEach(row -> text.append(line(row)));
        text(name, text.toString());
    }

    private static String line(List<?> cells) {
        StringJoiner line = new StringJoiner(",", "", "\n");
        cells.forEach(cell -> line.add(quoted(String.valueOf(cell))));
        return line.toString();
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    /**
     * Writes a text.
     *
     * @param name the name of the file
     * @param text what it says
     */
    public void text(String name, String text) {
        bytes(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes bytes.
     *
     * @param name the name of the file, perhaps in a folder within this one
     * @param bytes the bytes
     */
    public void bytes(String name, byte... bytes) {
        together(Map.of(name, bytes));
    }

    /**
     * Writes files that belong together: where one does not fit, all old ones stay. Only a process
     * that is killed just while they take their places may leave some of both.
     *
     * @param contents their bytes by name, in the order in which they appear
     */
    public void together(Map<String, byte[]> contents) {
        Map<Path, Path> drafts = new LinkedHashMap<>();
        Path now = folder;
        // or else Ctrl-C would leave drafts
        Interruption interruption = new Interruption();
        try {
            try {
                for (Map.Entry<String, byte[]> content : contents.entrySet()) {
                    now = folder.resolve(content.getKey());
                    if (Files.isDirectory(now)) {
                        throw new FileSystemException(now.toString(), null, "is a folder");
                    }
                    Path parent = Files.createDirectories(now.toAbsolutePath().getParent());
                    Path draft =
                            parent.resolve(now.getFileName() + "." + UUID.randomUUID() + DRAFT);
                    drafts.put(draft, now);
                    write(draft, content.getValue());
                }
                for (Map.Entry<Path, Path> draft : drafts.entrySet()) {
                    now = draft.getValue();
                    Files.move(draft.getKey(), now, StandardCopyOption.ATOMIC_MOVE);
                }
            } finally {
                for (Path draft : drafts.keySet()) {
                    Files.deleteIfExists(draft);
                }
            }
        } catch (IOException e) {
            throw new WorkException(
                    now + ": cannot be written. Make room there or give --out another folder.", e);
        } finally {
            interruption.close();
        }
        contents.keySet().forEach(name -> written.add(name.replaceFirst("/.*", "")));
    }

    /** Writes to the disk itself: a name that is moved must not come before what it names. */
    private static void write(Path file, byte... bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /**
     * Names the files that were written.
     *
     * @return the folder, and what there is new in it
     */
    @Override
    public String toString() {
        return folder + ": " + String.join(", ", written);
    }
}
