package io.github.djllosses.sample.model;

import ai.djl.Model;
import ai.djl.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import io.github.djllosses.sample.console.Errors;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.learning.Network;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A classifier that has been trained. */
public final class TrainedModel implements AutoCloseable {

    /** The model of drawn digits that comes with this program, seen from the project's folder. */
    public static final String OF_DRAWN = "models/digits-mlp";

    /** The model of MNIST that comes with this program. */
    public static final String OF_MNIST = "models/mnist-lenet";

    /** More than any description of a model has. */
    private static final int MOST_BYTES = 1 << 16;

    private final Path folder;
    private final Network network;
    private final long pixels;
    private final Model model;

    private TrainedModel(Path folder, Network network, long pixels, Model model) {
        this.folder = folder;
        this.network = network;
        this.pixels = pixels;
        this.model = model;
    }

    /**
     * Loads a model. DJL runs the class that the folder names: it must come from a source that is
     * trusted like a program.
     *
     * @param folder a folder with what {@link ModelFolder} makes
     * @return the model
     */
    public static TrainedModel load(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new WorkException(
                    folder + ": is no folder. Name one that train --out has written.");
        }
        Path description = folder.resolve(ModelFolder.PROPERTIES);
        if (!Files.isRegularFile(description)) {
            throw new WorkException(
                    folder
                            + ": is no trained model, since it has no "
                            + ModelFolder.PROPERTIES
                            + ". Name a folder that train --out has written.");
        }
        Model model = Model.newInstance(ParameterFile.MODEL);
        try {
            Properties properties = properties(description);
            long pixels = pixels(properties);
            // not by Criteria, which would run the code that lies in the folder
            Network network = Network.of(properties);
            network.check(pixels);
            Path file = folder.resolve(ParameterFile.NAME);
            byte[] parameters = ParameterFile.read(file, network, pixels);
            Checksum.check(folder, parameters);
            model.setBlock(network.create(model));
            model.load(new ByteArrayInputStream(parameters));
            return new TrainedModel(folder, network, pixels, model);
        } catch (IOException | ModelException | IllegalArgumentException e) {
            model.close();
            throw new WorkException(
                    folder
                            + ": cannot be loaded ("
                            + Errors.message(e)
                            + "). Train it again with train --out.",
                    e);
        }
    }

    /**
     * Tells whether a folder has a model, whole or not.
     *
     * @param folder the folder
     * @return whether it has parameters
     */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(ParameterFile.NAME));
    }

    /**
     * Tells whether a folder has a model that can be used.
     *
     * @param folder the folder
     * @return whether it can be loaded
     */
    public static boolean isWhole(Path folder) {
        try {
            load(folder).close();
            return true;
        } catch (WorkException e) {
            return false;
        }
    }

    private static long pixels(Properties properties) {
        String pixels = properties.getProperty(ModelFolder.PIXELS, "");
        try {
            return Long.parseLong(pixels);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    ModelFolder.PROPERTIES + " has no number of pixels", e);
        }
    }

    private static Properties properties(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            Properties properties = new Properties();
            properties.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
            return properties;
        }
    }

    /**
     * Makes sure that images have the size that this model knows.
     *
     * @param images the images
     */
    public void check(LabelledImages images) {
        long size = (long) images.rows() * images.columns();
        if (size != pixels) {
            throw new WorkException(
                    folder
                            + ": knows images of "
                            + pixels
                            + " pixels, not of "
                            + images.rows()
                            + " x "
                            + images.columns()
                            + ". Use a model for that size.");
        }
    }

    /**
     * Returns what it is made of.
     *
     * @return the network
     */
    public Network network() {
        return network;
    }

    /**
     * Classifies images.
     *
     * @param images the images, {@code (N, pixels)}
     * @return their logits, {@code (N, classes)}, attached to the manager of the images
     */
    public NDArray scores(NDArray images) {
        ParameterStore parameters = new ParameterStore(images.getManager(), false);
        return model.getBlock().forward(parameters, new NDList(images), false).head();
    }

    @Override
    public void close() {
        model.close();
    }
}
