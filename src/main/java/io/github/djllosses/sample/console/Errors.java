package io.github.djllosses.sample.console;

import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** How the program reports what went wrong: one line that says what to do. */
public final class Errors {

    private Errors() {}

    /**
     * Reports a call with wrong arguments.
     *
     * @param exception what is wrong with them
     * @param args the arguments
     * @return the exit code for wrong usage
     */
    public static int usage(ParameterException exception, String... args) {
        CommandLine command = exception.getCommandLine();
        say(
                command,
                unknownCommand(exception)
                        .map(
                                name ->
                                        "there is no command "
                                                + name
                                                + ", but "
                                                + String.join(
                                                        ", ", command.getSubcommands().keySet()))
                        .orElse(String.valueOf(exception.getMessage())));
        UnmatchedArgumentException.printSuggestions(exception, command.getErr());
        command.getErr().println("Try: " + command.getCommandSpec().qualifiedName(" ") + " --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static Optional<String> unknownCommand(ParameterException exception) {
        return exception instanceof UnmatchedArgumentException unmatched
                        && !unmatched.isUnknownOption()
                        && !exception.getCommandLine().getSubcommands().isEmpty()
                ? unmatched.getUnmatched().stream().findFirst()
                : Optional.empty();
    }

    /**
     * Lets a command work as long as the memory does.
     *
     * @param arguments the command and its arguments
     * @return its exit code
     */
    public static int execute(ParseResult arguments) {
        try {
            return new RunLast().execute(arguments);
        } catch (OutOfMemoryError e) {
            CommandLine command = arguments.commandSpec().commandLine();
            say(command, "what is to be done " + Memory.exceeded());
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
    }

    /**
     * Reports work that failed.
     *
     * @param exception why it failed
     * @param command the command that was at work
     * @param arguments its arguments
     * @return the exit code for failure
     */
    public static int failure(Exception exception, CommandLine command, ParseResult arguments) {
        boolean verbose = arguments.expandedArgs().contains("--verbose");
        String message = message(exception);
        boolean told = verbose || exception instanceof WorkException;
        say(command, told ? message : message + " (--verbose tells where)");
        if (verbose) {
            exception.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /**
     * Reports what could not be done of several things.
     *
     * @param command the command that was at work
     * @param message what is wrong and what to do
     */
    public static void warn(CommandLine command, String message) {
        say(command, message);
    }

    /**
     * Refuses options that would change nothing: who gives one expects that it does.
     *
     * @param spec the command
     * @param why in which company they change nothing, and what to do
     * @param options their names
     * @throws ParameterException if one of them was given
     */
    public static void refuseUnused(CommandSpec spec, String why, String... options) {
        for (String option : options) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(), option + " changes nothing " + why);
            }
        }
    }

    /**
     * Makes sure that what was printed arrived.
     *
     * @param out where it was printed
     * @throws WorkException if it did not
     */
    public static void checkPrinted(PrintWriter out) {
        if (out.checkError()) {
            throw new WorkException(
                    "The results could not be printed. Is the output closed, or its disk full?");
        }
    }

    /**
     * Returns the first line of an exception's message.
     *
     * @param exception the exception
     * @return what a reader needs of it; with the kind of exception, unless the message was written
     *     for readers of this program
     */
    public static String message(Exception exception) {
        String text = exception.getMessage();
        String kind = exception.getClass().getSimpleName();
        if (text == null || text.isBlank()) {
            return kind;
        }
        String line = text.strip().lines().findFirst().orElse(kind);
        return exception instanceof WorkException ? line : kind + ": " + line;
    }

    private static void say(CommandLine command, String message) {
        String text = command.getColorScheme().errorText("djl-losses: " + message).toString();
        command.getErr().println(text);
    }
}
