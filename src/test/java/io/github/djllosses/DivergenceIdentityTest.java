package io.github.djllosses;

import static io.github.djllosses.Behaviour.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.divergence.Direction;
import io.github.djllosses.divergence.DistillationLoss;
import io.github.djllosses.divergence.DivergenceBuilder;
import io.github.djllosses.divergence.GaussianKlLoss;
import io.github.djllosses.divergence.HellingerLoss;
import io.github.djllosses.divergence.JensenShannonLoss;
import io.github.djllosses.divergence.KlDivergenceLoss;
import io.github.djllosses.divergence.RenyiDivergenceLoss;
import io.github.djllosses.divergence.TotalVariationLoss;
import io.github.djllosses.information.Gaussian;
import io.github.djllosses.regression.L1Loss;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Divergences in terms of other losses and of entropies, on random numbers. */
class DivergenceIdentityTest {

    private static final int ROWS = 20;
    private static final int CLASSES = 4;
    private static final double NEAR = 1e-13;
    private static final int[] LAST = {-1};

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
    void renyiOfOrderOneHalfIsALogarithmOfHellinger(long seed) {
        NDList p = logits(seed);
        NDArray q = logits(-seed).head();
        AbstractLoss hellinger = fromLogits(HellingerLoss.builder()).build();
        AbstractLoss renyi = fromLogits(RenyiDivergenceLoss.builder()).optAlpha(0.5f).build();

        Behaviour expected =
                Behaviour.of(x -> values(hellinger, p, x).neg().add(1).log().mul(-2), q);
        expected.assertSame(Behaviour.of(renyi, p, q), NEAR);
    }

    /** The entropy of the mixture exceeds the mixture of the entropies by the divergence. */
    @ParameterizedTest
    @ValueSource(floats = {0.5f, 0.125f})
    void jensenShannonIsWhatMixingAddsToEntropy(float beta) {
        NDList label = logits(7);
        NDArray p = label.head().softmax(-1);
        NDArray prediction = logits(-7).head();
        AbstractLoss js = fromLogits(JensenShannonLoss.builder()).optBeta(beta).build();

        Behaviour expected =
                Behaviour.of(
                        x -> {
                            NDArray q = x.head().softmax(-1);
                            NDArray mixture = p.mul(beta).add(q.mul(1 - beta));
                            return entropy(mixture)
                                    .sub(entropy(p).mul(beta))
                                    .sub(entropy(q).mul(1 - beta));
                        },
                        prediction);
        expected.assertSame(Behaviour.of(js, label, prediction), NEAR);
    }

    /** Lin's bound, above the values where both are near. */
    @ForSeeds
    void jensenShannonIsAtMostLog2TimesTotalVariation(long seed) {
        NDList p = logits(seed);
        NDArray q = logits(-seed).head();
        double[] js = Behaviour.of(fromLogits(JensenShannonLoss.builder()).build(), p, q).values();
        double[] tv = Behaviour.of(fromLogits(TotalVariationLoss.builder()).build(), p, q).values();
        for (int i = 0; i < ROWS; i++) {
            assertTrue(js[i] <= Math.log(2) * tv[i], "row " + i + ": " + js[i] + ", " + tv[i]);
        }
    }

    @ForSeeds
    void totalVariationIsHalfOfTheAbsoluteErrorOfARow(long seed) {
        NDList label = logits(seed);
        NDList p = new NDList(label.head().softmax(-1));
        NDArray prediction = logits(-seed).head();
        AbstractLoss tv = fromLogits(TotalVariationLoss.builder()).build();

        Behaviour expected =
                Behaviour.of(
                        x ->
                                values(new L1Loss(), p, new NDList(x.head().softmax(-1)))
                                        .sum(LAST)
                                        .div(2),
                        prediction);
        expected.assertSame(Behaviour.of(tv, label, prediction), NEAR);
    }

