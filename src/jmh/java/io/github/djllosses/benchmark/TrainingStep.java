package io.github.djllosses.benchmark;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.training.OncePerBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Times epochs of DJL's own training loop: with a loss evaluated twice per batch, once, unreported.
 */
public final class TrainingStep {

    private static final int ROWS = 12_800;
    private static final int BATCH = 64;

    private TrainingStep() {}

    /**
     * Writes a table.
     *
     * @param arguments the file, and the number of rounds
     * @throws IOException if the file cannot be written
     * @throws TranslateException if DJL cannot batch its data
     */
    public static void main(String... arguments) throws IOException, TranslateException {
        int rounds = Integer.parseInt(arguments[1]);
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("DJL's `SoftmaxCrossEntropyLoss`", new Way(SoftmaxCrossEntropyLoss::new, true));
        ways.put("`CrossEntropyLoss`", new Way(CrossEntropyLoss::new, true));
        ways.put(
                "`OncePerBatch(CrossEntropyLoss)`",
                new Way(() -> new OncePerBatch(new CrossEntropyLoss()), true));
        ways.put("`CrossEntropyLoss`, no listener", new Way(CrossEntropyLoss::new, false));
        Map<String, double[]> micros = new LinkedHashMap<>();
        ways.keySet().forEach(name -> micros.put(name, new double[rounds]));
        try (NDManager manager = NDManager.newBaseManager()) {
            ArrayDataset data =
                    new ArrayDataset.Builder()
                            .setData(manager.randomNormal(new Shape(ROWS, 784)))
                            .optLabels(manager.randomUniform(0, 10, new Shape(ROWS)).floor())
                            .setSampling(BATCH, false)
                            .build();
            for (int round = 0; round < rounds; round++) {
                List<String> order = new ArrayList<>(ways.keySet());
                Collections.shuffle(order, new Random(round));
                for (String name : order) {
                    micros.get(name)[round] = ways.get(name).microsPerStep(data);
                }
            }
        }
        StringBuilder table = new StringBuilder("| loss | microseconds of a step |\n|---|---|\n");
        micros.forEach(
                (name, times) ->
                        table.append(
                                String.format(
                                        Locale.ROOT,
                                        "| %s | %.0f [%.0f, %.0f] |%n",
                                        name,
                                        Rounds.quantile(0.5, times),
                                        Rounds.quantile(0.25, times),
                                        Rounds.quantile(0.75, times))));
        System.out.print(table);
        Files.writeString(Path.of(arguments[0]), table);
        System.exit(0);
    }

    private record Way(Supplier<Loss> loss, boolean reported) {

        double microsPerStep(ArrayDataset data) throws IOException, TranslateException {
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(loss.get())
                            .optOptimizer(
                                    Optimizer.sgd()
                                            .setLearningRateTracker(Tracker.fixed(0.01f))
                                            .build());
            if (reported) {
                config.addEvaluator(new Accuracy());
                config.addTrainingListeners(
                        new TrainingListener[] {new EvaluatorTrainingListener()});
            }
            SequentialBlock block =
                    new SequentialBlock()
                            .add(Blocks.batchFlattenBlock(784))
                            .add(Linear.builder().setUnits(128).build())
                            .add(Activation::relu)
                            .add(Linear.builder().setUnits(64).build())
                            .add(Activation::relu)
                            .add(Linear.builder().setUnits(10).build());
            try (Model model = Model.newInstance("mlp")) {
                model.setBlock(block);
                try (Trainer trainer = model.newTrainer(config)) {
                    trainer.initialize(new Shape(1, 784));
                    long start = System.nanoTime();
                    EasyTrain.fit(trainer, 1, data, null);
                    return (System.nanoTime() - start) / 1e3 / (ROWS / BATCH);
                }
            }
        }
    }
}
