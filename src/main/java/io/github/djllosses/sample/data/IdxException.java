package io.github.djllosses.sample.data;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be: which one, what is wrong with it, and what to do. */
final class IdxException extends IOException {

    private static final long serialVersionUID = 1L;

    IdxException(Path file, String wrong, String fix) {
        super(file + ": " + wrong + ". " + fix);
    }

    IdxException(Path file, String wrong, String fix, IOException cause) {
        super(file + ": " + wrong + ". " + fix, cause);
    }
}
