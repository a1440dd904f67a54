package io.github.djllosses.sample.data;

import ai.djl.basicdataset.cv.classification.Mnist;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset.Usage;
import ai.djl.translate.TranslateException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Data sets that DJL downloads and keeps in its cache. */
final class Download {

    private static final int SIZE = 28;
    private static final int CHUNK = 1_000;

    private Download() {}

    /**
     * Downloads one part of MNIST.
     *
     * @param train whether it is the part to learn from
     */
    static LabelledImages mnist(boolean train) throws IOException {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        try (NDManager manager = NDManager.newBaseManager()) {
            Mnist mnist =
                    Mnist.builder()
                            .optManager(manager)
                            .optUsage(train ? Usage.TRAIN : Usage.TEST)
                            .setSampling(CHUNK, false)
                            .build();
            mnist.prepare();
            for (Batch batch : mnist.getData(manager)) {
                try (batch) {
                    pixels.writeBytes(bytes(batch.getData().head().mul(255).round()));
                    labels.writeBytes(bytes(batch.getLabels().head()));
                }
            }
        } catch (IOException | TranslateException | RuntimeException e) {
            throw new IOException(
                    "MNIST cannot be downloaded ("
                            + e.getMessage()
                            + "). Get its four IDX files elsewhere and name their folder: --data"
                            + " FOLDER.",
                    e);
        }
        return new LabelledImages(SIZE, SIZE, pixels.toByteArray(), labels.toByteArray());
    }

    private static byte[] bytes(NDArray array) {
        ByteBuffer buffer = array.toType(DataType.UINT8, false).toByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
