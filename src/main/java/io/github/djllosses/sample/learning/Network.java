package io.github.djllosses.sample.learning;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;

/** The classifier: pixels, 128, 64, 10, with ReLU between them. Its output are logits. */
public final class Network {

    /** How many classes it tells apart. */
    public static final int CLASSES = 10;

    private Network() {}

    /**
     * Creates a network.
     *
     * @param seed the seed of its weights
     * @return the network, not yet initialized
     */
    static Block create(long seed) {
        Block network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(128).build())
                        .add(Activation::relu)
                        .add(Linear.builder().setUnits(64).build())
                        .add(Activation::relu)
                        .add(Linear.builder().setUnits(CLASSES).build());
        network.setInitializer(new SeededInitializer(seed), Parameter.Type.WEIGHT);
        return network;
    }

    /** Returns the shape of one image as the network takes it. */
    static Shape input(long pixels) {
        return new Shape(1, pixels);
    }
}
