package io.github.djllosses.sample.data;

import io.github.djllosses.sample.data.IdxFiles.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** MNIST itself, where it lies beside the project; a test that asks for it is skipped elsewhere. */
public final class RealMnist {

    private static final Path FOLDER = Path.of("..", "shared", "data", "mnist");

    private RealMnist() {}

    /** Reads its training or its test images. */
    public static LabelledImages images(Part part) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(FOLDER), "MNIST is not on this machine");
        return IdxFiles.readFolder(FOLDER, part);
    }
}
