package io.github.djllosses.benchmark.peers;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.framework.losses.BinaryCrossentropy;
import org.tensorflow.framework.losses.CategoricalCrossentropy;
import org.tensorflow.framework.losses.KLDivergence;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * TensorFlow for Java: a graph, built once, that is fed leaf and labels in every step.
 *
 * <p>Class indices become one-hot rows within the step, because the operation that takes indices
 * has no gradient in Java. The divergence takes probabilities, so that an exponential precedes it.
 * The published natives are not compiled for AVX2 throughout, as their first message says.
 *
 * <pre>{@code
 * ./mvnw -q -f src/jmh/peers/tensorflow compile exec:exec
 * }</pre>
 */
public final class TensorFlowPeer extends Peer {

    private static final boolean FROM_LOGITS = true;

    private TensorFlowPeer() {
        super("TensorFlow 2.16 for Java (graph)");
    }

    /** Runs all contests. */
    public static void main(String... arguments) throws IOException {
        new TensorFlowPeer().run("tensorflow.json");
    }

    @Override
    Map<Contest, Step> steps(Arguments a, int threads) {
        TFloat32 x = matrix(a, a.x);
        TFloat32 logQ = matrix(a, a.logQ);
        TFloat32 p = matrix(a, a.p);
        TFloat32 yes = matrix(a, a.yes);
        TInt32 indices = TInt32.vectorOf(a.indices);
        CategoricalCrossentropy crossEntropy = new CategoricalCrossentropy(FROM_LOGITS);
        BinaryCrossentropy binary = new BinaryCrossentropy(FROM_LOGITS);
        Map<Contest, Step> steps = new EnumMap<>(Contest.class);
        steps.put(
                Contest.INDICES,
                step(
                        threads,
                        indices,
                        x,
                        (tf, y, s) -> crossEntropy.call(tf, oneHot(tf, y, a.classes), s)));
        steps.put(Contest.DISTRIBUTIONS, step(threads, p, x, crossEntropy::call));
        steps.put(
                Contest.KL,
                step(
                        threads,
                        p,
                        logQ,
                        (tf, t, q) -> new KLDivergence().call(tf, t, tf.math.exp(q))));
        steps.put(Contest.BCE, step(threads, yes, x, binary::call));
        return steps;
    }

    private static <T extends TType> Step step(int threads, T label, TFloat32 leaf, Loss<T> loss) {
        Graph graph = new Graph();
        Ops tf = Ops.create(graph);
        Placeholder<T> y = placeholder(tf, label);
        Placeholder<TFloat32> x = placeholder(tf, leaf);
        Operand<TFloat32> value = loss.of(tf, y, x);
        Output<TFloat32> gradient = tf.gradients(value, List.of(x)).dy(0);
        ConfigProto options =
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads)
                        .setInterOpParallelismThreads(1)
                        .build();
        Session session = new Session(graph, options);
        return read -> {
            try (var found =
                    session.runner()
                            .feed(y, label)
                            .feed(x, leaf)
                            .fetch(value)
                            .fetch(gradient)
                            .run()) {
                return read
                        ? new Result(
                                ((TFloat32) found.get(0)).getFloat(),
                                numbers((TFloat32) found.get(1)))
                        : null;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends TType> Placeholder<T> placeholder(Ops tf, T tensor) {
        return tf.placeholder((Class<T>) tensor.type(), Placeholder.shape(tensor.shape()));
    }

    private static Operand<TFloat32> oneHot(Ops tf, Operand<TInt32> indices, int classes) {
        return tf.oneHot(indices, tf.constant(classes), tf.constant(1f), tf.constant(0f));
    }

    private static TFloat32 matrix(Arguments a, float[] numbers) {
        return TFloat32.tensorOf(Shape.of(a.rows, a.classes), DataBuffers.of(numbers));
    }

    private static float[] numbers(TFloat32 tensor) {
        float[] numbers = new float[Math.toIntExact(tensor.size())];
        tensor.copyTo(DataBuffers.of(numbers, false, false));
        return numbers;
    }

    private interface Loss<T extends TType> {
        Operand<TFloat32> of(Ops tf, Operand<T> labels, Operand<TFloat32> predictions);
    }
}
