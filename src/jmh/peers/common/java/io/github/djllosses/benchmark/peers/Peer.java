package io.github.djllosses.benchmark.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A library, the losses it has, and how they are timed. */
abstract class Peer {

    private static final int ROUNDS = 11;
    private static final double SECONDS = 0.2;
    private static final double WARM_UP = 1;

    private final String name;

    /** Creates a peer with the name that the tables give it. */
    Peer(String name) {
        this.name = name;
    }

    /** Returns a step for each loss that the library has, to run on so many threads. */
    abstract Map<Contest, Step> steps(Arguments arguments, int threads);

    /** Times all steps at all shapes and writes {@code target/benchmark/FILE}. */
    final void run(String file) throws IOException {
        List<String> outcomes = new ArrayList<>();
        outcomes.addAll(outcomes(1, 128, 10));
        outcomes.addAll(outcomes(2, 1024, 1000));
        outcomes.addAll(outcomes(2, 512, 32000));
        Path folder = Files.createDirectories(Path.of("target", "benchmark"));
        Files.writeString(folder.resolve(file), "[" + String.join(",\n", outcomes) + "]\n");
        System.exit(0); // whatever threads the library has started
    }

    private List<String> outcomes(int threads, int rows, int classes) {
        Arguments arguments = new Arguments(rows, classes);
        List<String> outcomes = new ArrayList<>();
        steps(arguments, threads)
                .forEach(
                        (contest, step) -> {
                            contest.check(arguments, step.run(true));
                            String outcome =
                                    String.format(
                                            Locale.ROOT,
                                            "{\"contest\": \"%s\", \"shape\": \"%d, %d\","
                                                    + " \"rival\": \"%s\", \"micros\": %.1f}",
                                            contest.title(),
                                            rows,
                                            classes,
                                            name,
                                            micros(step));
                            System.out.println(outcome);
                            outcomes.add(outcome);
                        });
        return outcomes;
    }

    private static double micros(Step step) {
        mean(step, WARM_UP);
        double[] means = new double[ROUNDS];
        Arrays.setAll(means, round -> mean(step, SECONDS));
        Arrays.sort(means);
        return means[ROUNDS / 2];
    }

    /** Returns the microseconds of a step, on average over some seconds. */
    private static double mean(Step step, double seconds) {
        long start = System.nanoTime();
        int steps = 0;
        double nanos = 0;
        while (nanos < 1e9 * seconds) {
            step.run(false);
            steps++;
            nanos = System.nanoTime() - start;
        }
        return nanos / 1e3 / steps;
    }
}
