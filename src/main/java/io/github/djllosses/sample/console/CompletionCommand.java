package io.github.djllosses.sample.console;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script that completes commands and options in bash and zsh. */
@Command(
        name = "generate-completion",
        description = "Prints a script that lets bash and zsh complete commands and options.",
        footer = {
            "",
            "Example, for an alias or a script of the name djl-losses:",
            "  djl-losses generate-completion > djl-losses.bash; source djl-losses.bash",
            "",
            "Exit code: 0 it is printed, 1 the work failed, 2 wrong usage."
        })
public final class CompletionCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec program = spec.root();
        spec.commandLine()
                .getOut()
                .println(AutoComplete.bash(program.name(), program.commandLine()));
        Errors.checkPrinted(spec.commandLine().getOut());
        return 0;
    }
}
