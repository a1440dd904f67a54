package io.github.djllosses.sample.train;

import io.github.djllosses.sample.console.Errors;
import io.github.djllosses.sample.console.Interruption;
import io.github.djllosses.sample.console.Interruption.StoppedException;
import io.github.djllosses.sample.console.Progress;
import io.github.djllosses.sample.console.ResultFiles;
import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.data.DataArguments;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.evaluate.EvaluationPage;
import io.github.djllosses.sample.evaluate.Findings;
import io.github.djllosses.sample.learning.LearningArguments;
import io.github.djllosses.sample.learning.LearningOptions;
import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.learning.Objective;
import io.github.djllosses.sample.losses.LossArguments;
import io.github.djllosses.sample.model.Checksum;
import io.github.djllosses.sample.model.ModelFolder;
import io.github.djllosses.sample.model.TrainedModel;
import io.github.djllosses.sample.model.Versions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a classifier with a loss of choice. */
@Command(
        name = "train",
        description = {
            "Trains a classifier of digits with any loss that fits and writes it as a model that"
                    + " DJL loads by its path. A run that was stopped, whatever stopped it, goes on"
                    + " with --resume and ends with the same parameters, bit for bit.",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  djl-losses train --out digits",
            "  djl-losses train --option label-smoothing=0.1 --model lenet",
            "  djl-losses train --loss GeneralizedCrossEntropyLoss --label-noise 0.4",
            "  djl-losses train --teacher digits --option temperature=4 --hidden 16",
            "",
            "Exit code: 0 it is trained, 1 the work failed, 2 wrong usage, 130 Ctrl-C."
        })
public final class TrainCommand implements Callable<Integer> {

