package io.github.djllosses.sample.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LabelledImagesTest {

    /** Three images of 1 x 2, with labels 7, 0, 9. */
    private static LabelledImages three() {
        return new LabelledImages(1, 2, bytes(0, 255, 1, 2, 128, 254), bytes(7, 0, 9));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void givesEachImageWithItsLabel() {
        LabelledImages images = three();

        assertEquals(3, images.size());
        assertEquals(1, images.rows());
        assertEquals(2, images.columns());
        assertArrayEquals(bytes(0, 255), images.image(0));
        assertArrayEquals(bytes(128, 254), images.image(2));
        assertEquals(7, images.label(0));
        assertEquals(9, images.label(2));
        assertEquals("3 labelled images of 1 x 2", images.toString());
    }

    @Test
    void nobodyCanChangeIt() {
        byte[] pixels = bytes(0, 255, 1, 2, 128, 254);
        byte[] labels = bytes(7, 0, 9);
        LabelledImages images = new LabelledImages(1, 2, pixels, labels);
        pixels[0] = 99;
        labels[0] = 3;
        images.image(1)[0] = 99;

        assertEquals(three(), images);
    }

    @Test
    void isEqualExactlyToTheSameImages() {
        assertEquals(three(), three());
        assertEquals(three().hashCode(), three().hashCode());
        assertNotEquals(
                three(), new LabelledImages(1, 2, bytes(0, 255, 1, 2, 128, 253), bytes(7, 0, 9)));
        assertNotEquals(
                three(), new LabelledImages(1, 2, bytes(0, 255, 1, 2, 128, 254), bytes(7, 0, 8)));
        assertNotEquals(
                three(), new LabelledImages(2, 1, bytes(0, 255, 1, 2, 128, 254), bytes(7, 0, 9)));
    }

    @Test
    void takesTheFirstImages() {
        assertEquals(new LabelledImages(1, 2, bytes(0, 255, 1, 2), bytes(7, 0)), three().take(2));
        assertEquals(three(), three().take(3));
        assertEquals(0, three().take(0).size());
    }

    @Test
    void refusesWhatIsNotOneImageForEachLabel() {
        assertRefused("at least one row and one column, but got 0 x 2", 0, 2, 0, 0);
        assertRefused("at least one row and one column, but got 1 x -2", 1, -2, 0, 0);
        assertRefused("2 labels need as many images of 1 x 2, but there are 6", 1, 2, 6, 2);
        assertRefused("3 labels need as many images of 1 x 2, but there are 5", 1, 2, 5, 3);
        // 65536 x 65536 is 0 in int arithmetic.
        assertRefused("1 labels need as many images of 65536", 65536, 65536, 0, 1);
        IllegalArgumentException negative =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new LabelledImages(1, 1, bytes(1, 2), bytes(3, 200)));
        assertContains("label 1 is -56", negative);
    }

    private static void assertRefused(
            String message, int rows, int columns, int pixels, int labels) {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new LabelledImages(
                                        rows, columns, new byte[pixels], new byte[labels]));
        assertContains(message, refusal);
    }

    @Test
    void refusesAnIndexOrCountThatIsNotThere() {
        LabelledImages images = three();

        assertThrows(IndexOutOfBoundsException.class, () -> images.image(3));
        assertThrows(IndexOutOfBoundsException.class, () -> images.image(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> images.label(3));
        assertContains(
                "cannot take 4 of 3 images",
                assertThrows(IllegalArgumentException.class, () -> images.take(4)));
        assertThrows(IllegalArgumentException.class, () -> images.take(-1));
    }

    @Test
    void givesTheEngineFloatsFromZeroToOneAndClassIndices() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray images = three().images(manager);
            NDArray labels = three().labels(manager);

            assertEquals(new Shape(3, 2), images.getShape());
            assertEquals(DataType.FLOAT32, images.getDataType());
            assertArrayEquals(
                    new float[] {0f, 1f, 1 / 255f, 2 / 255f, 128 / 255f, 254 / 255f},
                    images.toFloatArray());
            assertEquals(new Shape(3), labels.getShape());
            assertEquals(DataType.FLOAT32, labels.getDataType());
            assertArrayEquals(new float[] {7, 0, 9}, labels.toFloatArray());
        }
    }

    @Test
    void leavesTwoArraysOnTheManagerAndNothingElse() {
        try (NDManager manager = NDManager.newBaseManager()) {
            int before = manager.getManagedArrays().size();
            NDArray images = three().images(manager);
            NDArray labels = three().labels(manager);

            assertEquals(before + 2, manager.getManagedArrays().size());
            assertEquals(manager, images.getManager());
            assertEquals(manager, labels.getManager());
        }
    }

    @Test
    void feedsAnArrayDataset() throws IOException, TranslateException {
        try (NDManager manager = NDManager.newBaseManager()) {
            ArrayDataset dataset =
                    new ArrayDataset.Builder()
                            .setData(three().images(manager))
                            .optLabels(three().labels(manager))
                            .setSampling(2, false)
                            .build();
            Batch batch = dataset.getData(manager).iterator().next();

            assertEquals(new Shape(2, 2), batch.getData().head().getShape());
            assertArrayEquals(new float[] {7, 0}, batch.getLabels().head().toFloatArray());
            batch.close();
        }
    }

    private static void assertContains(String part, Exception refusal) {
        String message = String.valueOf(refusal.getMessage());
        assertEquals(part, message.contains(part) ? part : message);
    }
}
