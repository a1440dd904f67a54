package io.github.djllosses;

import static io.github.djllosses.Behaviour.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.HingeLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.embedding.CosineEmbeddingLoss;
import io.github.djllosses.embedding.HingeEmbeddingLoss;
import io.github.djllosses.embedding.InfoNceLoss;
import io.github.djllosses.embedding.MarginRankingLoss;
import io.github.djllosses.embedding.SupervisedContrastiveLoss;
import io.github.djllosses.embedding.TripletMarginLoss;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses of pairs and of embeddings in terms of other losses, on random numbers. */
class EmbeddingIdentityTest {

    private static final int ROWS = 6;
    private static final int WIDTH = 4;
    private static final double NEAR = 1e-14;
    private static final int[] LAST = {-1};
    private static final float TEMPERATURE = 0.25f;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** A law for the numbers of several seeds. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    private @interface ForSeeds {}

    @ForSeeds
    void rankingIsTheHingeOfADifference(long seed) {
        Random random = new Random(seed);
        NDArray x1 = normal(manager, random, ROWS);
        NDArray x2 = normal(manager, random, ROWS);
        NDList signs = signs(random);
        AbstractLoss hinge = HingeLoss.builder().optMargin(0.5f).build();
        AbstractLoss ranking = MarginRankingLoss.builder().optMargin(0.5f).build();

        Behaviour expected =
                Behaviour.of(x -> values(hinge, signs, new NDList(x.get(0).sub(x.get(1)))), x1, x2);
        expected.assertSame(Behaviour.of(ranking, signs, x1, x2), NEAR);
    }

    @ForSeeds
    void whatIsUnlikeIsAHingeOfItsDistanceAndTheRestIsTheDistance(long seed) {
        Random random = new Random(seed);
        NDArray x = normal(manager, random, ROWS);
        NDList signs = signs(random);
        NDArray alike = signs.head().add(1).div(2);
        AbstractLoss hinge = HingeLoss.builder().optMargin(0.75f).build();
        AbstractLoss embedding = HingeEmbeddingLoss.builder().optMargin(0.75f).build();

        Behaviour expected =
                Behaviour.of(
                        d -> {
                            NDArray lack = values(hinge, new NDList(alike.onesLike()), d);
                            return d.head().mul(alike).add(lack.mul(alike.neg().add(1)));
                        },
                        x);
        expected.assertSame(Behaviour.of(embedding, signs, x), NEAR);
    }

    /** {@code |x - y|^2 = 2 (1 - cos)} for vectors of length 1. */
    @ForSeeds
    void aCosineIsADistanceOfDirections(long seed) {
        Random random = new Random(seed);
        NDArray x1 = normal(manager, random, ROWS, WIDTH);
        NDArray x2 = normal(manager, random, ROWS, WIDTH);
        NDArray ones = manager.ones(new Shape(ROWS), x1.getDataType());
        AbstractLoss unlike = CosineEmbeddingLoss.builder().optMargin(-1).build();
        // both lengths get the epsilon 1e-12
        double tolerance = 1e-11;

        Behaviour apart =
                Behaviour.of(
                        x -> unit(x.get(0)).sub(unit(x.get(1))).square().sum(LAST).div(2), x1, x2);
        Behaviour together =
                Behaviour.of(
                        x -> unit(x.get(0)).add(unit(x.get(1))).square().sum(LAST).div(2), x1, x2);
        apart.assertSame(
                Behaviour.of(new CosineEmbeddingLoss(), new NDList(ones), x1, x2), tolerance);
        together.assertSame(Behaviour.of(unlike, new NDList(ones.neg()), x1, x2), tolerance);
    }

