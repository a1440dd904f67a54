package io.github.djllosses.sample.learning;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A classifier of images. Its output are logits.
 *
 * @param kind what sort of network it is
 * @param hidden the sizes of the hidden layers of a multilayer perceptron
 */
public record Network(Kind kind, List<Integer> hidden) {

    /** How many classes it tells apart. */
    public static final int CLASSES = 10;

    private static final long MOST_PIXELS = 128 * 128;
    private static final long MOST_PARAMETERS = 2_000_000;

    /** The network of the comparison: pixels, 128, 64, 10, with ReLU between them. */
    public static final Network MLP = new Network(Kind.MLP, List.of(128, 64));

    /** The sorts of networks. */
    public enum Kind {
        /** A multilayer perceptron. */
        MLP(NetworkFactory.MLP),
        /** LeNet-5, for square images. */
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
            properties.put(NetworkFactory.HIDDEN, sizes(","));
        }
        return properties;
    }

    private String sizes(String separator) {
        return hidden.stream().map(String::valueOf).collect(Collectors.joining(separator));
    }

    /**
     * Finds the network that properties describe.
     *
     * @param properties what {@link #properties()} returned, perhaps from a file
     * @return the network
     * @throws IllegalArgumentException if they describe none
     */
    public static Network of(Properties properties) {
        String id = properties.getProperty(NetworkFactory.NETWORK, "");
        String hidden = properties.getProperty(NetworkFactory.HIDDEN, "");
        if (!properties.getProperty(NetworkFactory.CLASSES, "").equals(String.valueOf(CLASSES))) {
            throw new IllegalArgumentException("it is not for " + CLASSES + " classes");
        }
        for (Kind kind : Kind.values()) {
            if (kind.id.equals(id)) {
                return new Network(
                        kind,
                        kind == Kind.MLP
                                ? Stream.of(hidden.split(",", -1)).map(Integer::valueOf).toList()
                                : List.of());
            }
        }
        throw new IllegalArgumentException("network is \"" + id + "\"");
    }

    /**
     * Refuses a network that is too large for the memory of a small machine.
     *
     * @param pixels the number of pixels of an image
     * @throws IllegalArgumentException if it has no units or too many
     */
    public void check(long pixels) {
        boolean fits = pixels >= 1 && pixels <= MOST_PIXELS;
        long inputs = pixels;
        long parameters = 0;
        for (int units : hidden) {
            fits = fits && units >= 1 && units <= MOST_PARAMETERS / inputs;
            parameters += (inputs + 1) * units;
            inputs = Math.max(1, units);
        }
        if (!fits || parameters > MOST_PARAMETERS) {
            throw new IllegalArgumentException(
                    "hidden layers "
                            + hidden
                            + " on "
                            + pixels
                            + " pixels have no units, or more than "
                            + MOST_PARAMETERS
                            + " parameters");
        }
    }

    /**
     * Creates the network.
     *
     * @param model the model it is for
     * @return the network, not yet initialized
     */
    public Block create(Model model) {
        return new NetworkFactory().newBlock(model, Path.of(""), properties());
    }

    /**
     * Creates the network.
     *
     * @param model the model it is for
     * @param seed the seed of its weights
     * @return the network, not yet initialized
     */
    Block create(Model model, long seed) {
        Block network = create(model);
        network.setInitializer(new SeededInitializer(seed), Parameter.Type.WEIGHT);
        return network;
    }

    /**
     * Tells whether this network takes images of a size.
     *
     * @param rows the height of an image
     * @param columns its width
     * @return whether
     */
    public boolean takes(int rows, int columns) {
        // of fewer than 12 pixels a side nothing is left after LeNet's second pooling
        return kind == Kind.MLP || (rows == columns && rows >= 12);
    }

    /**
     * Returns the shape of one image as the network takes it.
     *
     * @param pixels the number of its pixels
     * @return the shape
     */
    public static Shape input(long pixels) {
        return new Shape(1, pixels);
    }

    /**
     * Describes the network.
     *
     * @return its kind and the sizes of its hidden layers
     */
    @Override
    public String toString() {
        return hidden.isEmpty() ? kind.id : kind.id + " with hidden layers of " + sizes(", ");
    }
}
