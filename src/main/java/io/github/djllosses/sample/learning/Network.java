package io.github.djllosses.sample.learning;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A classifier of images. Its output are logits.
 *
 * @param kind what sort of network it is
 * @param hidden the sizes of the hidden layers of a multilayer perceptron
 */
public record Network(Kind kind, List<Integer> hidden) {

    /** How many classes it tells apart. */
    public static final int CLASSES = 10;

    /** The network of the comparison: pixels, 128, 64, 10, with ReLU between them. */
    public static final Network MLP = new Network(Kind.MLP, List.of(128, 64));

    /** The sorts of networks. */
    public enum Kind {
        /** A multilayer perceptron. */
        MLP(NetworkFactory.MLP),
        /** LeNet-5, for images of 28 x 28. */
        LENET(NetworkFactory.LENET);

        private final String id;

        Kind(String id) {
            this.id = id;
        }
    }

    /**
     * Describes the network for {@link NetworkFactory}.
     *
     * @return the properties
     */
    public Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        properties.put(NetworkFactory.NETWORK, kind.id);
        properties.put(NetworkFactory.CLASSES, String.valueOf(CLASSES));
        if (kind == Kind.MLP) {
            properties.put(
                    NetworkFactory.HIDDEN,
                    hidden.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        return properties;
    }

    /**
     * Creates the network.
     *
     * @param model the model it is for
     * @param seed the seed of its weights
     * @return the network, not yet initialized
     */
    Block create(Model model, long seed) {
        Block network = new NetworkFactory().newBlock(model, Path.of(""), properties());
        network.setInitializer(new SeededInitializer(seed), Parameter.Type.WEIGHT);
        return network;
    }

    /** Returns the shape of one image as the network takes it. */
    static Shape input(long pixels) {
        return new Shape(1, pixels);
    }
}
