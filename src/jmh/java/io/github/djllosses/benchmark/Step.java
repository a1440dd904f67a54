package io.github.djllosses.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Forward and backward pass of one rival: what JMH times. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class Step {

    private static Contest contest;
    private static Rival rival;

    static void choose(Contest nextContest, Rival nextRival) {
        contest = nextContest;
        rival = nextRival;
    }

    /** Computes the loss and its gradient from fresh leaves, and frees everything. */
    @Benchmark
    public void run() {
        NDManager parent = contest.predictions().head().getManager();
        try (NDManager manager = parent.newSubManager()) {
            evaluate(manager, rival.loss(), false);
        }
    }

    /** Returns the loss, and its gradients where they are asked for. */
    static List<float[]> results(Contest contest, Rival rival) {
        choose(contest, rival);
        try (NDManager manager = contest.predictions().head().getManager().newSubManager()) {
            return evaluate(manager, rival.loss(), true);
        }
    }

    private static List<float[]> evaluate(NDManager manager, Loss loss, boolean read) {
        NDList predictions = aliases(contest.predictions(), manager);
        predictions.forEach(leaf -> leaf.setRequiresGradient(true));
        NDList labels = aliases(contest.labels(), manager);
        List<float[]> results = new ArrayList<>();
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = loss.evaluate(labels, predictions);
            collector.backward(value);
            if (read) {
                results.add(value.toFloatArray());
                predictions.forEach(leaf -> results.add(leaf.getGradient().toFloatArray()));
            }
        }
        return results;
    }

    private static NDList aliases(NDList arrays, NDManager manager) {
        NDList aliases = new NDList();
        for (NDArray array : arrays) {
            NDArray alias = array.stopGradient();
            alias.attach(manager);
            aliases.add(alias);
        }
        return aliases;
    }
}
