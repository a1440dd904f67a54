package io.github.djllosses.sample.divergence;

import io.github.djllosses.sample.console.WorkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file of a distribution: an outcome per line, its name first and its number last, or the
 * number alone. The first line is a header if it does not end in a number.
 */
final class OutcomesFile {

    private static final String SUFFIX = ".csv";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int MOST_BYTES = 1 << 20;

    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setTrim(true).setIgnoreEmptyLines(true).get();

    private OutcomesFile() {}

    static boolean isFile(String text) {
        return text.strip().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }

    static String name(String path) {
        String file = String.valueOf(Path.of(path.strip()).getFileName());
        return file.substring(0, file.length() - SUFFIX.length());
    }

    static Outcomes read(String name, String path) {
        List<String> outcomes = new ArrayList<>();
        List<GivenNumber> numbers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String text = text(path);
        String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        // line by line: all lines together take a hundred times the space of their text
        try (CSVParser lines = CSVParser.parse(content, FORMAT)) {
            for (CSVRecord line : lines) {
                String last = line.get(line.size() - 1);
                if (line.getRecordNumber() == 1 && !isNumber(last)) {
                    continue;
                }
                try {
                    numbers.add(GivenNumber.of(last));
                } catch (IllegalArgumentException e) {
                    throw broken(path + ", line " + line.getRecordNumber(), e);
                }
                if (line.size() > 1) {
                    outcomes.add(line.get(0));
                    if (!seen.add(line.get(0))) {
                        throw new WorkException(
                                path
                                        + ": \""
                                        + line.get(0)
                                        + "\" is there twice; give each outcome"
                                        + " one line.");
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(path, e);
        }
        if (numbers.isEmpty() || (!outcomes.isEmpty() && outcomes.size() != numbers.size())) {
            throw new WorkException(
                    path + ": expected lines \"outcome,number\", or one number per line.");
        }
        try {
            return Outcomes.of(name, List.copyOf(outcomes), List.copyOf(numbers));
        } catch (IllegalArgumentException e) {
            throw broken(path, e);
        }
    }

    private static WorkException broken(String where, IllegalArgumentException cause) {
        return new WorkException(where + ": " + cause.getMessage() + ".", cause);
    }

    private static String text(String path) {
        try (InputStream in = Files.newInputStream(Path.of(path.strip()))) {
            // one byte more than allowed is enough to know: the size of a device is not told
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new WorkException(
                        path
                                + ": holds more than "
                                + (MOST_BYTES >> 20)
                                + " MiB. Is it a table of outcomes and numbers?");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (NoSuchFileException e) {
            throw new WorkException(path + ": does not exist. Check the path.", e);
        } catch (IOException | InvalidPathException e) {
            throw unreadable(path, e);
        }
    }

    private static WorkException unreadable(String path, Exception cause) {
        return new WorkException(
                path + ": cannot be read as a CSV file in UTF-8. Check its name and content.",
                cause);
    }

    private static boolean isNumber(String text) {
        try {
            GivenNumber.of(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
