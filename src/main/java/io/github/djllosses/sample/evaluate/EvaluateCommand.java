package io.github.djllosses.sample.evaluate;

import io.github.djllosses.sample.console.Errors;
import io.github.djllosses.sample.console.ResultFiles;
import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.data.DataArguments;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.model.TrainedModel;
import io.github.djllosses.sample.model.Versions;
import io.github.djllosses.sample.report.Report;
import io.github.djllosses.sample.report.Report.Fact;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how good a trained classifier is. */
@Command(
        name = "evaluate",
        description = {
            "Evaluates a trained classifier on the test images of a data set: accuracy with its"
                + " confidence interval, cross-entropy, calibration, the loss of every class and"
                + " the confusion matrix.",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  djl-losses evaluate",
            "  djl-losses evaluate --model digits --data mnist --out results",
            "",
            "Exit code: 0 the figures are printed, 1 the work failed, 2 wrong usage."
        })
public final class EvaluateCommand implements Callable<Integer> {

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            defaultValue = TrainedModel.OF_DRAWN,
            description = "A folder that train --out has written (default: ${DEFAULT-VALUE}).")
    private Path model;

    @Mixin private DataArguments data;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the drawn digits (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Also write the figures there, as evaluation.json, and as a page to open in a"
                            + " browser: evaluation-report.html.")
    private Optional<Path> folder = Optional.empty();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (!data.isDrawn()) {
            Errors.refuseUnused(
                    spec,
                    "with --data " + data.choice() + ", only with drawn digits: leave it out",
                    "--seed");
        }
        Optional<ResultFiles> files = folder.map(ResultFiles::new);
        PrintWriter out = spec.commandLine().getOut();
        try (TrainedModel classifier = TrainedModel.load(model)) {
            DataSet set = data.load(seed);
            classifier.check(set.test());
            Findings findings = Findings.of(classifier, set.test());
            Evaluation evaluation = findings.evaluation();
            Report page =
                    new EvaluationPage(findings, set.test())
                            .report(model.toString(), facts(classifier, set));
            // before anything is printed, where nobody may be reading
            files.ifPresent(results -> results.json("evaluation.json", evaluation));
            // the folder may be the model's, which has a report of its own
            files.ifPresent(results -> page.write(results, "evaluation-report"));
            new EvaluationReport(out).print(model.toString(), set.name(), evaluation);
        }
        files.ifPresent(
                written -> Text.wrap("Written to ", written.toString()).forEach(out::println));
        Errors.checkPrinted(out);
        return 0;
    }

    private List<Fact> facts(TrainedModel classifier, DataSet set) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("model", model.toString()));
        facts.add(new Fact("network", classifier.network().toString()));
        facts.add(new Fact("data", set.name()));
        if (data.isDrawn()) {
            facts.add(new Fact("seed", seed));
        }
        Versions.all().forEach((name, version) -> facts.add(new Fact(name, version)));
        return facts;
    }
}
