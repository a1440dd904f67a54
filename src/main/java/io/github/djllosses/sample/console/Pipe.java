package io.github.djllosses.sample.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An output of the process, which ends without a word when nobody reads on: as other programs do
 * before {@code | head}, and as the signal would do that Java holds back.
 */
public final class Pipe extends FilterOutputStream {

    /** What a shell reports of a program that the signal 13, a broken pipe, has ended. */
    private static final int EXIT_CODE = 128 + 13;

    private Pipe(OutputStream out) {
        super(out);
    }

    /**
     * Opens an output.
     *
     * @param output standard output or standard error
     * @return where to print
     */
    public static PrintWriter to(FileDescriptor output) {
        return new PrintWriter(
                new Pipe(new FileOutputStream(output)), true, StandardCharsets.UTF_8);
    }

    /** Returns what the system calls a broken pipe, in its language: Java has no type for it. */
    private static String broken() {
        try {
            var pipe = java.nio.channels.Pipe.open();
            pipe.source().close();
            try (var sink = pipe.sink()) {
                sink.write(ByteBuffer.allocate(1));
            }
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        try {
            out.write(bytes, start, length);
        } catch (IOException e) {
            if (broken().equals(e.getMessage())) {
                // at once: what would run at an orderly end could print, too
                Runtime.getRuntime().halt(EXIT_CODE);
            }
            throw e;
        }
    }
}
