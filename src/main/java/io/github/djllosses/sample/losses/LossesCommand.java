package io.github.djllosses.sample.losses;

import io.github.djllosses.sample.console.Errors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the losses, or explains one. */
@Command(
        name = "losses",
        description = {
            "Lists the losses of this library with their options, the defaults of these, and what"
                    + " PyTorch calls them; or explains one: formula, shapes, divisor, options, and"
                    + " a small example worked out.",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  djl-losses losses",
            "  djl-losses losses CrossEntropyLoss --option label-smoothing=0.1",
            "",
            "Exit code: 0 it is printed, 1 the work failed, 2 wrong usage."
        })
public final class LossesCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "LOSS",
            description = "The loss to explain, such as CrossEntropyLoss; all are listed without.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "An option of the loss for the worked example. May be repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        LossesReport report = new LossesReport(spec.commandLine().getOut(), Ansi.AUTO);
        if (name.isEmpty()) {
            report.list(LossCatalogue.all());
        } else {
            LossEntry entry = find(name.get());
            try {
                report.explain(entry, LossOptions.build(entry.type(), options));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            }
        }
        Errors.checkPrinted(spec.commandLine().getOut());
        return 0;
    }

    private LossEntry find(String loss) {
        return LossCatalogue.find(loss)
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "there is no loss "
                                                + loss
                                                + "; djl-losses losses lists them"));
    }
}
