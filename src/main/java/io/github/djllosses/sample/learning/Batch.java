package io.github.djllosses.sample.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * Images that make one step.
 *
 * @param images the images, {@code (N, pixels)}
 * @param indices their classes, {@code (N)}
 * @param labels their classes as the loss takes them
 * @param teacher the logits of a teacher, {@code (N, classes)}, if there is one
 */
public record Batch(NDArray images, NDArray indices, NDArray labels, NDList teacher) {

    /**
     * Makes a batch without a teacher.
     *
     * @param images the images
     * @param indices their classes
     * @param labels their classes as the loss takes them
     */
    public Batch(NDArray images, NDArray indices, NDArray labels) {
        this(images, indices, labels, new NDList());
    }

    /** Returns all of its arrays. */
    NDArray[] arrays() {
        NDList arrays = new NDList(images, indices, labels);
        arrays.addAll(teacher);
        return arrays.toArray(NDArray[]::new);
    }

    /**
     * Returns the number of images.
     *
     * @return N
     */
    public long size() {
        return images.getShape().get(0);
    }
}
