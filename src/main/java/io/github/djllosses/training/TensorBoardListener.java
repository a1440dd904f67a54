package io.github.djllosses.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a training does into a folder that TensorBoard shows.
 *
 * <pre>{@code
 * new DefaultTrainingConfig(loss)
 *         .addTrainingListeners(TrainingListener.Defaults.logging())
 *         .addTrainingListeners(new TensorBoardListener(Path.of("runs", "first"), learningRate));
 * }</pre>
 *
 * <p>and then {@code tensorboard --logdir runs}. There are
 *
 * <ul>
 *   <li>scalars {@code batch/NAME} of the loss and every evaluator, after each training batch, and
 *       {@code batch/seconds}, the time since the batch before;
 *   <li>the scalar {@code batch/learning rate}, if the listener is given a {@link Tracker} made
 *       like the optimizer's: DJL does not tell it;
 *   <li>scalars {@code train/NAME} and {@code validate/NAME}, after each epoch;
 *   <li>histograms {@code parameters/NAME} of every parameter that is trained, after each epoch,
 *       and {@code gradients/NAME} of its gradient in the epoch's first batch.
 * </ul>
 *
 * <p>The step of a batch is its number from the beginning of the training, that of an epoch the
 * number of batches so far, so all curves share an axis. The numbers are those that DJL's own
 * {@link EvaluatorTrainingListener} keeps; it is among {@link TrainingListener.Defaults} and must
 * have been added before this listener. Every training gets a file of its own, whose records are on
 * disk as soon as they are written.
 *
 * <p>Source: the formats {@code TFRecord} and {@code event.proto} of TensorFlow. TensorBoard 2.21
 * has read the files of a training, scalars and histograms, with nothing missing.
 */
public final class TensorBoardListener implements TrainingListener {

    private final Path folder;
    private final @Nullable Tracker learningRate;
    private final Clock clock;
    private @Nullable EventFile file;
    private int step;
    private boolean epochBegins;
    private long lastBatch;

    /**
     * Creates a listener that does not know the learning rate.
     *
     * @param folder the folder of this run, which is made where it does not exist
     */
    public TensorBoardListener(Path folder) {
        this(folder, null, Clock.systemUTC());
    }

    /**
     * Creates a listener that knows the learning rate.
     *
     * <p>To ask a {@link Tracker} may move it on, as it does a {@code MultiFactorTracker}: one that
     * the optimizer and the listener shared could change the rate before its time.
     *
     * @param folder the folder of this run, which is made where it does not exist
     * @param learningRate the learning rate, a tracker of the listener's own: made like that of the
     *     optimizer, but not the same object
     */
    public TensorBoardListener(Path folder, Tracker learningRate) {
        this(folder, learningRate, Clock.systemUTC());
    }

    TensorBoardListener(Path folder, @Nullable Tracker learningRate, Clock clock) {
        this.folder = folder;
        this.learningRate = learningRate;
        this.clock = clock;
    }

    /**
     * Opens a new file of events.
     *
     * @throws IllegalStateException if no {@link EvaluatorTrainingListener} comes before this one
     * @throws UncheckedIOException if the folder or the file cannot be made
     */
    @Override
    public void onTrainingBegin(Trainer trainer) {
        if (!evaluatesBefore(trainer)) {
            throw new IllegalStateException(
                    "TensorBoardListener: no EvaluatorTrainingListener was added before it; call"
                            + " addTrainingListeners(TrainingListener.Defaults.logging()) first");
        }
        onTrainingEnd(trainer); // of a training before this one that failed
        step = 0;
        epochBegins = true;
        write(() -> file = new EventFile(folder, clock));
        lastBatch = System.nanoTime();
    }

    private boolean evaluatesBefore(Trainer trainer) {
        List<TrainingListener> listeners = new ArrayList<>();
        trainer.notifyListeners(listeners::add);
        return listeners.stream()
                .takeWhile(listener -> !listener.equals(this))
                .anyMatch(EvaluatorTrainingListener.class::isInstance);
    }

    /**
     * Writes the loss and every evaluator of the batch, its time and the learning rate, and in the
     * first batch of an epoch the histograms of gradients.
     */
    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
        step++;
        for (Evaluator evaluator : trainer.getEvaluators()) {
            float number = evaluator.getAccumulator(EvaluatorTrainingListener.TRAIN_ALL);
            scalar("batch/" + evaluator.getName(), number);
        }
        long now = System.nanoTime();
        scalar("batch/seconds", (now - lastBatch) / 1e9f);
        lastBatch = now;
        if (learningRate != null) {
            scalar("batch/learning rate", learningRate.getNewValue(step));
        }
        if (epochBegins) {
            gradients(trainer);
            epochBegins = false;
        }
    }

    /** Does nothing: validation is reported once an epoch. */
    @Override
    public void onValidationBatch(Trainer trainer, BatchData batchData) {}

    /** Writes the epoch's averages and the histograms of the parameters. */
    @Override
    public void onEpoch(Trainer trainer) {
        Map<String, Float> evaluations = trainer.getTrainingResult().getEvaluations();
        for (Evaluator evaluator : trainer.getEvaluators()) {
            for (String part : List.of("train", "validate")) {
                Float number = evaluations.get(part + "_" + evaluator.getName());
                if (number != null && !number.isNaN()) { // there may be nothing to validate with
                    scalar(part + "/" + evaluator.getName(), number);
                }
            }
        }
        for (Pair<String, Parameter> entry : trainer.getModel().getBlock().getParameters()) {
            if (entry.getValue().requiresGradient()) {
                histogram("parameters/" + entry.getKey(), entry.getValue().getArray());
            }
        }
        epochBegins = true;
        lastBatch = System.nanoTime(); // validation belongs to no batch
    }

    private void gradients(Trainer trainer) {
        for (Pair<String, Parameter> entry : trainer.getModel().getBlock().getParameters()) {
            NDArray parameter = entry.getValue().getArray();
            if (parameter.hasGradient()) {
                try (NDArray gradient = parameter.getGradient()) {
                    histogram("gradients/" + entry.getKey(), gradient);
                }
            }
        }
    }

    private void scalar(String tag, float number) {
        write(() -> open().scalar(tag, step, number));
    }

    private void histogram(String tag, NDArray numbers) {
        try (NDArray copy = numbers.toType(DataType.FLOAT32, true)) {
            Histogram histogram = new Histogram(copy.toFloatArray());
            write(() -> open().histogram(tag, step, histogram));
        }
    }

    /** Closes the file. */
    @Override
    public void onTrainingEnd(Trainer trainer) {
        if (file != null) {
            write(file::close);
            file = null;
        }
    }

    private EventFile open() {
        if (file == null) {
            throw new IllegalStateException(
                    "TensorBoardListener: the training has not begun; a loop of your own must call"
                            + " trainer.notifyListeners(l -> l.onTrainingBegin(trainer)) first");
        }
        return file;
    }

    private void write(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException("TensorBoardListener: cannot write to " + folder, e);
        }
    }

    /** Something that writes. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }
}
