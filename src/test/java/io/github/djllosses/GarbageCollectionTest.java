package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Reduction;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The garbage collector may run between a loss and its gradient.
 *
 * <p>An array that DJL creates from Java's numbers is a view of a buffer of Java's. The engine
 * keeps the view for the gradient, but once the array's manager is closed nothing keeps the buffer:
 * the gradient is then multiplied by whatever lies in freed memory.
 */
class GarbageCollectionTest {

    private static final int ROWS = 8;
    private static final int ATTEMPTS = 5;

    @ParameterizedTest
    @EnumSource
    void gradientOfAMean(Problem problem) throws InterruptedException {
        AbstractLoss loss = problem.ours(Reduction.MEAN);
        assertGradientSurvives(problem, loss::evaluate);
    }

    @ParameterizedTest
    @EnumSource
    void gradientOfValuesBeforeReduction(Problem problem) throws InterruptedException {
        AbstractLoss loss = problem.ours(Reduction.SUM);
        assertGradientSurvives(problem, (labels, x) -> loss.pointwise(labels, x).values());
    }

    private static void assertGradientSurvives(Problem problem, Computation computation)
            throws InterruptedException {
        float[] expected = gradient(problem, computation, false);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            assertArrayEquals(expected, gradient(problem, computation, true));
        }
    }

    private static float[] gradient(Problem problem, Computation computation, boolean collect)
            throws InterruptedException {
        Truth truth = Truth.of(problem).get(0);
        int rows = Math.min(ROWS, truth.values());
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDList predictions = truth.inputs().predictions(manager, 0, rows);
            NDArray x = predictions.singletonOrThrow();
            x.setRequiresGradient(true);
            NDArray sum =
                    computation.of(truth.inputs().labels(manager, 0, rows), predictions).sum();
            ByteBuffer[] reused = collect ? reuseFreedMemory() : new ByteBuffer[0];
            collector.backward(sum);
            float[] gradient = x.getGradient().toFloatArray();
            // read again, so that it is not collected before
            return reused.length == 0 || reused[0].get(0) != 0 ? gradient : new float[0];
        }
    }

    /** Takes the memory of what was collected for numbers of its own. */
    private static ByteBuffer[] reuseFreedMemory() throws InterruptedException {
        System.gc();
        // the buffers are freed by a thread
        Thread.sleep(20);
        ByteBuffer[] buffers = new ByteBuffer[1_000];
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = ByteBuffer.allocateDirect(i % 2 == 0 ? Float.BYTES : Double.BYTES);
            buffers[i].putInt(0, 0x41414141);
        }
        return buffers;
    }

    /** What is computed of labels and predictions. */
    @FunctionalInterface
    private interface Computation {
        NDArray of(NDList labels, NDList predictions);
    }
}
