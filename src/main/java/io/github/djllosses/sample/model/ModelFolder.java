package io.github.djllosses.sample.model;

import ai.djl.Model;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.learning.NetworkFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The files that make a classifier a model for DJL: its parameters, how to build the network, the
 * names of its classes and how to read an image.
 */
public final class ModelFolder {

    /** How the folder describes itself. */
    static final String PROPERTIES = "serving.properties";

    /** The property that has the number of pixels of an image. */
    static final String PIXELS = "pixels";

    private static final String CLASS_NAMES = "synset.txt";

    private ModelFolder() {}

    /**
     * Returns the files of a model.
     *
     * @param model the model
     * @param network what it is made of
     * @param pixels the number of pixels of an image
     * @return their bytes by name, the {@link #parameters} among them
     */
    public static Map<String, byte[]> files(Model model, Network network, long pixels) {
        try {
            Map<String, byte[]> files = new LinkedHashMap<>();
            files.put(ParameterFile.NAME, ParameterFile.of(model));
            files.put("classes/" + resource(), factory());
            files.put(
                    CLASS_NAMES,
                    lines(IntStream.range(0, Network.CLASSES).mapToObj(String::valueOf).toList()));
            files.put(PROPERTIES, lines(properties(network, pixels)));
            return files;
        } catch (IOException e) {
            throw new WorkException(
                    "The model cannot be written: "
                            + e.getMessage()
                            + ". Make room in the folder for temporary files.",
                    e);
        }
    }

    /**
     * Finds the parameters among the files of a model.
     *
     * @param files what {@link #files} returned
     * @return the bytes of the parameters
     */
    public static byte[] parameters(Map<String, byte[]> files) {
        return Objects.requireNonNull(files.get(ParameterFile.NAME));
    }

    private static byte[] lines(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String resource() {
        return NetworkFactory.class.getName().replace('.', '/') + ".class";
    }

    /** Returns the class that builds the network, so that other programs can do without ours. */
    private static byte[] factory() throws IOException {
        try (InputStream in =
                NetworkFactory.class.getClassLoader().getResourceAsStream(resource())) {
            if (in == null) {
                throw new IOException(resource() + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }

    private static List<String> properties(Network network, long pixels) {
        Map<String, String> properties = new TreeMap<>(network.properties());
        properties.put("engine", "PyTorch");
        properties.put("option.modelName", ParameterFile.MODEL);
        properties.put("application", "cv/image_classification");
        properties.put("blockFactory", NetworkFactory.class.getName());
        properties.put(
                "translatorFactory",
                "ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory");
        properties.put("flag", "GRAYSCALE");
        // of images of another size, which else would not fit the network
        String side = String.valueOf(Math.round(Math.sqrt((double) pixels)));
        properties.put("width", side);
        properties.put("height", side);
        properties.put("resize", "true");
        properties.put("toTensor", "true");
        properties.put("applySoftmax", "true");
        properties.put("synsetFileName", CLASS_NAMES);
        properties.put(PIXELS, String.valueOf(pixels));
        List<String> lines = new ArrayList<>();
        properties.forEach((name, value) -> lines.add(name + "=" + value));
        return lines;
    }
}
