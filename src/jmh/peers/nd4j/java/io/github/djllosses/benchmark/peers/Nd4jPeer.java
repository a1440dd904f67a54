package io.github.djllosses.benchmark.peers;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossKLD;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The losses of ND4J, with gradients by formula, in a workspace that is reused from step to step.
 *
 * <p>The divergence takes probabilities, so that an exponential precedes it; the binary loss
 * overwrites its predictions with the gradient, so that a copy does. The gradient is that of the
 * sum over the rows, whatever the score is.
 *
 * <p>Over 32,000 classes two scores are wrong, though their gradients are right: the divergence
 * clips probabilities at 1e-5, and the cross-entropy of distributions adds up millions of terms one
 * after the other in single precision.
 *
 * <pre>{@code
 * ./mvnw -q -f src/jmh/peers/nd4j compile exec:exec
 * }</pre>
 */
public final class Nd4jPeer extends Peer {

    private Nd4jPeer() {
        super("ND4J 1.0.0-M2.1");
    }

    /** Runs all contests. */
    public static void main(String... arguments) throws IOException {
        new Nd4jPeer().run("nd4j.json");
    }

    @Override
    Map<Contest, Step> steps(Arguments a, int threads) {
        INDArray x = matrix(a, a.x);
        INDArray logQ = matrix(a, a.logQ);
        INDArray p = matrix(a, a.p);
        INDArray yes = matrix(a, a.yes);
        INDArray indices = Nd4j.createFromArray(a.indices).reshape(a.rows, 1);
        // only now, since the first array loads the natives
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        IActivation softmax = new ActivationSoftmax();
        Map<Contest, Step> steps = new EnumMap<>(Contest.class);
        steps.put(
                Contest.INDICES,
                step(a.rows, 1, () -> found(new LossSparseMCXENT(), indices, x, softmax)));
        steps.put(
                Contest.DISTRIBUTIONS,
                step(a.rows, 1, () -> found(new LossMCXENT(), p, x, softmax)));
        steps.put(Contest.KL, step(a.rows, 1, () -> divergence(p, logQ)));
        steps.put(
                Contest.BCE,
                step(
                        a.rows,
                        a.classes,
                        () -> found(new LossBinaryXENT(), yes, x.dup(), new ActivationSigmoid())));
        return steps;
    }

    private static Pair<Double, INDArray> divergence(INDArray p, INDArray logQ) {
        INDArray q = Transforms.exp(logQ);
        Pair<Double, INDArray> found = found(new LossKLD(), p, q, new ActivationIdentity());
        found.getSecond().muli(q);
        return found;
    }

    private static Pair<Double, INDArray> found(
            ILossFunction loss, INDArray labels, INDArray predictions, IActivation activation) {
        return loss.computeGradientAndScore(labels, predictions, activation, null, true);
    }

    private static Step step(int rows, int classes, Supplier<Pair<Double, INDArray>> loss) {
        return read -> {
            try (MemoryWorkspace scope = Nd4j.getWorkspaceManager().getAndActivateWorkspace()) {
                Pair<Double, INDArray> found = loss.get();
                return read
                        ? new Result(
                                found.getFirst() / classes,
                                found.getSecond().div(rows * classes).ravel().toFloatVector())
                        : null;
            }
        };
    }

    private static INDArray matrix(Arguments a, float[] numbers) {
        return Nd4j.createFromArray(numbers).reshape(a.rows, a.classes);
    }
}
