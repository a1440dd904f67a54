package io.github.djllosses.sample.data;

import io.github.djllosses.sample.console.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads labelled images from files in the IDX format, the one of MNIST and Fashion-MNIST.
 *
 * <p>A set is two files, one of images and one of labels, each gzipped or not, which the content
 * decides and not the name. What comes back is what the files say, whole and checked; anything else
 * is an {@link IOException} whose message names the file, what is wrong with it, and what to do.
 * Each file may hold at most 2<sup>27</sup> bytes of pixels or labels, nearly three times MNIST.
 */
public final class IdxFiles {

    private static final int CLASSES = 10;

    /** Which half of a data set. */
    public enum Part {
        /** The images to learn from. */
        TRAIN("training", "train"),
        /** The images to judge by. */
        TEST("test", "t10k");

        private final String word;
        private final String prefix;

        Part(String word, String prefix) {
            this.word = word;
            this.prefix = prefix;
        }
    }

    private IdxFiles() {}

    /**
     * Reads one part of a data set from a folder that holds its files under their usual names:
     * {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte}, for the test part with
     * {@code t10k} in the place of {@code train}; with or without {@code .gz}, and with a dot
     * before {@code idx} or a hyphen. Where several are there, the first in this order counts.
     *
     * @param folder the folder
     * @param part which part
     * @return the images with their labels, 0 to 9
     * @throws IOException if a file is missing or not what it should be
     */
    public static LabelledImages readFolder(Path folder, Part part) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IdxException(folder, "is not a folder", "Name the one that holds the files.");
        }
        List<String> imageNames = names(part, "images", 3);
        List<String> labelNames = names(part, "labels", 1);
        Optional<Path> images = firstPresent(folder, imageNames);
        Optional<Path> labels = firstPresent(folder, labelNames);
        if (images.isEmpty() || labels.isEmpty()) {
            List<String> missing = new ArrayList<>();
            if (images.isEmpty()) {
                missing.add(missing(part, "images", imageNames));
            }
            if (labels.isEmpty()) {
                missing.add(missing(part, "labels", labelNames));
            }
            throw new IdxException(
                    folder,
                    "lacks " + String.join(" and ", missing),
                    "Put the IDX files of the data set there, or name another folder.");
        }
        return read(images.get(), labels.get());
    }

    private static List<String> names(Part part, String kind, int dimensions) {
        String hyphen = part.prefix + "-" + kind + "-idx" + dimensions + "-ubyte";
        String dot = part.prefix + "-" + kind + ".idx" + dimensions + "-ubyte";
        return List.of(hyphen, hyphen + ".gz", dot, dot + ".gz");
    }

    private static Optional<Path> firstPresent(Path folder, List<String> names) {
        return names.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }

    private static String missing(Part part, String kind, List<String> names) {
        return "the " + part.word + " " + kind + " (" + String.join(" or ", names) + ")";
    }

    /**
     * Reads a file of images and the file of their labels.
     *
     * @param images an IDX file of bytes with three dimensions: count, rows, columns
     * @param labels an IDX file of bytes with one dimension: count
     * @return the images with their labels, 0 to 9
     * @throws IOException if a file cannot be read or is not what it should be, or if the two do
     *     not belong together
     */
    public static LabelledImages read(Path images, Path labels) throws IOException {
        try {
            return together(images, labels);
        } catch (OutOfMemoryError e) {
            throw new IOException(images + ": " + Memory.exceeded(), e);
        }
    }

    private static LabelledImages together(Path images, Path labels) throws IOException {
        IdxFile labelFile = IdxFile.read(labels, 1);
        IdxFile imageFile = IdxFile.read(images, 3);
        int count = imageFile.dimension(0);
        int rows = imageFile.dimension(1);
        int columns = imageFile.dimension(2);
        if (count != labelFile.dimension(0)) {
            throw new IdxException(
                    images,
                    "holds "
                            + count
                            + " images, but "
                            + labels
                            + " "
                            + labelFile.dimension(0)
                            + " labels",
                    "Name two files of the same part of the same data set.");
        }
        if (rows == 0 || columns == 0) {
            throw new IdxException(
                    images,
                    "says that its images are " + rows + " x " + columns,
                    "Images need at least one pixel: fetch or make the file again.");
        }
        checkClasses(labels, labelFile.data());
        return new LabelledImages(rows, columns, imageFile.data(), labelFile.data());
    }

    private static void checkClasses(Path file, byte[] labels) throws IdxException {
        for (int i = 0; i < labels.length; i++) {
            int label = Byte.toUnsignedInt(labels[i]);
            if (label >= CLASSES) {
                throw new IdxException(
                        file,
                        "holds label " + label + " at index " + i,
                        "Labels must be 0 to " + (CLASSES - 1) + ": use a set of ten classes.");
            }
        }
    }
}
