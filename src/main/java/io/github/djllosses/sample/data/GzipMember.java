package io.github.djllosses.sample.data;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The content of a gzip file (RFC 1952) that must be one member and nothing else.
 *
 * <p>The JDK's {@code GZIPInputStream} joins further members and passes over garbage behind the
 * last one; here both are an error, found, like a wrong check sum, when the content ends. The
 * optional parts of the header are skipped and not used.
 */
final class GzipMember extends InflaterInputStream {

    private static final int HAS_HEADER_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final CRC32 crc = new CRC32();
    private boolean ended;

    /**
     * Reads the header; the content follows by {@code read}.
     *
     * @param in the file, which closing this stream closes too
     * @throws ZipException if it does not start as gzip does
     * @throws EOFException if the header breaks off
     */
    GzipMember(InputStream in) throws IOException {
        super(skipHeader(in), new Inflater(true), 1 << 13);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = super.read(bytes, offset, length);
        if (got > 0) {
            crc.update(bytes, offset, got);
        } else if (got < 0 && !ended) {
            ended = true;
            checkEnd();
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        // The inflater was made here and holds memory outside the heap, which super leaves alone.
        inf.end();
        super.close();
    }

    private static InputStream skipHeader(InputStream in) throws IOException {
        if (next(in) != 0x1f || next(in) != 0x8b || next(in) != 8) {
            throw new ZipException("not a deflated gzip file");
        }
        int flags = next(in);
        if ((flags & RESERVED) != 0) {
            throw new ZipException("reserved flags are set");
        }
        skip(6, in); // time, level, system
        if ((flags & HAS_EXTRA) != 0) {
            skip(littleEndian(2, in), in);
        }
        if ((flags & HAS_NAME) != 0) {
            skipText(in);
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText(in);
        }
        if ((flags & HAS_HEADER_CRC) != 0) {
            skip(2, in);
        }
        return in;
    }

    /**
     * Checks the trailer, of which the inflater may have fetched a part, and that it is the end.
     */
    private void checkEnd() throws IOException {
        int fetched = inf.getRemaining();
        InputStream rest =
                new SequenceInputStream(new ByteArrayInputStream(buf, len - fetched, fetched), in);
        if (littleEndian(4, rest) != crc.getValue()) {
            throw new ZipException("the check sum of its content is wrong");
        }
        if (littleEndian(4, rest) != (inf.getBytesWritten() & 0xffffffffL)) {
            throw new ZipException("the length of its content is wrong");
        }
        if (rest.read() >= 0) {
            throw new ZipException("something follows its content");
        }
    }

    private static long littleEndian(int bytes, InputStream in) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) next(in) << (8 * i);
        }
        return value;
    }

    private static void skip(long bytes, InputStream in) throws IOException {
        for (long i = 0; i < bytes; i++) {
            next(in);
        }
    }

    private static void skipText(InputStream in) throws IOException {
        while (next(in) != 0) {
            // The text means nothing here.
        }
    }

    private static int next(InputStream in) throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException("the gzip file breaks off");
        }
        return value;
    }
}
