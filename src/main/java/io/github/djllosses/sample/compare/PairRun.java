package io.github.djllosses.sample.compare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.djllosses.sample.console.Interruption;
import io.github.djllosses.sample.console.Progress;
import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.evaluate.Examiner;
import io.github.djllosses.sample.learning.Batch;
import io.github.djllosses.sample.learning.Batches;
import io.github.djllosses.sample.learning.Learner;
import io.github.djllosses.sample.learning.LearningOptions;
import io.github.djllosses.sample.report.Examination;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lets the two losses of a pair learn from the same weights and batches, and DJL's loss once more
 * from weights a rounding error away.
 */
final class PairRun implements AutoCloseable {

    private static final int TEST_BATCH = 1_000;

    /** Lanes take turns after this many steps, so that a busy moment of the machine hits all. */
    private static final int TURN = 25;

    private static final int WARM_UP = 150;

    private final Pair pair;
    private final LearningOptions options;
    private final Progress progress;
    private final Interruption interruption;
    private final String title;
    private final Batches train;
    private final Batches test;
    private final Lane ours;
    private final Lane djl;
    private final Lane nudged;
    private final List<Lane> lanes;
    private final LossProbe probe;
    private final List<Double> gaps = new ArrayList<>();
    private Apart apart = Apart.NONE;
    private Apart rounding = Apart.NONE;

    PairRun(
            Pair pair,
            DataSet data,
            LearningOptions options,
            Progress progress,
            Interruption interruption,
            String title) {
        this.pair = pair;
        this.options = options;
        this.progress = progress;
        this.interruption = interruption;
        this.title = title;
        long pixels = (long) data.train().rows() * data.train().columns();
        train = Batches.mixed(data.train(), pair.labels(), options.batchSize(), options.seed());
        test = Batches.inOrder(data.test(), pair.labels(), TEST_BATCH);
        ours = new Lane(pair.ours().get(), options, pixels);
        djl = new Lane(pair.djl().get(), options, pixels);
        nudged = new Lane(pair.djl().get(), options, pixels);
        nudged.learner().nudge();
        lanes = List.of(ours, djl, nudged);
        probe = new LossProbe(pair);
        warmUp(pixels);
    }

    /** Lets the virtual machine compile the training step before any time is taken. */
    private void warmUp(long pixels) {
        List<Batch> some = train.list().subList(0, Math.min(WARM_UP, train.list().size()));
        for (var loss : List.of(pair.ours(), pair.djl())) {
            try (Lane throwaway = new Lane(loss.get(), options, pixels)) {
                throwaway.learn(some);
            }
        }
    }

    PairResult run() {
        for (int epoch = 1; epoch <= options.epochs(); epoch++) {
            learn(train.shuffled(options.seed() + epoch), epoch);
            lanes.forEach(lane -> lane.endEpoch(test.list()));
            apart = apart.seen(ours.learner(), djl.learner());
            rounding = rounding.seen(nudged.learner(), djl.learner());
            report(ours.epochs().get(epoch - 1));
        }
        return result();
    }

    private void learn(List<Batch> batches, int epoch) {
        for (int start = 0; start < batches.size(); start += TURN) {
            int end = Math.min(batches.size(), start + TURN);
            List<Batch> turn = batches.subList(start, end);
            turn.forEach(batch -> gaps.add(pair.gap(batch)));
            for (int i = 0; i < lanes.size(); i++) {
                // who goes first changes, since going first may be slower
                Lane lane = lanes.get((i + start / TURN) % lanes.size());
                if (lane.equals(ours)) {
                    lane.learn(turn, probe::see);
                } else {
                    lane.learn(turn);
                }
            }
            progress.at(
                    Text.format("%s: epoch %d of %d", title, epoch, options.epochs()),
                    end,
                    batches.size());
            interruption.check();
        }
    }

    private void report(EpochFigures figures) {
        if (!Double.isFinite(figures.trainLoss())) {
            throw new WorkException(
                    Text.format(
                            "%s: the loss is %s in epoch %d. Give a --learning-rate below %s.",
                            pair.oursName(),
                            figures.trainLoss(),
                            figures.epoch(),
                            options.learningRate()));
        }
        progress.done(
                Text.format(
                        "%s: epoch %d of %d, loss %.4f, test accuracy %.2f %%",
                        title,
                        figures.epoch(),
                        options.epochs(),
                        figures.trainLoss(),
                        100 * figures.accuracy()));
    }

    private PairResult result() {
        double[] expected = gaps.stream().mapToDouble(Double::doubleValue).toArray();
        double[] none = new double[expected.length];
        apart = apart.losses(ours.losses(), djl.losses(), expected);
        rounding = rounding.losses(nudged.losses(), djl.losses(), none);
        SameScores sameScores = probe.result();
        List<Batch> batches = train.list();
        return new PairResult(
                pair.name(),
                pair.oursName(),
                pair.djlName(),
                pair.entropyApart(),
                gaps.stream().mapToDouble(Double::doubleValue).average().orElse(0),
                batches.get(batches.size() - 1).size(),
                batches.get(0).size(),
                ours.epochs(),
                djl.epochs(),
                sameScores,
                apart,
                rounding,
                ours.medianNanos() / 1e3,
                djl.medianNanos() / 1e3,
                Verdict.of(pair.entropyApart(), apart, rounding, sameScores));
    }

    /** Returns what there is to draw, when the run is over. */
    Evidence evidence() {
        return new Evidence(
                list(ours.losses()),
                list(djl.losses()),
                list(nudged.losses()),
                List.copyOf(gaps),
                examine(ours.learner()),
                examine(djl.learner()));
    }

    private Examination examine(Learner learner) {
        Examiner examiner = new Examiner();
        for (Batch batch : test.list()) {
            try (NDManager scope = batch.images().getManager().newSubManager()) {
                NDArray scores = learner.scores(batch, scope);
                scope.tempAttachAll(batch.indices());
                examiner.see(
                        batch.indices(),
                        pair.probabilities(scores.toType(DataType.FLOAT64, false)));
            }
        }
        return examiner.examination();
    }

    private static List<Double> list(double... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
        train.close();
        test.close();
    }
}
