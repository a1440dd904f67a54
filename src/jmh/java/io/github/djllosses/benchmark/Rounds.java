package io.github.djllosses.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs contests in this process and writes their outcomes.
 *
 * <p>JMH times one rival after the other; what the machine does meanwhile would fall on one of
 * them. So every round lets each rival run shortly, in random order, and a ratio compares two
 * rivals within a round.
 */
public final class Rounds {

    private static final int SEED = 7;
    private static final double AGREEMENT = 1e-3;
    private static final long LARGE = 1_000_000;

    private Rounds() {}

    /**
     * Runs the contests of some shapes.
     *
     * @param arguments the file to write, the number of rounds, the milliseconds of a measurement,
     *     then a {@link Field} and its sizes, {@code LOGITS:128x10}, as often as wanted
     * @throws IOException if the file cannot be written
     * @throws RunnerException if JMH fails
     */
    public static void main(String... arguments) throws IOException, RunnerException {
        int rounds = Integer.parseInt(arguments[1]);
        long millis = Long.parseLong(arguments[2]);
        List<Outcome> outcomes = new ArrayList<>();
        for (String argument : Arrays.copyOfRange(arguments, 3, arguments.length)) {
            Field field = Field.valueOf(argument.substring(0, argument.indexOf(':')));
            String shape = argument.substring(argument.indexOf(':') + 1);
            try (NDManager manager = NDManager.newBaseManager()) {
                Engine.getInstance().setRandomSeed(SEED);
                int[] sizes = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
                for (Contest contest : field.contests(manager, sizes)) {
                    outcomes.addAll(run(contest, shape.replace("x", ", "), rounds, millis));
                }
            }
        }
        Files.createDirectories(Path.of(arguments[0]).toAbsolutePath().getParent());
        Files.writeString(Path.of(arguments[0]), new Gson().toJson(outcomes));
        System.exit(0);
    }

    private static List<Outcome> run(Contest contest, String shape, int rounds, long millis)
            throws RunnerException {
        contest.rivals().forEach(rival -> checkAgreement(contest, rival));
        for (Rival rival : contest.rivals()) {
            Step.choose(contest, rival);
            time(millis); // interpreted at first, so of no account
        }
        Map<Rival, double[]> micros = new HashMap<>();
        contest.rivals().forEach(rival -> micros.put(rival, new double[rounds]));
        for (int round = 0; round < rounds; round++) {
            List<Rival> order = new ArrayList<>(contest.rivals());
            Collections.shuffle(order, new Random(SEED + round));
            for (Rival rival : order) {
                Step.choose(contest, rival);
                micros.get(rival)[round] = time(millis);
            }
        }
        double[] ours = micros.get(contest.rivals().get(0));
        List<Outcome> outcomes = new ArrayList<>();
        for (Rival rival : contest.rivals()) {
            double[] theirs = micros.get(rival);
            double[] ratios = new double[rounds];
            Arrays.setAll(ratios, round -> ours[round] / theirs[round]);
            Step.choose(contest, rival);
            boolean large = contest.predictions().head().size() >= LARGE;
            outcomes.add(
                    new Outcome(
                            contest.name(),
                            shape,
                            rival.name(),
                            quantile(0.5, theirs),
                            quantile(0.5, ratios),
                            quantile(0.25, ratios),
                            quantile(0.75, ratios),
                            large ? Memory.peak(() -> new Step().run()) : -1));
        }
        outcomes.forEach(
                o ->
                        System.out.printf(
                                "(%s) %-45s %-18s %10.1f us   ours / this %.2f [%.2f, %.2f]  %.0f"
                                        + " MiB%n",
                                o.shape(),
                                o.contest(),
                                o.rival(),
                                o.micros(),
                                o.ratio(),
                                o.lower(),
                                o.upper(),
                                o.mebibytes()));
        return outcomes;
    }

    private static double time(long millis) throws RunnerException {
        TimeValue duration = TimeValue.milliseconds(millis);
        return new Runner(
                        new OptionsBuilder()
                                .include(Step.class.getName() + ".run")
                                .forks(0)
                                .warmupIterations(1)
                                .warmupTime(duration)
                                .measurementIterations(1)
                                .measurementTime(duration)
                                .timeUnit(TimeUnit.MICROSECONDS)
                                .verbosity(VerboseMode.SILENT)
                                .build())
                .runSingle()
                .getPrimaryResult()
                .getScore();
    }

    static double quantile(double share, double... numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /** Refuses to compare what does not compute the same. */
    private static void checkAgreement(Contest contest, Rival rival) {
        List<float[]> ours = Step.results(contest, contest.rivals().get(0));
        List<float[]> theirs = Step.results(contest, rival);
        for (int i = 0; i < ours.size(); i++) {
            double largest = 0;
            double difference = 0;
            for (int k = 0; k < ours.get(i).length; k++) {
                largest = Math.max(largest, Math.abs(ours.get(i)[k]));
                difference = Math.max(difference, Math.abs(ours.get(i)[k] - theirs.get(i)[k]));
            }
            // of confident rows and near distributions the others have no digit right, and DJL's
            // binary loss has a wrong gradient at logits of exactly 0
            boolean lost =
                    contest.name().contains("confident")
                            || contest.name().contains("near")
                            || contest.name().startsWith("BCE") && rival.name().equals(Rival.DJL);
            if (!lost && !(difference <= AGREEMENT * largest)) {
                throw new IllegalStateException(
                        contest.name() + ": " + rival.name() + " computes something else");
            }
        }
    }
}
