package io.github.djllosses.sample.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * An output of the process, which ends without a word when nobody reads on: as other programs do
 * before {@code | head}, and as the signal would do that Java holds back.
 */
public final class Pipe extends FilterOutputStream {

    /** What a shell reports of a program that the signal 13, a broken pipe, has ended. */
    private static final int EXIT_CODE = 128 + 13;

    /** What Linux and macOS call it. Java has no type for it. */
    private static final String BROKEN = "Broken pipe";

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

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        try {
            out.write(bytes, start, length);
        } catch (IOException e) {
            if (BROKEN.equals(e.getMessage())) {
                // at once: what would run at an orderly end could print, too
                Runtime.getRuntime().halt(EXIT_CODE);
            }
            throw e;
        }
    }
}
