package io.github.djllosses.sample.losses;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.sample.console.Errors;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
            description =
                    "The loss to explain, such as CrossEntropyLoss, or its name in PyTorch, Keras"
                            + " or optax; all are listed without.")
    private Optional<String> name = Optional.empty();

    @Mixin private LossArguments arguments;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        LossesReport report = new LossesReport(spec.commandLine().getOut(), Ansi.AUTO);
        if (name.isEmpty()) {
            Errors.refuseUnused(spec, "without the name of a loss: give that, too", "--option");
            report.list(LossCatalogue.all());
        } else {
            Optional<Counterpart.Match> match =
                    LossCatalogue.find(name.get()).isPresent()
                            ? Optional.empty()
                            : Counterpart.find(name.get());
            LossEntry entry = find(match.map(Counterpart.Match::loss).orElse(name.get()));
            try {
                AbstractLoss loss = LossOptions.build(entry.type(), arguments.options());
                match.ifPresent(report::found);
                report.explain(entry, loss);
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
