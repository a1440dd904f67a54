package io.github.djllosses.sample.evaluate;

import io.github.djllosses.sample.console.Errors;
import io.github.djllosses.sample.console.ResultFiles;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.model.TrainedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
            defaultValue = TrainedModel.SHIPPED,
            description = "A folder that train --out has written (default: ${DEFAULT-VALUE}).")
    private Path model;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            defaultValue = DataSet.DRAWN,
            description =
                    "drawn: digits that the program draws itself (default); mnist: downloaded by"
                            + " DJL; or a folder with the four IDX files of MNIST, gzipped or not.")
    private String data;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the drawn digits (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Also write the figures there, as evaluation.json.")
    private Optional<Path> folder = Optional.empty();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Optional<ResultFiles> files = folder.map(ResultFiles::new);
        PrintWriter out = spec.commandLine().getOut();
        try (TrainedModel classifier = TrainedModel.load(model)) {
            DataSet set = dataSet();
            classifier.check(set.test());
            Evaluation evaluation = Findings.of(classifier, set.test()).evaluation();
            new EvaluationReport(out).print(model.toString(), set.name(), evaluation);
            files.ifPresent(results -> results.json("evaluation.json", evaluation));
        }
        files.ifPresent(results -> out.println("Written to " + results));
        Errors.checkPrinted(out);
        return 0;
    }

    private DataSet dataSet() {
        try {
            return DataSet.of(data, seed);
        } catch (IOException e) {
            throw new WorkException(String.valueOf(e.getMessage()), e);
        }
    }
}
