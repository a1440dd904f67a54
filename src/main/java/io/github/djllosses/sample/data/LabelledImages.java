package io.github.djllosses.sample.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Grey images of one size, each with its class: an immutable value, one byte a pixel.
 *
 * <p>A byte is read as 0 to 255, where 0 is paper and 255 is full ink. {@link #images} and {@link
 * #labels} hand the set to an engine in the form in which DJL's own MNIST arrives:
 *
 * <pre>{@code
 * ArrayDataset dataset =
 *         new ArrayDataset.Builder()
 *                 .setData(digits.images(manager))
 *                 .optLabels(digits.labels(manager))
 *                 .setSampling(64, true)
 *                 .build();
 * }</pre>
 */
public final class LabelledImages {

    private final int rows;
    private final int columns;
    private final byte[] pixels;
    private final byte[] labels;

    /**
     * Copies the images and their classes.
     *
     * @param rows the height of an image, at least 1
     * @param columns the width of an image, at least 1
     * @param pixels the images one after another, each row by row
     * @param labels the class of each image, 0 or more
     * @throws IllegalArgumentException if a size is below 1, if {@code pixels} does not hold
     *     exactly one image for each label, or if a label is negative
     */
    public LabelledImages(int rows, int columns, byte[] pixels, byte[] labels) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "LabelledImages: an image needs at least one row and one column, but got "
                            + rows
                            + " x "
                            + columns);
        }
        // Two ints and an array's length: the product of the first two cannot overflow a long, and
        // dividing the pixels by it, rather than multiplying it further, cannot either.
        long imageSize = (long) rows * columns;
        if (pixels.length % imageSize != 0 || pixels.length / imageSize != labels.length) {
            throw new IllegalArgumentException(
                    "LabelledImages: "
                            + labels.length
                            + " labels need as many images of "
                            + rows
                            + " x "
                            + columns
                            + ", but there are "
                            + pixels.length
                            + " pixels");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0) {
                throw new IllegalArgumentException(
                        "LabelledImages: labels must be 0 or more, but label "
                                + i
                                + " is "
                                + labels[i]);
            }
        }
        this.rows = rows;
        this.columns = columns;
        this.pixels = pixels.clone();
        this.labels = labels.clone();
    }

    /**
     * Returns the number of images.
     *
     * @return 0 or more
     */
    public int size() {
        return labels.length;
    }

    /**
     * Returns the height of an image.
     *
     * @return the number of rows
     */
    public int rows() {
        return rows;
    }

    /**
     * Returns the width of an image.
     *
     * @return the number of columns
     */
    public int columns() {
        return columns;
    }

    /**
     * Returns a copy of one image.
     *
     * @param index which one, from 0
     * @return its pixels, row by row
     * @throws IndexOutOfBoundsException if there is no such image
     */
    public byte[] image(int index) {
        int start = Objects.checkIndex(index, size()) * rows * columns;
        return Arrays.copyOfRange(pixels, start, start + rows * columns);
    }

    /**
     * Returns the class of one image.
     *
     * @param index which one, from 0
     * @return its class
     * @throws IndexOutOfBoundsException if there is no such image
     */
    public int label(int index) {
        return labels[Objects.checkIndex(index, size())];
    }

    /**
     * Returns the first images.
     *
     * @param count how many, from 0 to {@link #size}
     * @return a set of exactly that many
     * @throws IllegalArgumentException if there are not that many
     */
    public LabelledImages take(int count) {
        if (count < 0 || count > size()) {
            throw new IllegalArgumentException(
                    "LabelledImages: cannot take " + count + " of " + size() + " images");
        }
        return new LabelledImages(
                rows,
                columns,
                Arrays.copyOf(pixels, count * rows * columns),
                Arrays.copyOf(labels, count));
    }

    /**
     * Returns some of the images.
     *
     * @param indices which, from 0, in the order to have them in
     * @return a set of exactly these
     * @throws IndexOutOfBoundsException if there is no such image
     */
    public LabelledImages select(int... indices) {
        int size = rows * columns;
        byte[] some = new byte[Math.multiplyExact(indices.length, size)];
        byte[] theirs = new byte[indices.length];
        for (int i = 0; i < indices.length; i++) {
            theirs[i] = (byte) label(indices[i]);
            System.arraycopy(pixels, indices[i] * size, some, i * size, size);
        }
        return new LabelledImages(rows, columns, some, theirs);
    }

    /**
     * Returns the images with other classes.
     *
     * @param labels the class of each image, 0 or more
     * @return a set of the same images
     * @throws IllegalArgumentException if there is not one label for each image
     */
    public LabelledImages withLabels(byte... labels) {
        return new LabelledImages(rows, columns, pixels, labels);
    }

    /**
     * Gives all images to an engine.
     *
     * @param manager the manager that will own the array
     * @return float32 of shape (size, rows * columns), 0 for paper to 1 for full ink
     */
    public NDArray images(NDManager manager) {
        // The bytes cross to the engine and become floats there: a quarter of what float[] would
        // need on the heap. They live on a manager of their own, so that only the result stays.
        try (NDManager scratch = manager.newSubManager()) {
            NDArray bytes =
                    scratch.create(
                            ByteBuffer.wrap(pixels),
                            new Shape(size(), (long) rows * columns),
                            DataType.UINT8);
            NDArray images = bytes.toType(DataType.FLOAT32, false).divi(255f);
            images.attach(manager);
            return images;
        }
    }

    /**
     * Gives all classes to an engine.
     *
     * @param manager the manager that will own the array
     * @return class indices of shape (size), as float32 because that is how DJL's own data sets
     *     deliver them
     */
    public NDArray labels(NDManager manager) {
        float[] indices = new float[labels.length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = labels[i];
        }
        return manager.create(indices, new Shape(size()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelledImages that
                && rows == that.rows
                && columns == that.columns
                && Arrays.equals(pixels, that.pixels)
                && Arrays.equals(labels, that.labels);
    }

    @Override
    public int hashCode() {
        return Objects.hash(rows, columns, Arrays.hashCode(pixels), Arrays.hashCode(labels));
    }

    @Override
    public String toString() {
        return size() + " labelled images of " + rows + " x " + columns;
    }
}
