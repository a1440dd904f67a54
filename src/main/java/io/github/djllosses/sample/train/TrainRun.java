package io.github.djllosses.sample.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.djllosses.sample.console.Interruption;
import io.github.djllosses.sample.console.Pace;
import io.github.djllosses.sample.console.Progress;
import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.learning.Batch;
import io.github.djllosses.sample.learning.Batches;
import io.github.djllosses.sample.learning.LabelKind;
import io.github.djllosses.sample.learning.Learner;
import io.github.djllosses.sample.learning.LearningOptions;
import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.learning.Objective;
import io.github.djllosses.sample.learning.Score;
import io.github.djllosses.sample.learning.Step;
import io.github.djllosses.sample.model.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A classifier learns, epoch after epoch. */
final class TrainRun implements AutoCloseable {

    private static final int TEST_BATCH = 1_000;

    /** Of a loss in the progress. */
    private static final int DIGITS = 4;

    private final Settings settings;
    private final Objective objective;
    private final int epochs;
    private final Progress progress;
    private final Batches train;
    private final Batches test;
    private final Learner learner;
    private final long pixels;
    private final List<Double> losses = new ArrayList<>();
    private Position position = Position.START;
    private long before;

    TrainRun(Settings settings, Objective objective, int epochs, DataSet data, Progress progress) {
        this.settings = settings;
        this.objective = objective;
        this.epochs = epochs;
        this.progress = progress;
        LabelledImages images = data.train();
        if (!settings.network().takes(images.rows(), images.columns())) {
            throw new WorkException(
                    Text.format(
                            "%s: --model lenet takes no images of %d x %d, only square ones from 12"
                                    + " x 12 on. Give --model mlp.",
                            data.name(), images.rows(), images.columns()));
        }
        pixels = (long) images.rows() * images.columns();
        checkSize(settings.network());
        LabelKind labels = objective.fit().labels();
        train = Batches.mixed(images, labels, settings.batchSize(), settings.seed());
        test = Batches.inOrder(data.test(), labels, TEST_BATCH);
        learner =
                new Learner(
                        objective,
                        new LearningOptions(
                                epochs,
                                settings.batchSize(),
                                settings.seed(),
                                settings.optimizer(),
                                settings.learningRate()),
                        settings.network(),
                        pixels);
    }

    private void checkSize(Network network) {
        try {
            network.check(pixels);
        } catch (IllegalArgumentException e) {
            throw new WorkException("--hidden: " + e.getMessage() + ".", e);
        }
    }

    /** Lets a teacher look at all images. */
    void taughtBy(TrainedModel teacher) {
        train.taughtBy(teacher::scores);
        test.taughtBy(teacher::scores);
    }

    /** Goes on where another run of the same settings was. */
    void resume(Checkpoint checkpoint) {
        learner.restore(checkpoint.state());
        position = checkpoint.position();
        before = done();
    }

    /** Returns how many steps are done. */
    private long done() {
        return (long) position.epoch() * train.list().size() + position.batch();
    }

    /**
     * Learns to the end.
     *
     * @param every how many steps are between two checkpoints
     * @param checkpoints takes them; each epoch ends with one, too
     * @param interruption may stop it after any step
     */
    void run(int every, Consumer<Checkpoint> checkpoints, Interruption interruption) {
        int batches = train.list().size();
        Pace pace = new Pace((long) epochs * batches - before, "batches");
        while (position.epoch() < epochs) {
            List<Batch> order = train.shuffled(settings.seed() + position.epoch() + 1);
            while (position.batch() < batches) {
                learn(order.get(position.batch()));
                progress.at(
                        Text.format(
                                "epoch %d of %d, loss %s, %s",
                                position.epoch() + 1,
                                epochs,
                                Text.number(position.running().meanLoss(), DIGITS),
                                pace.at(done() - before)),
                        position.batch(),
                        batches);
                interruption.check();
                if (position.batch() % every == 0 && position.batch() < batches) {
                    checkpoints.accept(checkpoint());
                }
            }
            endEpoch();
            checkpoints.accept(checkpoint());
        }
    }

    /** Returns all that there is to know of this moment, after at least one step. */
    Checkpoint checkpoint() {
        return new Checkpoint(settings, position, learner.save());
    }

    private void learn(Batch batch) {
        try (NDManager scope = NDManager.newBaseManager()) {
            Step step = learner.learn(batch, scope);
            scope.tempAttachAll(batch.indices());
            float loss = step.loss().getFloat();
            losses.add((double) loss);
            NDArray known = step.scores().argMax(1).eq(batch.indices());
            Running running =
                    position.running()
                            .plus(
                                    loss,
                                    objective.divisor(batch, step.scores()),
                                    known.countNonzero().getLong(),
                                    batch.size(),
                                    step.nanos() / 1e9);
            position =
                    new Position(
                            position.epoch(), position.batch() + 1, running, position.results());
        }
    }

    private void endEpoch() {
        Running running = position.running();
        int epoch = position.epoch() + 1;
        if (!Double.isFinite(running.meanLoss())) {
            throw new WorkException(
                    Text.format(
                            "The loss is %s in epoch %d. Give a --learning-rate below %s.",
                            running.meanLoss(), epoch, settings.learningRate()));
        }
        Score score = learner.judge(test.list());
        EpochResult result =
                new EpochResult(
                        epoch,
                        running.meanLoss(),
                        running.accuracy(),
                        score.loss(),
                        score.accuracy(),
                        running.seconds());
        List<EpochResult> results = new ArrayList<>(position.results());
        results.add(result);
        position = new Position(epoch, 0, Running.NOTHING, List.copyOf(results));
        progress.done(
                Text.format(
                        "epoch %d of %d, loss %s, test accuracy %.2f %%, %.1f s",
                        epoch,
                        epochs,
                        Text.number(result.trainLoss(), DIGITS),
                        100 * result.testAccuracy(),
                        result.seconds()));
    }

    Learner learner() {
        return learner;
    }

    long pixels() {
        return pixels;
    }

    StepLosses steps() {
        return new StepLosses(before, List.copyOf(losses));
    }

    List<EpochResult> results() {
        return position.results();
    }

    @Override
    public void close() {
        learner.close();
        train.close();
        test.close();
    }
}