    private static final String REPORT = "report";

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            description =
                    "The loss: one that djl-losses losses lists, or one of DJL's own, as"
                            + " djl:L2Loss (default: CrossEntropyLoss, with --teacher"
                            + " DistillationLoss).")
    private Optional<String> loss = Optional.empty();

    @Mixin private LossArguments arguments;

    @Option(
            names = "--model",
            paramLabel = "KIND",
            defaultValue = "mlp",
            description = "mlp: linear layers with ReLU (default); lenet: LeNet-5.")
    private Network.Kind kind;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            split = ",",
            defaultValue = "128,64",
            description = "The sizes of the hidden layers of mlp (default: ${DEFAULT-VALUE}).")
    private List<Integer> hidden;

    @Mixin private DataArguments data;

    @Option(
            names = "--label-noise",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Replace this share of the training labels by wrong ones.")
    private double labelNoise;

    @Option(
            names = "--imbalance",
            paramLabel = "SHARE",
            defaultValue = "1",
            description = "Keep only this share of the training images of 1, 3, 5, 7 and 9.")
    private double imbalance;

    @Option(
            names = "--teacher",
            paramLabel = "FOLDER",
            description =
                    "Learn from this trained model: with DistillationLoss, or with a divergence"
                            + " from it alone.")
    private Optional<Path> teacher = Optional.empty();

    @Mixin private LearningArguments learning;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Write the model there, with checkpoints on the way, run.json, and a page to"
                            + " open in a browser: report.html.")
    private Optional<Path> folder = Optional.empty();

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            defaultValue = "500",
            description =
                    "Steps between two checkpoints within an epoch, each of which ends with one"
                            + " (default: ${DEFAULT-VALUE}; 0: no checkpoints).")
    private int checkpointEvery;

    @Option(
            names = "--resume",
            description = "Go on from the last checkpoint in --out, if there is one.")
    private boolean resume;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = settings();
        Objective objective = objective(settings);
        Optional<ResultFiles> files = folder.map(ResultFiles::new);
        int epochs = learning.options().epochs();
        if (resume && isFinished(files.orElseThrow(), settings, epochs)) {
            return 0;
        }
        Optional<Checkpoint> checkpoint =
                files.flatMap(out -> lastCheckpoint(out, settings, epochs));
        Progress progress = new Progress(spec.commandLine().getErr());
        DataSet set = TrainingData.of(settings);
        try (Interruption interruption = new Interruption();
                TrainRun run = new TrainRun(settings, objective, epochs, set, progress)) {
            teach(run, set);
            checkpoint.ifPresent(last -> resume(run, last));
            try {
                run.run(Math.max(checkpointEvery, 1), checkpoints(files), interruption);
            } catch (StoppedException e) {
                Checkpoint last = run.checkpoint();
                checkpoints(files).accept(last);
                progress.done(stopped(last.position()));
                return Interruption.EXIT_CODE;
            }
            PrintWriter out = spec.commandLine().getOut();
            String name = name(objective);
            // before anything is printed, where nobody may be reading
            files.ifPresent(results -> write(results, settings, name, set, run));
            new TrainReport(out).print(name, set.toString(), run.results());
            files.ifPresent(
                    results -> Text.wrap("Written to ", results.toString()).forEach(out::println));
            Errors.checkPrinted(out);
        }
        return 0;
    }

    private void resume(TrainRun run, Checkpoint checkpoint) {
        try {
            run.resume(checkpoint);
        } catch (IllegalArgumentException e) {
            throw new WorkException(
                    folder.orElseThrow()
                            + ": its checkpoint does not fit its settings ("
                            + e.getMessage()
                            + "). Name another folder.",
                    e);
        }
    }

    private String stopped(Position position) {
        String where =
                Text.format(
                        "Stopped in epoch %d after %d of its batches: ",
                        position.epoch() + 1, position.batch());
        if (folder.isEmpty() || checkpointEvery == 0) {
            return where + "nothing is kept without checkpoints in --out.";
        }
        return where + "kept in " + folder.get() + ". Go on with the same options and --resume.";
    }

    private Settings settings() {
        LearningOptions how = learning.options();
        check(labelNoise >= 0 && labelNoise <= 1, "--label-noise", labelNoise, "a share, 0 to 1");
        check(
                imbalance > 0 && imbalance <= 1,
                "--imbalance",
                imbalance,
                "a share, 0 to 1, above 0");
        check(checkpointEvery >= 0, "--checkpoint-every", checkpointEvery, "0 or more");
        check(
                hidden.stream().allMatch(size -> size >= 1),
                "--hidden",
                hidden,
                "sizes of 1 or more");
        check(!resume || folder.isPresent(), "--resume", "alone", "--out, which has checkpoints");
        if (folder.isEmpty()) {
            Errors.refuseUnused(spec, "without --out: name a folder", "--checkpoint-every");
        }
        if (kind != Network.Kind.MLP) {
            Errors.refuseUnused(spec, "with --model lenet: leave one of them out", "--hidden");
        }
        return new Settings(
                loss.orElse(teacher.isPresent() ? "DistillationLoss" : "CrossEntropyLoss"),
                arguments.options(),
                new Network(kind, kind == Network.Kind.MLP ? hidden : List.of()),
                data.choice(),
                labelNoise,
                imbalance,
                teacher.map(Path::toString).orElse(""),
                how.batchSize(),
                how.optimizer(),
                how.learningRate(),
                how.seed());
    }

    private void check(boolean valid, String option, Object value, String expected) {
        if (!valid) {
            throw wrong(option + " is " + value + ", expected " + expected);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Objective objective(Settings settings) {
        try {
            return LossChoice.of(settings.loss(), settings.options(), teacher.isPresent());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static String name(Objective objective) {
        // DJL's losses have no words for themselves
        String name = objective.loss().toString();
        return name.contains("@") ? LossChoice.DJL + objective.loss().getName() : name;
    }

    private boolean isFinished(ResultFiles files, Settings settings, int epochs) {
        Path run = folder.orElseThrow();
        Optional<RunSummary> summary = RunSummary.read(run);
        int done = summary.map(before -> before.epochs().size()).orElse(0);
        if (done < epochs || !TrainedModel.isWhole(run) || isWithoutReport(files, run)) {
            return false;
        }
        Differences.refuse(run, summary.orElseThrow().settings(), settings);
        spec.commandLine()
                .getOut()
                .println(
                        Text.format(
                                "%s: is finished, with epoch %d its last. To train longer, give"
                                        + " --epochs %d or more.",
                                run, done, done + 1));
        Errors.checkPrinted(spec.commandLine().getOut());
        return true;
    }

    /**
     * Tells whether a run was stopped after its model and before its page, which it can make yet.
     */
    private boolean isWithoutReport(ResultFiles files, Path run) {
        return checkpointEvery > 0
                && !Files.exists(run.resolve(REPORT + ".html"))
                && !new Checkpoints(files, run).isEmpty();
    }

    private Optional<Checkpoint> lastCheckpoint(ResultFiles files, Settings settings, int epochs) {
        Path run = folder.orElseThrow();
        Checkpoints checkpoints = new Checkpoints(files, run);
        PrintWriter err = spec.commandLine().getErr();
        boolean finished = Files.exists(run.resolve(RunSummary.NAME));
        if (!resume) {
            if (!checkpoints.isEmpty() || finished) {
                throw new WorkException(
                        run
                                + ": has what a run before left. Go on with --resume, or name"
                                + " another folder.");
            }
            return Optional.empty();
        }
        Optional<Checkpoint> last = checkpoints.newest(err::println);
        if (last.isEmpty() && finished) {
            throw new WorkException(
                    run
                            + ": has a finished model but no checkpoint to go on from. Name another"
                            + " folder, so that it stays as it is.");
        }
        last.ifPresent(checkpoint -> Differences.refuse(run, checkpoint.settings(), settings));
        int begun = last.map(checkpoint -> checkpoint.position().epochsBegun()).orElse(0);
        if (begun > epochs) {
            throw new WorkException(
                    Text.format(
                            "%s: is in epoch %d already. Give --epochs %d or more.",
                            run, begun, begun));
        }
        err.println(
                last.map(
                                checkpoint ->
                                        Text.format(
                                                "going on in epoch %d, %d of its batches are done",
                                                checkpoint.position().epoch() + 1,
                                                checkpoint.position().batch()))
                        .orElse("no checkpoint to go on from: starting anew"));
        return last;
    }

    private Consumer<Checkpoint> checkpoints(Optional<ResultFiles> files) {
        return checkpointEvery == 0 || files.isEmpty()
                ? checkpoint -> {}
                : new Checkpoints(files.get(), folder.orElseThrow())::write;
    }

    private void teach(TrainRun run, DataSet set) {
        if (teacher.isPresent()) {
            try (TrainedModel model = TrainedModel.load(teacher.get())) {
                model.check(set.train());
                run.taughtBy(model);
            }
        }
    }

    private void write(
            ResultFiles files, Settings settings, String loss, DataSet set, TrainRun run) {
        Map<String, byte[]> model =
                ModelFolder.files(run.learner().model(), settings.network(), run.pixels());
        RunSummary summary =
                new RunSummary(
                        settings,
                        loss,
                        set.toString(),
                        run.results(),
                        Checksum.sha256(ModelFolder.parameters(model)),
                        Versions.all());
        model.put(RunSummary.NAME, ResultFiles.json(summary));
        files.together(model);
        // as anyone would who has the folder
        try (TrainedModel trained = TrainedModel.load(folder.orElseThrow())) {
            Findings findings = Findings.of(trained, set.test());
            new TrainPage(summary, run.steps(), new EvaluationPage(findings, set.test()))
                    .report()
                    .write(files, REPORT);
        }
    }
}