    @ForSeeds
    void aTripletRanksTwoDistances(long seed) {
        Random random = new Random(seed);
        NDArray[] triplets = {
            normal(manager, random, ROWS, WIDTH),
            normal(manager, random, ROWS, WIDTH),
            normal(manager, random, ROWS, WIDTH)
        };
        NDList farther = new NDList(manager.ones(new Shape(ROWS)));
        AbstractLoss ranking = MarginRankingLoss.builder().optMargin(1).build();

        Behaviour expected =
                Behaviour.of(
                        x ->
                                values(
                                        ranking,
                                        farther,
                                        new NDList(
                                                distance(x.get(0), x.get(2)),
                                                distance(x.get(0), x.get(1)))),
                        triplets);
        // the epsilon of the distances, 1e-6 where it was rounded to float32
        expected.assertSame(Behaviour.of(new TripletMarginLoss(), new NDList(), triplets), 1e-13);
    }

    @ForSeeds
    void aTripletOfEqualOthersCostsItsMargin(long seed) {
        Random random = new Random(seed);
        NDArray anchor = normal(manager, random, ROWS, WIDTH);
        NDArray other = normal(manager, random, ROWS, WIDTH);
        AbstractLoss loss = TripletMarginLoss.builder().optMargin(2.5f).build();
        double[] margins = new double[ROWS];
        Arrays.fill(margins, 2.5);

        Behaviour found = Behaviour.of(loss, new NDList(), anchor, other, other);
        assertArrayEquals(margins, found.values(), 1e-15);
        assertArrayEquals(new double[ROWS * WIDTH], found.gradients().get(0), 1e-15);
    }

    @ForSeeds
    void infoNceIsTheCrossEntropyOfSimilarities(long seed) {
        Random random = new Random(seed);
        NDArray queries = normal(manager, random, ROWS, WIDTH);
        NDArray keys = normal(manager, random, ROWS, WIDTH);
        NDList own = new NDList(manager.create(LongStream.range(0, ROWS).toArray()));
        AbstractLoss infoNce = InfoNceLoss.builder().optTemperature(TEMPERATURE).build();

        Behaviour expected =
                Behaviour.of(
                        x -> {
                            NDArray logits = cosines(x.get(0), x.get(1)).div(TEMPERATURE);
                            return values(new CrossEntropyLoss(), own, new NDList(logits));
                        },
                        queries,
                        keys);
        expected.assertSame(Behaviour.of(infoNce, new NDList(), queries, keys), 1e-13);
    }

    /** As in SimCLR: each of two views looks for the other among all but itself. */
    @ForSeeds
    void supervisedContrastOfPairsIsTheCrossEntropyOfFindingTheOther(long seed) {
        Random random = new Random(seed);
        NDArray views = normal(manager, random, 2 * ROWS, WIDTH);
        long[] pairs = LongStream.range(0, 2 * ROWS).map(i -> i % ROWS).toArray();
        long[] others = LongStream.range(0, 2 * ROWS).map(i -> (i + ROWS) % (2 * ROWS)).toArray();
        NDArray itself = manager.eye(2 * ROWS).eq(1);
        AbstractLoss supervised =
                SupervisedContrastiveLoss.builder().optTemperature(TEMPERATURE).build();

        Behaviour expected =
                Behaviour.of(
                        x -> {
                            NDArray logits = cosines(x.head(), x.head()).div(TEMPERATURE);
                            NDArray never = logits.zerosLike().add(Double.NEGATIVE_INFINITY);
                            return values(
                                    new CrossEntropyLoss(),
                                    new NDList(manager.create(others)),
                                    new NDList(NDArrays.where(itself, never, logits)));
                        },
                        views);
        expected.assertSame(
                Behaviour.of(supervised, new NDList(manager.create(pairs)), views), 1e-13);
    }

    private NDList signs(Random random) {
        double[] signs = new double[ROWS];
        Arrays.setAll(signs, i -> random.nextBoolean() ? 1 : -1);
        return new NDList(manager.create(signs));
    }

    private static NDArray values(AbstractLoss loss, NDList labels, NDList predictions) {
        return loss.pointwise(labels, predictions).values();
    }

    private static NDArray unit(NDArray x) {
        return x.div(x.square().sum(LAST, true).sqrt());
    }

    private static NDArray cosines(NDArray x, NDArray y) {
        return unit(x).matMul(unit(y).transpose());
    }

    private static NDArray distance(NDArray x, NDArray y) {
        return x.sub(y).add((double) 1e-6f).square().sum(LAST).sqrt();
    }
}
