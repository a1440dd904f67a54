package io.github.djllosses.sample.predict;

import ai.djl.ndarray.NDManager;
import io.github.djllosses.sample.console.Errors;
import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.model.TrainedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which digits pictures show. */
@Command(
        name = "predict",
        description = {
            "Says which digit a picture shows, and how sure the model is of it. Pictures are PNG"
                    + " files of any size with one digit, dark on light or light on dark.",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  djl-losses predict seven.png",
            "  djl-losses predict --model digits *.png",
            "",
            "Exit code: 0 all are classified, 1 a file cannot be used, 2 wrong usage."
        })
public final class PredictCommand implements Callable<Integer> {

    private static final int BAR = 50;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "PNG pictures of a digit each.")
    private List<Path> pictures;

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            defaultValue = TrainedModel.OF_MNIST,
            description = "A folder that train --out has written (default: ${DEFAULT-VALUE}).")
    private Path model;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        int unusable = 0;
        try (TrainedModel classifier = TrainedModel.load(model)) {
            for (Path picture : pictures) {
                try {
                    print(picture, probabilities(classifier, digit(picture)));
                } catch (WorkException e) {
                    unusable++;
                    Errors.warn(spec.commandLine(), String.valueOf(e.getMessage()));
                }
            }
        }
        Errors.checkPrinted(spec.commandLine().getOut());
        return unusable == 0 ? 0 : spec.exitCodeOnExecutionException();
    }

    private static LabelledImages digit(Path picture) {
        return DigitForm.of(Picture.read(picture))
                .orElseThrow(
                        () ->
                                new WorkException(
                                        picture
                                                + ": shows nothing, since all of it has the same"
                                                + " brightness. Draw a digit."));
    }

    private static float[] probabilities(TrainedModel classifier, LabelledImages digit) {
        classifier.check(digit);
        try (NDManager manager = NDManager.newBaseManager()) {
            return classifier.scores(digit.images(manager)).softmax(1).toFloatArray();
        }
    }

    private void print(Path picture, float... probabilities) {
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            best = probabilities[k] > probabilities[best] ? k : best;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Text.format("%s: %d, %.1f %%", picture, best, 100 * probabilities[best]));
        for (int k = 0; k < probabilities.length; k++) {
            String bar = "#".repeat(Math.round(BAR * probabilities[k]));
            out.println(
                    Text.format("  %d %5.1f %%  %s", k, 100 * probabilities[k], bar)
                            .stripTrailing());
        }
    }
}
