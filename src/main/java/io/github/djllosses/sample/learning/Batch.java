package io.github.djllosses.sample.learning;

import ai.djl.ndarray.NDArray;

/**
 * Images that make one step.
 *
 * @param images the images, {@code (N, pixels)}
 * @param indices their classes, {@code (N)}
 * @param labels their classes as the loss takes them
 */
public record Batch(NDArray images, NDArray indices, NDArray labels) {

    /**
     * Returns the number of images.
     *
     * @return N
     */
    public long size() {
        return images.getShape().get(0);
    }
}
