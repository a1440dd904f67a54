package io.github.djllosses.sample.divergence;

import io.github.djllosses.information.Unit;
import io.github.djllosses.sample.console.Errors;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says which of several models is nearest to a true distribution. */
@Command(
        name = "divergence",
        description = {
            "Prints how far models are from a true distribution: entropy, cross-entropy, KL both"
                    + " ways and Jensen-Shannon. The nearest has the smallest KL(true, model).",
            "",
            "A distribution is a list of fractions, decimals or percentages that add up to 1, or of"
                + " whole numbers, which are counts; or a CSV file of them. A file has one outcome"
                + " per line, its name and its number, or the number alone; a header is skipped."
                + " Outcomes with names are matched by name.",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  djl-losses divergence --true 1/2,1/2 --model B=1/4,3/4 --model C=1/8,7/8",
            "  djl-losses divergence --true \"50%%, 40%%, 10%%\" --model 0.5,0.1,0.4 --unit bits",
            "  djl-losses divergence --true words.csv --model old.csv --model new=words2.csv",
            "",
            "Exit code: 0 the table is printed, 1 a file cannot be used, 2 wrong usage."
        })
public final class DivergenceCommand implements Callable<Integer> {

    @Option(
            names = "--true",
            paramLabel = "P",
            required = true,
            description = "The true distribution: numbers, or a file whose name ends in .csv.")
    private String truth;

    @Option(
            names = "--model",
            paramLabel = "Q",
            required = true,
            description = "A model of it; NAME=Q gives it a name. Repeat it to compare several.")
    private List<String> models;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            defaultValue = "nats",
            description = "nats, bits or bans (default: ${DEFAULT-VALUE}).")
    private Unit unit;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Outcomes p = read("--true", "true", truth);
        List<Divergences> all = new ArrayList<>();
        for (String model : models) {
            int equals = model.indexOf('=');
            String text = model.substring(equals + 1);
            String name = equals < 0 ? name(text, all.size() + 1) : model.substring(0, equals);
            if (all.stream().anyMatch(other -> other.model().name().equals(name))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--model: two are called " + name + "; name each as in --model NAME=Q");
            }
            Outcomes q = read("--model", name, text);
            try {
                all.add(Divergences.of(p, q, unit));
            } catch (IllegalArgumentException e) {
                throw wrong("--model", e);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        new DivergenceReport(out, Ansi.AUTO).print(p, List.copyOf(all), unit);
        Errors.checkPrinted(out);
        return 0;
    }

    private static String name(String text, int number) {
        return OutcomesFile.isFile(text) ? OutcomesFile.name(text) : "model " + number;
    }

    private Outcomes read(String option, String name, String text) {
        if (OutcomesFile.isFile(text)) {
            return OutcomesFile.read(name, text);
        }
        try {
            return Outcomes.of(name, List.of(), GivenNumber.list(text));
        } catch (IllegalArgumentException e) {
            throw wrong(option, e);
        }
    }

    private ParameterException wrong(String option, IllegalArgumentException cause) {
        return new ParameterException(
                spec.commandLine(), option + ": " + cause.getMessage(), cause);
    }
}
