package io.github.djllosses.benchmark.peers;

import static org.bytedeco.pytorch.global.torch.binary_cross_entropy_with_logits;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.kl_div;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * PyTorch's C++ interface, called from Java through Bytedeco's presets.
 *
 * <pre>{@code
 * ./mvnw -q -f src/jmh/peers/bytedeco compile exec:exec
 * }</pre>
 */
public final class BytedecoPeer extends Peer {

    private static final long MEAN = 1;
    private static final long SUM = 2;
    private static final long NONE_IGNORED = -100;

    private BytedecoPeer() {
        super("PyTorch 2.10 of Bytedeco");
    }

    /** Runs all contests. */
    public static void main(String... arguments) throws IOException {
        new BytedecoPeer().run("bytedeco.json");
    }

    @Override
    Map<Contest, Step> steps(Arguments a, int threads) {
        set_num_threads(threads);
        Tensor x = matrix(a, a.x);
        Tensor logQ = matrix(a, a.logQ);
        Tensor p = matrix(a, a.p);
        Tensor logP = matrix(a, a.logP);
        Tensor yes = matrix(a, a.yes);
        Tensor y = Tensor.create(Arrays.stream(a.indices).asLongStream().toArray());
        TensorOptional none = new TensorOptional();
        TensorOptional w = new TensorOptional(Tensor.create(a.weights));
        Map<Contest, Step> steps = new EnumMap<>(Contest.class);
        steps.put(
                Contest.INDICES,
                step(x, s -> cross_entropy_loss(s, y, none, MEAN, NONE_IGNORED, 0)));
        steps.put(
                Contest.WEIGHTS,
                step(
                        x,
                        s ->
                                cross_entropy_loss(
                                        s, y, w, MEAN, Arguments.IGNORED, Contest.SMOOTHING)));
        steps.put(
                Contest.DISTRIBUTIONS,
                step(x, s -> cross_entropy_loss(s, p, none, MEAN, NONE_IGNORED, 0)));
        steps.put(Contest.KL, step(logQ, q -> kl_div(q, p, SUM, false).div(rows(a))));
        steps.put(Contest.KL_LOGS, step(logQ, q -> kl_div(q, logP, SUM, true).div(rows(a))));
        steps.put(
                Contest.BCE,
                step(x, s -> binary_cross_entropy_with_logits(s, yes, none, none, MEAN)));
        steps.put(
                Contest.BCE_WEIGHTS,
                step(x, s -> binary_cross_entropy_with_logits(s, yes, none, w, MEAN)));
        return steps;
    }

    private static Step step(Tensor x, UnaryOperator<Tensor> loss) {
        return read -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor leaf = x.detach().requires_grad_(true);
                Tensor value = loss.apply(leaf);
                value.backward();
                return read ? new Result(value.item_double(), numbers(leaf.grad())) : null;
            }
        };
    }

    private static Tensor matrix(Arguments a, float[] numbers) {
        return Tensor.create(numbers, a.rows, a.classes);
    }

    private static Scalar rows(Arguments a) {
        return new Scalar(a.rows);
    }

    private static float[] numbers(Tensor tensor) {
        float[] numbers = new float[Math.toIntExact(tensor.numel())];
        FloatIndexer indexer = tensor.reshape(-1).createIndexer();
        indexer.get(0, numbers);
        return numbers;
    }
}