    /** A row is the product of independent Gaussians, whose divergences add up. */
    @ForSeeds
    void gaussianKlIsTheSumOfTheDivergencesOfGaussians(long seed) {
        Random random = new Random(seed);
        NDArray[] parameters = new NDArray[4];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = normal(manager, random, ROWS, CLASSES);
        }
        NDList label = new NDList(parameters[0], parameters[1]);
        double[] found =
                Behaviour.of(new GaussianKlLoss(), label, parameters[2], parameters[3]).values();
        for (int row = 0; row < ROWS; row++) {
            double sum = 0;
            for (int k = 0; k < CLASSES; k++) {
                Gaussian given = gaussian(parameters[0], parameters[1], row, k);
                sum += gaussian(parameters[2], parameters[3], row, k).klDivergence(given);
            }
            assertEquals(sum, found[row], NEAR * sum, "row " + row);
        }
    }

    private static Gaussian gaussian(NDArray mean, NDArray logVariance, long row, long column) {
        return new Gaussian(
                mean.getDouble(row, column), Math.exp(logVariance.getDouble(row, column) / 2));
    }

    @ForSeeds
    void aStudentWithoutATeacherLearnsByCrossEntropy(long seed) {
        NDArray classes =
                manager.create(new Random(seed).ints(ROWS, 0, CLASSES).asLongStream().toArray());
        NDArray student = logits(seed).head();
        NDList labels = new NDList(classes, logits(-seed).head());
        AbstractLoss alone = DistillationLoss.builder().optAlpha(0).build();

        Behaviour.of(new CrossEntropyLoss(), new NDList(classes), student)
                .assertSame(Behaviour.of(alone, labels, student), NEAR);
    }

    /** What has no share may be infinite: the teacher rules out what the student holds likely. */
    @Test
    void aTeacherWithoutAShareMayBeInfinitelyFar() {
        NDArray student = manager.create(new double[] {1, 2, 3}, new Shape(1, 3));
        NDArray teacher =
                manager.create(new double[] {1, 2, Double.NEGATIVE_INFINITY}, new Shape(1, 3));
        NDList labels = new NDList(manager.zeros(new Shape(1)), teacher);
        AbstractLoss alone =
                DistillationLoss.builder()
                        .optAlpha(0)
                        .optObjective(DistillationLoss.Objective.REVERSE_KL)
                        .build();

        // log(1 + e + e^2)
        double expected = Math.log(1 + Math.E + Math.E * Math.E);
        assertEquals(expected, alone.evaluate(labels, new NDList(student)).getDouble(), 1e-15);
    }

    /** By hand: p (1 - p) d^2 / 8 of a difference d in one of two logits, to first order. */
    @Test
    void distillationByJensenShannonKeepsItsDigitsInFloat32() {
        float next = Math.nextUp(0.1f);
        NDList student = new NDList(manager.create(new float[] {8, next}, new Shape(1, 2)));
        NDArray teacher = manager.create(new float[] {8, 0.1f}, new Shape(1, 2));
        NDList labels = new NDList(manager.zeros(new Shape(1)), teacher);
        AbstractLoss soft =
                DistillationLoss.builder()
                        .optAlpha(1)
                        .optTemperature(1)
                        .optObjective(DistillationLoss.Objective.JENSEN_SHANNON)
                        .build();

        double p = 1 / (1 + Math.exp(8 - 0.1));
        double d = (double) next - 0.1f;
        double expected = p * (1 - p) * d * d / 8;
        assertEquals(expected, soft.evaluate(labels, student).getFloat(), 1e-6 * expected);
    }

    @ForSeeds
    void aStudentOfATeacherAloneLearnsByADivergence(long seed) {
        NDArray classes = manager.zeros(logits(seed).head().getShape().slice(0, 1));
        NDArray student = logits(seed).head();
        NDList teacher = logits(-seed);
        NDList labels = new NDList(classes).addAll(teacher);
        for (Direction direction : Direction.values()) {
            AbstractLoss kl =
                    fromLogits(KlDivergenceLoss.builder())
                            .optDirection(direction)
                            .optTemperature(3)
                            .build();
            Behaviour.of(kl, teacher, student)
                    .assertSame(
                            Behaviour.of(
                                    taught(
                                            direction == Direction.FORWARD
                                                    ? DistillationLoss.Objective.FORWARD_KL
                                                    : DistillationLoss.Objective.REVERSE_KL),
                                    labels,
                                    student),
                            NEAR);
        }
        AbstractLoss js = fromLogits(JensenShannonLoss.builder()).build();
        NDList softened = new NDList(teacher.head().div(3));
        Behaviour.of(x -> values(js, softened, new NDList(x.head().div(3))).mul(9), student)
                .assertSame(
                        Behaviour.of(
                                taught(DistillationLoss.Objective.JENSEN_SHANNON), labels, student),
                        NEAR);
    }

    private static AbstractLoss taught(DistillationLoss.Objective objective) {
        return DistillationLoss.builder()
                .optAlpha(1)
                .optTemperature(3)
                .optObjective(objective)
                .build();
    }

    private NDList logits(long seed) {
        return new NDList(normal(manager, new Random(seed), ROWS, CLASSES).mul(2));
    }

    private static NDArray entropy(NDArray p) {
        return p.mul(p.log()).sum(LAST).neg();
    }

    private static NDArray values(AbstractLoss loss, NDList labels, NDList predictions) {
        return loss.pointwise(labels, predictions).values();
    }

    private static <B extends DivergenceBuilder<?>> B fromLogits(B builder) {
        builder.optPredictionEncoding(Encoding.LOGITS).optLabelEncoding(Encoding.LOGITS);
        return builder;
    }
}
