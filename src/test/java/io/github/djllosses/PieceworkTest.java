package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.divergence.KlDivergenceLoss;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A large batch, which is computed in pieces, is the sum of small ones, which are not. */
class PieceworkTest {

    private static final int CLASSES = 32;
    private static final int ROWS = (1 << 23) / CLASSES + 1;
    private static final int SMALL = ROWS / 9;

    static Stream<AbstractLoss> losses() {
        float[] weights = new float[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            weights[k] = 1 + k % 3;
        }
        return Stream.of(
                CrossEntropyLoss.builder().optClassWeights(weights).build(),
                new KlDivergenceLoss(),
                BceWithLogitsLoss.builder().optPosWeights(weights).build());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void isTheSumOfItsParts(AbstractLoss loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(1);
            // logits of some confident rows, and logarithms of probabilities
            NDArray x = manager.randomNormal(new Shape(ROWS, CLASSES)).muli(4).logSoftmax(1);
            NDArray p = manager.randomNormal(new Shape(ROWS, CLASSES)).softmax(1);
            boolean elementwise = loss instanceof BceWithLogitsLoss;
            NDArray w = manager.randomUniform(0, 2, elementwise ? x.getShape() : new Shape(ROWS));

            List<float[]> whole = share(loss, x, p, w, 0, ROWS);
            double total = 0;
            float[] expected = new float[ROWS * CLASSES];
            for (int from = 0; from < ROWS; from += SMALL) {
                int to = Math.min(ROWS, from + SMALL);
                List<float[]> part = share(loss, x, p, w, from, to);
                total += part.get(0)[0];
                System.arraycopy(part.get(1), 0, expected, from * CLASSES, part.get(1).length);
            }

            assertEquals(total, whole.get(0)[0], 1e-5 * Math.abs(total));
            assertArrayEquals(expected, whole.get(1), 3e-12f);
        }
    }

    /** Returns what some rows have in the loss of all, and the gradient. */
    private static List<float[]> share(
            AbstractLoss loss, NDArray x, NDArray p, NDArray w, int from, int to) {
        try (NDManager manager = x.getManager().newSubManager()) {
            String rows = from + ":" + to;
            NDArray leaf = x.get(rows).duplicate();
            leaf.attach(manager);
            leaf.setRequiresGradient(true);
            NDList labels = new NDList(p.get(rows), w.get(rows));
            labels.attach(manager);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray value = loss.evaluate(labels, new NDList(leaf), 1e6);
                collector.backward(value);
                return List.of(value.toFloatArray(), leaf.getGradient().toFloatArray());
            }
        }
    }
}
