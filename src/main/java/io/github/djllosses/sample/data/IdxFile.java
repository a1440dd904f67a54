package io.github.djllosses.sample.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * One IDX file of unsigned bytes: its dimensions and its data.
 *
 * <p>The file is a magic number (two zero bytes, the type 8 for unsigned bytes, the number of
 * dimensions), each dimension as four bytes, highest first, and the data, nothing more. None of it
 * is believed: what the header promises is compared with what is there, and memory grows with the
 * bytes that have arrived, not with those that were announced.
 */
final class IdxFile {

    /** The most data that a file may hold. */
    static final int LIMIT = 1 << 27;

    private static final int UNSIGNED_BYTES = 0x0800;
    private static final int FIRST_CHUNK = 1 << 13;
    private static final String FETCH_AGAIN = "Fetch the file again.";

    private final int[] dimensions;
    private final byte[] data;

    private IdxFile(int[] dimensions, byte[] data) {
        this.dimensions = dimensions;
        this.data = data;
    }

    /** Returns the size of a dimension, 0 or more. */
    int dimension(int index) {
        return dimensions[index];
    }

    /** Returns the data, as many bytes as the product of the dimensions: not a copy. */
    byte[] data() {
        return data;
    }

    /**
     * Reads a file, gzipped or not.
     *
     * @param file the file
     * @param rank the number of dimensions that it must have
     * @throws IdxException if it cannot be read, or is not exactly one IDX file of that rank
     */
    static IdxFile read(Path file, int rank) throws IdxException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), FIRST_CHUNK);
                // one member, whose check sum it compares; the JDK's would join what follows
                InputStream in = isGzip(raw) ? new GzipCompressorInputStream(raw) : raw) {
            IdxFile idx = parse(file, rank, in);
            if (raw.read() >= 0) {
                throw new IdxException(
                        file, "goes on after the end of its gzip member", FETCH_AGAIN);
            }
            return idx;
        } catch (IdxException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new IdxException(file, "does not exist", "Check the path.", e);
        } catch (AccessDeniedException e) {
            throw new IdxException(file, "may not be read", "Check its permissions.", e);
        } catch (EOFException e) {
            throw new IdxException(
                    file,
                    "is cut short: gzip's own header or check sum is not whole",
                    FETCH_AGAIN,
                    e);
        } catch (IOException e) {
            throw new IdxException(file, "cannot be read (" + e.getMessage() + ")", FETCH_AGAIN, e);
        }
    }

    /** An IDX file starts with two zero bytes, so these two cannot be one. */
    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    private static IdxFile parse(Path file, int rank, InputStream in) throws IOException {
        int headerSize = 4 + 4 * rank;
        byte[] headerBytes = upTo(headerSize, in);
        if (headerBytes.length >= 4) {
            checkMagic(file, rank, ByteBuffer.wrap(headerBytes).getInt());
        }
        if (headerBytes.length < headerSize) {
            throw cutShort(file, headerSize + " bytes of an IDX header", headerBytes.length);
        }
        ByteBuffer header = ByteBuffer.wrap(headerBytes).position(4);
        int[] dimensions = new int[rank];
        for (int i = 0; i < rank; i++) {
            dimensions[i] = header.getInt();
        }
        int promised = elements(file, dimensions);
        byte[] data = upTo(promised, in);
        if (data.length < promised) {
            throw cutShort(
                    file,
                    (headerSize + promised)
                            + " bytes, a header of "
                            + headerSize
                            + " and data of "
                            + sizes(dimensions),
                    headerSize + data.length);
        }
        if (in.read() >= 0) {
            throw new IdxException(
                    file,
                    "goes on after the "
                            + (headerSize + promised)
                            + " bytes that its header promises for "
                            + sizes(dimensions),
                    FETCH_AGAIN);
        }
        return new IdxFile(dimensions, data);
    }

    private static void checkMagic(Path file, int rank, int magic) throws IdxException {
        int expected = UNSIGNED_BYTES + rank;
        if (magic == expected) {
            return;
        }
        String kind = rank == 1 ? "labels" : "images";
        boolean swapped = magic == UNSIGNED_BYTES + (rank == 1 ? 3 : 1);
        throw new IdxException(
                file,
                String.format(
                        "starts with 0x%08x, but a file of %s starts with 0x%08x",
                        magic, kind, expected),
                swapped
                        ? "Swap the files of images and of labels."
                        : "Name an IDX file of " + kind + ".");
    }

    private static int elements(Path file, int[] dimensions) throws IdxException {
        long product = 1;
        try {
            for (int dimension : dimensions) {
                if (dimension < 0) {
                    throw new IdxException(
                            file, "promises a negative size: " + sizes(dimensions), FETCH_AGAIN);
                }
                product = Math.multiplyExact(product, dimension);
            }
        } catch (ArithmeticException e) {
            product = Long.MAX_VALUE;
        }
        if (product > LIMIT) {
            throw new IdxException(
                    file,
                    "promises " + sizes(dimensions) + " bytes, more than the limit of " + LIMIT,
                    "Fetch the file again, or split it.");
        }
        return (int) product;
    }

    /** Reads as many bytes, or fewer where the input ends early. */
    private static byte[] upTo(int wanted, InputStream in) throws IOException {
        byte[] bytes = new byte[Math.min(wanted, FIRST_CHUNK)];
        int filled = 0;
        try {
            while (filled < wanted) {
                if (filled == bytes.length) {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, 2L * bytes.length));
                }
                int got = in.read(bytes, filled, bytes.length - filled);
                if (got < 0) {
                    break;
                }
                filled += got;
            }
        } catch (EOFException e) {
            // A gzip file that breaks off: the caller sees, and says, how far it went.
            return Arrays.copyOf(bytes, filled);
        }
        return filled == bytes.length ? bytes : Arrays.copyOf(bytes, filled);
    }

    private static IdxException cutShort(Path file, String expected, int actual) {
        return new IdxException(
                file,
                "is cut short: expected " + expected + ", but only " + actual + " bytes are there",
                FETCH_AGAIN);
    }

    private static String sizes(int[] dimensions) {
        StringBuilder text = new StringBuilder();
        for (int dimension : dimensions) {
            text.append(text.length() == 0 ? "" : " x ").append(dimension);
        }
        return text.toString();
    }
}
