package io.github.djllosses.sample.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Makes a data set harder to learn from, as data of the world are. */
public final class Spoiling {

    private Spoiling() {}

    /**
     * Replaces labels by wrong ones, each of the other classes being as likely as any.
     *
     * @param images the images
     * @param share the share of the labels to replace, from 0 to 1
     * @param classes how many classes there are, at least 2
     * @param seed the seed of the choice
     * @return the same images
     */
    public static LabelledImages wrongLabels(
            LabelledImages images, double share, int classes, long seed) {
        Random random = random(seed);
        byte[] labels = new byte[images.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) images.label(i);
        }
        List<Integer> order = shuffled(images.size(), random);
        for (int i : order.subList(0, (int) Math.round(share * labels.length))) {
            labels[i] = (byte) ((labels[i] + 1 + random.nextInt(classes - 1)) % classes);
        }
        return images.withLabels(labels);
    }

    /**
     * Makes every other class rare: those with odd numbers.
     *
     * @param images the images
     * @param share the share of the images of a rare class that stays, from 0 to 1
     * @param seed the seed of the choice
     * @return the images that stay, in the order they had
     */
    public static LabelledImages rareClasses(LabelledImages images, double share, long seed) {
        List<Integer> rare = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int i : shuffled(images.size(), random(seed))) {
            (images.label(i) % 2 == 1 ? rare : kept).add(i);
        }
        kept.addAll(rare.subList(0, (int) Math.round(share * rare.size())));
        Collections.sort(kept);
        return images.select(kept.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Makes another order than a {@link Random} of the same seed does, which may put the images
     * into batches: else what is spoilt would fill whole batches.
     */
    private static Random random(long seed) {
        return new Random(new SplittableRandom(seed).nextLong());
    }

    private static List<Integer> shuffled(int size, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        return order;
    }
}
