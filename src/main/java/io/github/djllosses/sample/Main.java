package io.github.djllosses.sample;

import io.github.djllosses.sample.compare.CompareCommand;
import io.github.djllosses.sample.console.CompletionCommand;
import io.github.djllosses.sample.console.Errors;
import io.github.djllosses.sample.console.Pipe;
import io.github.djllosses.sample.divergence.DivergenceCommand;
import io.github.djllosses.sample.evaluate.EvaluateCommand;
import io.github.djllosses.sample.losses.LossesCommand;
import io.github.djllosses.sample.predict.PredictCommand;
import io.github.djllosses.sample.train.TrainCommand;
import java.io.FileDescriptor;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program. Without arguments it compares this library's losses with DJL's own. */
@Command(
        name = "djl-losses",
        description = "Loss functions for Deep Java Library at work.",
        versionProvider = VersionLine.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CompareCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            LossesCommand.class,
            DivergenceCommand.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "Without arguments: compare. More about a command: djl-losses COMMAND --help"
        })
public final class Main {

    /** That of the narrowest terminals. */
    private static final int HELP_WIDTH = 80;

    private static final String DEFAULT_COMMAND = "compare";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the versions of the library, DJL, Java and PyTorch.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of a failure.")
    @SuppressWarnings("UnusedVariable") // read where failures are reported
    private boolean verbose;

    private Main() {}

    /**
     * Runs a command and ends the process with its exit code: 0 if it did what it said, 1 if its
     * work failed, 2 if it was called wrongly; 130 if Ctrl-C stopped it, 141 if nobody reads on.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.exit(run(Pipe.to(FileDescriptor.out), Pipe.to(FileDescriptor.err), args));
    }

    /**
     * Runs a command.
     *
     * @param out where results go
     * @param err where progress and errors go
     * @param args the command and its options
     * @return the exit code
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return commands()
                .setOut(out)
                .setErr(err)
                .execute(args.length == 0 ? new String[] {DEFAULT_COMMAND} : args);
    }

    static CommandLine commands() {
        return new CommandLine(new Main())
                .setUsageHelpWidth(HELP_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Errors::usage)
                .setExecutionStrategy(Errors::execute)
                .setExecutionExceptionHandler(Errors::failure);
    }
}
