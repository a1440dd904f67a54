package io.github.djllosses.sample.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.djllosses.sample.console.WorkException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A folder with a model may come from anywhere. */
class DamagedModelTest {

    private static final Path SHIPPED = Path.of(TrainedModel.OF_DRAWN);

    @TempDir private Path folder;
    private Path parameters;
    private Path properties;

    @BeforeEach
    void copy() throws IOException {
        parameters = folder.resolve(ParameterFile.NAME);
        properties = folder.resolve(ModelFolder.PROPERTIES);
        for (Path file : new Path[] {parameters, properties}) {
            Files.copy(SHIPPED.resolve(file.getFileName()), file);
        }
    }

    private String refusal() {
        WorkException refusal =
                assertThrows(WorkException.class, () -> TrainedModel.load(folder).close());
        String message = String.valueOf(refusal.getMessage());
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.startsWith(folder.toString()), message);
        return message;
    }

    @Test
    void noOtherLengthIsAccepted() throws IOException {
        byte[] whole = Files.readAllBytes(parameters);
        for (int length : new int[] {0, 1, 4, 100, whole.length / 2, whole.length - 1}) {
            Files.write(parameters, Arrays.copyOf(whole, length));
            assertTrue(refusal().contains("less than " + whole.length + " bytes"));
        }
        Files.write(parameters, Arrays.copyOf(whole, whole.length + 1));
        assertTrue(refusal().contains("more than " + whole.length + " bytes"));
    }

    /** DJL would allocate the lengths that such a file promises, and run into the next array. */
    @Test
    void noOtherFrameIsAccepted() throws IOException {
        byte[] whole = Files.readAllBytes(parameters);
        int header = 60;
        for (int i = 0; i < header; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(parameters, damaged);
            assertTrue(refusal().contains("damaged at byte " + i), "byte " + i);
        }
    }

    /** Numbers have no checksum here, but nothing worse than another number comes of them. */
    @Test
    void flippedBitsGiveAModelOrARefusal() throws IOException {
        byte[] whole = Files.readAllBytes(parameters);
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(parameters, damaged);
            try {
                TrainedModel.load(folder).close();
            } catch (WorkException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("damaged"));
            }
        }
    }

    @Test
    void aChecksumThatDoesNotMatchIsRefused() throws IOException {
        Files.copy(SHIPPED.resolve("run.json"), folder.resolve("run.json"));
        byte[] damaged = Files.readAllBytes(parameters);
        damaged[damaged.length / 2] ^= 1;
        Files.write(parameters, damaged);

        assertTrue(refusal().contains("checksum in run.json"));
    }

    @ParameterizedTest
    @CsvSource({
        "hidden=64, hidden=1000000000",
        "hidden=64, 'hidden=1500,1500'",
        "hidden=64, hidden=-1",
        "hidden=64, hidden=0",
        "hidden=64, hidden=",
        "hidden=64, hidden=65",
        "pixels=784, pixels=1000000000000",
        "pixels=784, pixels=0",
        "pixels=784, pixels=many",
        "network=mlp, network=lenet",
        "network=mlp, network=gpt",
        "classes=10, classes=11",
        "classes=10, classes=\\u00zz"
    })
    void noOtherDescriptionIsAccepted(String right, String wrong) throws IOException {
        Files.writeString(properties, Files.readString(properties).replace(right, wrong));

        assertTrue(refusal().contains("cannot be loaded"));
    }

    @Test
    void anEndlessDescriptionIsNotRead() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(properties.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        TrainedModel.load(folder).close();
        try (RandomAccessFile sparse = new RandomAccessFile(parameters.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertTrue(refusal().contains("more than"));
    }

    /** A model that others made must not bring code along. */
    @Test
    void codeInTheFolderIsNotRun() throws IOException {
        Files.writeString(
                properties,
                Files.readString(properties)
                        .replace("NetworkFactory", "NoSuchFactory")
                        .replace("ImageClassificationTranslatorFactory", "NoSuchTranslator"));

        TrainedModel.load(folder).close();
    }
}
