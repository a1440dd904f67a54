package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.divergence.KlDivergenceLoss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A row is treated as it would be alone, whatever the other rows of its batch are like. */
class MixedBatchTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aConfidentRowKeepsItsDigitsBesideAWrongOne() {
        NDArray x = array(2, 2, 17, 0, 0, 17);
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDList oneHot = new NDList(array(2, 2, 1, 0, 1, 0));
            collector.backward(new CrossEntropyLoss().evaluate(oneHot, new NDList(x)));
        }

        // by hand: 1 / (1 + e^17) = 4.1399375e-8, halved by the mean
        float small = 2.06997e-8f;
        float[] gradient = x.getGradient().toFloatArray();
        assertArrayEquals(
                new float[] {-small, small}, new float[] {gradient[0], gradient[1]}, 1e-13f);
    }

    @Test
    void anIndexOfWeightZeroMayBeAnything() {
        NDArray labels = manager.create(new float[] {0, Float.NaN, -7});
        NDArray weights = manager.create(new float[] {1, 0, 0});
        NDArray x = array(3, 2, 0, 0, 1, 2, 3, 4);

        NDArray loss = new CrossEntropyLoss().evaluate(new NDList(labels, weights), new NDList(x));

        assertEquals(Math.log(2), loss.getFloat(), 1e-7);
    }

    @Test
    void aLabelThatIsNoProbabilityIsRefused() {
        NDArray x = array(1, 2, 0, 0);
        for (AbstractLoss loss :
                new AbstractLoss[] {new CrossEntropyLoss(), new KlDivergenceLoss()}) {
            for (float[] label : new float[][] {{-0.5f, 1.5f}, {Float.NaN, 1}}) {
                NDList labels = new NDList(array(1, 2, label));
                assertThrows(
                        IllegalArgumentException.class, () -> loss.evaluate(labels, new NDList(x)));
            }
        }
    }

    private NDArray array(long rows, long columns, float... numbers) {
        return manager.create(numbers, new Shape(rows, columns));
    }
}
