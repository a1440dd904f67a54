package io.github.djllosses.sample.model;

import ai.djl.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.data.LabelledImages;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A classifier that has been trained. */
public final class TrainedModel implements AutoCloseable {

    /** The model that comes with this program, seen from the folder of the project. */
    public static final String SHIPPED = "models/digits-mlp";

    private final Path folder;
    private final long pixels;
    private final ZooModel<NDList, NDList> model;

    private TrainedModel(Path folder, long pixels, ZooModel<NDList, NDList> model) {
        this.folder = folder;
        this.pixels = pixels;
        this.model = model;
    }

    /**
     * Loads a model.
     *
     * @param folder a folder that {@link ModelFolder} has written
     * @return the model
     */
    public static TrainedModel load(Path folder) {
        Path description = folder.resolve(ModelFolder.PROPERTIES);
        if (!Files.isRegularFile(description)) {
            throw new WorkException(
                    folder
                            + ": is no trained model, since it has no "
                            + ModelFolder.PROPERTIES
                            + ". Name a folder that train --out has written.");
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(description)) {
            properties.load(reader);
            long pixels = Long.parseLong(properties.getProperty(ModelFolder.PIXELS, ""));
            return new TrainedModel(
                    folder,
                    pixels,
                    Criteria.builder()
                            .setTypes(NDList.class, NDList.class)
                            .optModelPath(folder)
                            .build()
                            .loadModel());
        } catch (IOException | ModelException | IllegalArgumentException e) {
            throw new WorkException(
                    folder
                            + ": cannot be loaded ("
                            + e.getMessage()
                            + "). Train it again with train --out.",
                    e);
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
                            + ". Give the --data that it was trained on.");
        }
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
