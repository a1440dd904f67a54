package io.github.djllosses.sample.model;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.github.djllosses.sample.learning.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file of a network's parameters, as DJL writes it.
 *
 * <p>DJL trusts the lengths and shapes in such a file, and allocates what they say. So a file is
 * read only if it is, but for the numbers, what DJL writes for the same network.
 */
final class ParameterFile {

    /** The name of the model, in the file and in its name. */
    static final String MODEL = "digits";

    /** The name of the file. */
    static final String NAME = MODEL + "-0000.params";

    /** Two numbers that differ in each of their bytes. */
    private static final float[] FILLINGS = {0, Float.intBitsToFloat(0x01010101)};

    private ParameterFile() {}

    /** Returns the file of a model. DJL writes it to a folder only, and bit by bit. */
    static byte[] of(Model model) throws IOException {
        Path draft = Files.createTempDirectory(MODEL);
        Path file = draft.resolve(NAME);
        try {
            model.save(draft, MODEL);
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(draft);
        }
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param network the network whose parameters it should have
     * @param pixels the number of pixels of an image
     * @return its bytes
     * @throws IOException if it cannot be read or is not such a file
     */
    static byte[] read(Path file, Network network, long pixels) throws IOException {
        byte[][] frames = frames(network, pixels);
        int size = frames[0].length;
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(size + 1);
        }
        if (bytes.length != size) {
            throw new IOException(
                    NAME
                            + " has "
                            + (bytes.length < size ? "less" : "more")
                            + " than "
                            + size
                            + " bytes");
        }
        for (int i = 0; i < size; i++) {
            boolean isFrame = frames[0][i] == frames[1][i];
            if (isFrame && bytes[i] != frames[0][i]) {
                throw new IOException(NAME + " is damaged at byte " + i);
            }
        }
        return bytes;
    }

    /** Returns two files of the network that differ in every byte of the numbers. */
    private static byte[][] frames(Network network, long pixels) throws IOException {
        byte[][] frames = new byte[FILLINGS.length][];
        for (int i = 0; i < frames.length; i++) {
            try (Model model = Model.newInstance(MODEL, Engine.getInstance().defaultDevice())) {
                Block block = network.create(model);
                model.setBlock(block);
                block.initialize(model.getNDManager(), DataType.FLOAT32, Network.input(pixels));
                for (Parameter parameter : block.getParameters().values()) {
                    NDArray array = parameter.getArray();
                    array.muli(0).addi(FILLINGS[i]);
                }
                frames[i] = of(model);
            }
        }
        return frames;
    }
}
