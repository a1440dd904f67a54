package io.github.djllosses.sample.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.training.optimizer.Optimizer;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.sample.data.DrawnDigits;
import io.github.djllosses.sample.data.LabelledImages;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearnerTest {

    private static final LabelledImages DIGITS = DrawnDigits.draw(100, 1);
    private static final long PIXELS = 28 * 28;

    private static LearningOptions options(OptimizerChoice optimizer, long seed) {
        return new LearningOptions(1, 32, seed, optimizer, optimizer.usualRate());
    }

    private static Learner learner(long seed) {
        return new Learner(new CrossEntropyLoss(), options(OptimizerChoice.ADAM, seed), PIXELS);
    }

    @Test
    void sameSeedIsTheSameNetwork() {
        try (Learner one = learner(1);
                Learner same = learner(1);
                Learner other = learner(2)) {
            assertEquals(0, one.distance(same));
            assertTrue(one.distance(other) > 0.01);
            same.nudge();
            // one unit in the last place of weights below 1
            assertEquals(6e-8, one.distance(same), 6e-8);
            assertNotEquals(0, one.distance(same));
        }
    }

    @Test
    void bothOptimizersLearn() {
        for (OptimizerChoice optimizer : OptimizerChoice.values()) {
            try (Batches batches = Batches.mixed(DIGITS, LabelKind.INDEX, 32, 1);
                    NDManager keep = NDManager.newBaseManager();
                    Learner learner =
                            new Learner(new CrossEntropyLoss(), options(optimizer, 1), PIXELS)) {
                Score before = learner.judge(batches.list());
                for (int epoch = 0; epoch < 10; epoch++) {
                    batches.shuffled(epoch).forEach(batch -> learner.learn(batch, keep));
                }
                Score after = learner.judge(batches.list());
                assertTrue(after.loss() < 0.5 * before.loss(), optimizer + ": " + after);
                assertTrue(after.accuracy() > before.accuracy(), optimizer + ": " + after);
            }
        }
    }

    @Test
    void stepKeepsOnlyScoresAndLoss() {
        try (Batches batches = Batches.mixed(DIGITS, LabelKind.INDEX, 32, 1);
                NDManager keep = NDManager.newBaseManager();
                Learner learner = learner(1)) {
            Batch batch = batches.list().get(0);
            int before = batch.images().getManager().getManagedArrays().size();
            for (int step = 1; step <= 3; step++) {
                learner.learn(batch, keep);
                assertEquals(2 * step, keep.getManagedArrays().size());
                assertEquals(before, batch.images().getManager().getManagedArrays().size());
            }
        }
    }

    @Test
    void batchesHoldEveryImageOnce() {
        try (Batches mixed = Batches.mixed(DIGITS, LabelKind.INDEX, 32, 1);
                Batches inOrder = Batches.inOrder(DIGITS, LabelKind.INDEX, 32)) {
            assertEquals(
                    List.of(32L, 32L, 32L, 4L), mixed.list().stream().map(Batch::size).toList());
            assertEquals(ink(inOrder), ink(mixed), 1e-6);
            assertNotEquals(
                    inOrder.list().get(0).indices().toFloatArray()[0] * 1e6
                            + inOrder.list().get(0).images().sum().getFloat(),
                    mixed.list().get(0).indices().toFloatArray()[0] * 1e6
                            + mixed.list().get(0).images().sum().getFloat());
        }
    }

    private static double ink(Batches batches) {
        double ink = 0;
        for (Batch batch : batches.list()) {
            ink += batch.images().sum().getFloat() / DIGITS.size() / PIXELS;
        }
        return ink;
    }

    @Test
    void labelsAreSpeltAsDistributions() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] smoothed =
                    LabelKind.SMOOTHED.spell(manager.create(new float[] {3})).toFloatArray();
            for (int k = 0; k < Network.CLASSES; k++) {
                assertEquals(k == 3 ? 0.91 : 0.01, smoothed[k], 1e-7);
            }
        }
    }

    @Test
    void labelsAreSpeltAsSignsAndSets() {
        try (NDManager manager = NDManager.newBaseManager()) {
            var indices = manager.create(new float[] {2});
            assertArrayEquals(
                    new float[] {-1, -1, 1, -1, -1, -1, -1, -1, -1, -1},
                    LabelKind.SIGN.spell(indices).toFloatArray());
            assertArrayEquals(
                    new float[] {2, -1, -1, -1, -1, -1, -1, -1, -1, -1},
                    LabelKind.INDEX_SET.spell(indices).toFloatArray());
        }
    }

    /** A run that is stopped twice within one step must not lose what the first stop kept. */
    @Test
    void whatIsRestoredIsSavedAgain() {
        try (Batches batches = Batches.mixed(DIGITS, LabelKind.INDEX, 32, 1);
                NDManager keep = NDManager.newBaseManager();
                Learner learner = learner(1);
                Learner again = learner(2)) {
            batches.list().forEach(batch -> learner.learn(batch, keep));
            byte[] saved = learner.save();
            again.restore(saved);
            assertArrayEquals(saved, again.save());

            learner.learn(batches.list().get(0), keep);
            again.learn(batches.list().get(0), keep);
            assertArrayEquals(learner.save(), again.save());
        }
    }

    @Test
    void adamIsDjls() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[][] weights = new float[2][];
            int run = 0;
            for (Optimizer adam : List.of(new ResumableAdam(1e-3f), Optimizer.adam().build())) {
                var weight = manager.create(new float[] {1, -2, 3});
                for (int step = 1; step <= 5; step++) {
                    adam.update("w", weight, manager.create(new float[] {step, 0.1f, -3e-4f}));
                }
                weights[run++] = weight.toFloatArray();
            }
            assertArrayEquals(weights[1], weights[0]);
        }
    }
}
