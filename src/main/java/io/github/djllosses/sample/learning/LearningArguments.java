package io.github.djllosses.sample.learning;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of all commands that let a network learn. */
public final class LearningArguments {

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often the network sees every image (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many images make a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "adam",
            description = "adam or sgd (default: ${DEFAULT-VALUE}).")
    private OptimizerChoice optimizer;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            description = "The learning rate (default: 0.001 for adam, 0.1 for sgd).")
    private Optional<Float> learningRate = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Seed of the digits, the weights and the order (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Returns what was given, or else the defaults.
     *
     * @return the options
     * @throws ParameterException if a number is out of its range
     */
    public LearningOptions options() {
        float rate = learningRate.orElse(optimizer.usualRate());
        check(epochs >= 1, "--epochs", epochs, "1 or more");
        check(batchSize >= 1, "--batch-size", batchSize, "1 or more");
        check(rate > 0 && Float.isFinite(rate), "--learning-rate", rate, "a number above 0");
        return new LearningOptions(epochs, batchSize, seed, optimizer, rate);
    }

    private void check(boolean valid, String option, Object value, String expected) {
        if (!valid) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + value + ", expected " + expected);
        }
    }
}
