package io.github.djllosses.sample.data;

import io.github.djllosses.sample.data.IdxFiles.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Images to learn from and images to judge by.
 *
 * @param name what they are, for readers
 * @param train the images to learn from, at least one
 * @param test the images to judge by, at least one and of the same size
 */
public record DataSet(String name, LabelledImages train, LabelledImages test) {

    /** The name of the set that the program draws itself. */
    public static final String DRAWN = "drawn";

    /** The name of the set that DJL downloads. */
    public static final String MNIST = "mnist";

    private static final int DRAWN_TRAIN = 8_000;
    private static final int DRAWN_TEST = 2_000;

    /**
     * Gets a set by name.
     *
     * @param choice {@value #DRAWN}, {@value #MNIST}, or a folder of IDX files
     * @param seed the seed of drawn digits
     * @return the set
     * @throws IOException if it cannot be had; the message says what to do
     */
    public static DataSet of(String choice, long seed) throws IOException {
        DataSet set =
                switch (choice) {
                    case DRAWN -> drawn(seed);
                    case MNIST -> new DataSet("MNIST", Download.mnist(true), Download.mnist(false));
                    default -> folder(Path.of(choice));
                };
        return set.checked();
    }

    private static DataSet drawn(long seed) {
        // other hands for the test, whatever the seed
        return new DataSet(
                "drawn digits",
                DrawnDigits.draw(DRAWN_TRAIN, 2 * seed),
                DrawnDigits.draw(DRAWN_TEST, 2 * seed + 1));
    }

    private static DataSet folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    folder
                            + ": is not a folder. --data takes drawn, mnist, or a folder with"
                            + " train-images-idx3-ubyte, train-labels-idx1-ubyte,"
                            + " t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, gzipped or"
                            + " not.");
        }
        return new DataSet(
                folder.toString(),
                IdxFiles.readFolder(folder, Part.TRAIN),
                IdxFiles.readFolder(folder, Part.TEST));
    }

    private DataSet checked() throws IOException {
        if (train.size() == 0 || test.size() == 0) {
            throw new IOException(name + ": holds no images. Name a folder with a data set.");
        }
        if (train.rows() != test.rows() || train.columns() != test.columns()) {
            throw new IOException(
                    name
                            + ": the training images and the test images differ in size. Name a"
                            + " folder whose files belong together.");
        }
        return this;
    }

    /**
     * Describes the set.
     *
     * @return its name and sizes
     */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %,d to learn from and %,d to test",
                name,
                train.size(),
                test.size());
    }
}
