package io.github.djllosses.sample.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djllosses.sample.data.LabelledImages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A data set in memory, mixed once and cut into batches once: a training step then costs no time
 * for its data, and every learner sees the same batches.
 */
public final class Batches implements AutoCloseable {

    private final NDManager manager;
    private final List<Batch> batches = new ArrayList<>();

    private Batches(NDArray images, NDArray indices, LabelKind kind, int batchSize) {
        manager = images.getManager();
        long[] cuts = cuts(images.getShape().get(0), batchSize);
        NDList imageParts = images.split(cuts);
        NDList indexParts = indices.split(cuts);
        NDList labelParts = kind.spell(indices).split(cuts);
        for (int i = 0; i < imageParts.size(); i++) {
            batches.add(new Batch(imageParts.get(i), indexParts.get(i), labelParts.get(i)));
        }
    }

    /**
     * Cuts images in random order, to learn from.
     *
     * @param images the images
     * @param kind how their classes are spelt
     * @param batchSize the size of a batch; the last one has what is left
     * @param seed the seed of the order
     * @return the batches
     */
    public static Batches mixed(LabelledImages images, LabelKind kind, int batchSize, long seed) {
        NDManager manager = NDManager.newBaseManager();
        NDArray order = manager.create(order(images.size(), seed));
        try (NDArray pixels = images.images(manager);
                NDArray indices = images.labels(manager)) {
            return new Batches(pixels.get(order), indices.get(order), kind, batchSize);
        }
    }

    /**
     * Cuts images in the order they have, to judge by.
     *
     * @param images the images
     * @param kind how their classes are spelt
     * @param batchSize the size of a batch; the last one has what is left
     * @return the batches
     */
    public static Batches inOrder(LabelledImages images, LabelKind kind, int batchSize) {
        NDManager manager = NDManager.newBaseManager();
        return new Batches(images.images(manager), images.labels(manager), kind, batchSize);
    }

    private static long[] cuts(long size, int batchSize) {
        long[] cuts = new long[(int) ((size - 1) / batchSize)];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = (i + 1L) * batchSize;
        }
        return cuts;
    }

    private static long[] order(int size, long seed) {
        List<Long> order = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        return order.stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * Asks a teacher about every image, once.
     *
     * @param teacher makes logits of images
     * @return these batches
     */
    public Batches taughtBy(UnaryOperator<NDArray> teacher) {
        batches.replaceAll(
                batch ->
                        new Batch(
                                batch.images(),
                                batch.indices(),
                                batch.labels(),
                                new NDList(teacher.apply(batch.images()))));
        return this;
    }

    /**
     * Returns the batches in the order of the data.
     *
     * @return all of them
     */
    public List<Batch> list() {
        return Collections.unmodifiableList(batches);
    }

    /**
     * Returns the batches in random order.
     *
     * @param seed the seed of the order
     * @return all of them
     */
    public List<Batch> shuffled(long seed) {
        List<Batch> shuffled = new ArrayList<>(batches);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled;
    }

    @Override
    public void close() {
        manager.close();
    }
}
