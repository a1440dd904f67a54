package io.github.djllosses.sample.compare;

import io.github.djllosses.sample.console.Errors;
import io.github.djllosses.sample.console.Interruption;
import io.github.djllosses.sample.console.Interruption.StoppedException;
import io.github.djllosses.sample.console.Progress;
import io.github.djllosses.sample.console.ResultFiles;
import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.data.DataArguments;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.edgecases.EdgeCases;
import io.github.djllosses.sample.edgecases.EdgeReport;
import io.github.djllosses.sample.edgecases.EdgeRow;
import io.github.djllosses.sample.learning.LearningArguments;
import io.github.djllosses.sample.learning.LearningOptions;
import io.github.djllosses.sample.model.TrainedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the losses of this library with DJL's own. */
@Command(
        name = "compare",
        description = {
            "Trains a small classifier (784-128-64-10) with losses of this library and with DJL's"
                    + " own, from the same weights on the same batches, and says where they agree.",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  djl-losses compare",
            "  djl-losses compare --data mnist --epochs 3 --out results",
            "  djl-losses compare --edge-cases",
            "",
            "Exit code: 0 it is printed, 1 the work failed, 2 wrong usage, 130 Ctrl-C."
        })
public final class CompareCommand implements Callable<Integer> {

    /** The options that there are with it; all others are about training. */
    private static final Set<String> OF_EDGE_CASES = Set.of("--edge-cases", "--out", "--verbose");

    @Mixin private DataArguments data;

    @Option(
            names = "--edge-cases",
            description =
                    "Compare on small inputs where DJL's losses are wrong or fail, without"
                            + " training.")
    private boolean edgeCases;

    @Mixin private LearningArguments learning;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Also write the results there, as JSON and CSV, and those of training as a page"
                            + " to open in a browser: report.html.")
    private Optional<Path> folder = Optional.empty();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        LearningOptions options = learning.options();
        if (edgeCases) {
            refuseOptionsOfTraining();
        }
        folder.filter(TrainedModel::isIn)
                .ifPresent(
                        run -> {
                            throw new WorkException(
                                    run
                                            + ": has a trained model, whose report this would"
                                            + " overwrite. Name another folder.");
                        });
        Optional<ResultFiles> files = folder.map(ResultFiles::new);
        return edgeCases ? edgeCases(files) : training(options, files);
    }

    private void refuseOptionsOfTraining() {
        spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !OF_EDGE_CASES.contains(name))
                .forEach(
                        name ->
                                Errors.refuseUnused(
                                        spec, "with --edge-cases: leave one of them out", name));
    }

    private int training(LearningOptions options, Optional<ResultFiles> files) {
        Progress progress = new Progress(spec.commandLine().getErr());
        long start = System.nanoTime();
        DataSet set = data.load(options.seed());
        progress.done(Text.format("%s, ready in %.1f s", set, seconds(start)));
        List<PairResult> results = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        try (Interruption interruption = new Interruption()) {
            for (Pair pair : Pair.ALL) {
                String title =
                        Text.format(
                                "[%d/%d] %s", results.size() + 1, Pair.ALL.size(), pair.oursName());
                try (PairRun run = new PairRun(pair, set, options, progress, interruption, title)) {
                    results.add(run.run());
                    evidence.add(run.evidence());
                } catch (StoppedException e) {
                    progress.done(
                            title + ": stopped. Nothing is kept: a comparison writes at its end.");
                    return Interruption.EXIT_CODE;
                }
            }
        }
        Comparison comparison =
                new Comparison(set.toString(), options, List.copyOf(results), seconds(start));
        // before anything is printed, where nobody may be reading
        files.ifPresent(comparison::write);
        files.ifPresent(
                written ->
                        new ComparisonPage(comparison, evidence, set.test())
                                .report()
                                .write(written, "report"));
        new ComparisonReport(spec.commandLine().getOut(), Ansi.AUTO).print(comparison);
        return written(files);
    }

    private int written(Optional<ResultFiles> files) {
        PrintWriter out = spec.commandLine().getOut();
        files.ifPresent(
                written -> Text.wrap("Written to ", written.toString()).forEach(out::println));
        Errors.checkPrinted(out);
        return 0;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private int edgeCases(Optional<ResultFiles> files) {
        List<EdgeRow> rows = EdgeCases.run();
        EdgeReport report = new EdgeReport(rows);
        files.ifPresent(report::write);
        report.print(spec.commandLine().getOut(), Ansi.AUTO);
        if (!rows.stream().allMatch(EdgeRow::oursRight)) {
            throw new WorkException(
                    "This library is wrong in a row marked ! above. Please report it with the"
                            + " version of DJL.");
        }
        return written(files);
    }
}
