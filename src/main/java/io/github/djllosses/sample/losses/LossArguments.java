package io.github.djllosses.sample.losses;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of all commands that take a loss with options. */
public final class LossArguments {

    private static final String NAME = "--option";

    @Option(
            names = NAME,
            paramLabel = "NAME=VALUE",
            description = "An option of the loss, such as beta=0.5. May be repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Returns the options of the loss.
     *
     * @return their names and values
     * @throws ParameterException if a name is given twice, of which only the last would count
     */
    public Map<String, String> options() {
        Set<String> names = new HashSet<>();
        for (String given : spec.findOption(NAME).originalStringValues()) {
            String name = given.substring(0, given.indexOf('='));
            if (!names.add(name)) {
                throw new ParameterException(
                        spec.commandLine(), NAME + " " + name + " is given twice: give it once");
            }
        }
        return options;
    }
}
