package io.github.djllosses.sample.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.sample.learning.Batch;
import io.github.djllosses.sample.learning.LabelKind;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Verdicts follow the numbers, and the numbers see what is wrong. */
class VerdictTest {

    private static final SameScores SAME = new SameScores(1e-8, 1e-7, 0, 1, 1);

    @Test
    void runsThatStayTogetherAgree() {
        Verdict verdict = Verdict.of(false, Apart.NONE, Apart.NONE, SAME);
        assertTrue(verdict.agree());
        assertTrue(verdict.words().endsWith("the runs stay together"), verdict.words());
    }

    @Test
    void runsThatPartLateByRoundingAgreeAndSayWhere() {
        Apart late = new Apart(1e-7, 0.03, 700, 0.1);
        Verdict verdict = Verdict.of(false, late, Apart.NONE, SAME);
        assertTrue(verdict.agree());
        assertTrue(verdict.words().contains("parts the runs at step 700"), verdict.words());
    }

    @Test
    void runsThatPartAtOnceDiffer() {
        Verdict verdict = Verdict.of(false, new Apart(0.5, 0.5, 1, 0.1), Apart.NONE, SAME);
        assertFalse(verdict.agree());
        assertTrue(verdict.words().contains("in the first 5 steps"), verdict.words());
    }

    @Test
    void runsThatAreNotNumbersDiffer() {
        double[] nan = {Double.NaN};
        Apart apart = Apart.NONE.losses(nan, new double[] {1}, new double[1]);
        assertEquals(1, apart.partFrom());
        assertFalse(Verdict.of(false, apart, Apart.NONE, SAME).agree());
    }

    @Test
    void lossThatIsScaledDiffersFromTheFirstStepOn() {
        Supplier<Loss> half = () -> CrossEntropyLoss.builder().optWeight(0.5f).build();
        SameScores same = probe(half, SoftmaxCrossEntropyLoss::new, 1, 2, 0, 1);
        assertEquals(1, same.differFrom());
        assertFalse(Verdict.of(false, Apart.NONE, Apart.NONE, same).agree());
    }

    @Test
    void gradientAtLogitZeroIsSeen() {
        SameScores same =
                probe(BceWithLogitsLoss::new, SigmoidBinaryCrossEntropyLoss::new, 0, 0, 1, 0);
        assertEquals(0, same.value(), 1e-7);
        assertEquals(1, same.differFrom());
    }

    private static SameScores probe(Supplier<Loss> ours, Supplier<Loss> djl, float... numbers) {
        try (NDManager manager = NDManager.newBaseManager()) {
            boolean binary = djl.get() instanceof SigmoidBinaryCrossEntropyLoss;
            NDArray labels =
                    manager.create(binary ? new float[] {numbers[2], numbers[3]} : new float[] {1});
            NDArray scores = manager.create(new float[] {numbers[0], numbers[1]});
            labels = binary ? labels.reshape(1, 2) : labels;
            scores = scores.reshape(1, 2);
            Pair pair = new Pair("test", LabelKind.INDEX, false, ours, djl);
            LossProbe probe = new LossProbe(pair);
            probe.see(new Batch(scores, labels, labels), scores);
            return probe.result();
        }
    }
}
