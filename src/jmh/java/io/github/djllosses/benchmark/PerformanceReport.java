package io.github.djllosses.benchmark;

import com.google.gson.Gson;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs all benchmarks and writes {@code docs/performance.md}.
 *
 * <pre>{@code
 * ./mvnw -q -Pbenchmark test-compile exec:exec
 * }</pre>
 */
public final class PerformanceReport {

    private static final Path PAGE = Path.of("docs", "performance.md");
    private static final Path RESULTS = Path.of("target", "benchmark");
    private static final String SMALL = "LOGITS:128x10";
    private static final String MEDIUM = "LOGITS:1024x1000";
    private static final String LARGE = "LOGITS:512x32000";
    private static final String LINEAR = "LINEAR:4096x512x32000";

    /** The other losses of PyTorch: with one thread, and with two. */
    private static final String[] SMALL_FAMILY = {
        "NUMBERS:128x10", "EMBEDDINGS:128x10", "SEQUENCES:20x8x10"
    };

    private static final String[] MEDIUM_FAMILY = {
        "NUMBERS:1024x1000", "EMBEDDINGS:1024x256", "SEQUENCES:100x32x100"
    };

    /** How the tables head the times of each shape. */
    private static final List<String> SHAPES =
            List.of("128, 10", "1024, 1000", "512, 32000", "4096, 512, 32000");

    private static final List<String> FAMILY_SHAPES =
            List.of("128, 10", "1024, 1000", "1024, 256", "20, 8, 10", "100, 32, 100");

    /** What other processes may have written before. */
    private static final List<String> OUTSIDE =
            List.of("pytorch", "bytedeco", "tensorflow", "nd4j");

    private PerformanceReport() {}

    /**
     * Runs everything.
     *
     * @param arguments optionally the number of rounds and the milliseconds of a measurement
     * @throws IOException if a result cannot be read or written
     * @throws InterruptedException if a process is interrupted
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        String rounds = arguments.length > 0 ? arguments[0] : "7";
        String millis = arguments.length > 1 ? arguments[1] : "100";
        List<Outcome> plain = new ArrayList<>();
        plain.addAll(rounds(1, Map.of(), "small", rounds, millis, SMALL));
        plain.addAll(rounds(2, Map.of(), "medium", rounds, millis, MEDIUM));
        plain.addAll(rounds(2, Map.of(), "large", rounds, millis, LARGE));
        plain.addAll(rounds(2, Map.of(), "linear", "3", "1", LINEAR));
        Map<String, String> pages = Map.of("THP_MEM_ALLOC_ENABLE", "1");
        List<Outcome> huge = rounds(2, pages, "large-pages", rounds, millis, LARGE);
        plain.addAll(outside(plain));
        List<Outcome> family = new ArrayList<>();
        family.addAll(rounds(1, Map.of(), "small-family", rounds, millis, SMALL_FAMILY));
        family.addAll(rounds(2, Map.of(), "medium-family", rounds, millis, MEDIUM_FAMILY));
        Path growth = RESULTS.resolve("growth.txt");
        process(2, Map.of(), Growth.class, growth.toString());
        Path steps = RESULTS.resolve("training.txt");
        process(1, Map.of(), TrainingStep.class, steps.toString(), rounds);
        Files.writeString(
                PAGE, page(plain, huge, family, Files.readString(growth), Files.readString(steps)));
        System.out.println("Written: " + PAGE);
    }

    /** Reads what {@code pytorch.py} and the projects in {@code peers} have measured, if run. */
    private static List<Outcome> outside(List<Outcome> ours) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (String name : OUTSIDE) {
            Path file = RESULTS.resolve(name + ".json");
            if (Files.exists(file)) {
                for (Outcome theirs : outcomes(file)) {
                    ours.stream()
                            .filter(o -> o.rival().equals(Rival.OURS))
                            .filter(o -> o.shape().equals(theirs.shape()))
                            .filter(o -> o.contest().equals(theirs.contest()))
                            .map(o -> theirs.against(o.micros()))
                            .forEach(outcomes::add);
                }
            }
        }
        return outcomes;
    }

    /** Runs contests in a process of their own, with its own number of threads. */
    private static List<Outcome> rounds(
            int threads,
            Map<String, String> environment,
            String name,
            String rounds,
            String millis,
            String... fields)
            throws IOException, InterruptedException {
        Path file = RESULTS.resolve(name + ".json");
        List<String> arguments = new ArrayList<>(List.of(file.toString(), rounds, millis));
        arguments.addAll(List.of(fields));
        process(threads, environment, Rounds.class, arguments.toArray(new String[0]));
        return outcomes(file);
    }

    private static List<Outcome> outcomes(Path file) throws IOException {
        return List.of(new Gson().fromJson(Files.readString(file), Outcome[].class));
    }

    private static void process(
            int threads, Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx2g",
                                "-Dai.djl.pytorch.num_threads=" + threads,
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                                "-Djmh.ignoreLock=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO().directory(new File("."));
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(main.getSimpleName() + " ended with " + status);
        }
    }

    private static String page(
            List<Outcome> plain,
            List<Outcome> huge,
            List<Outcome> family,
            String growth,
            String steps)
            throws IOException {
        return """
        # Performance

        What a step costs: forward and backward pass, ours beside DJL's own losses, the straightforward port to
        `NDArray`, and PyTorch's kernels. Written by

        ```bash
        ./mvnw -q -Pbenchmark test-compile exec:exec
        ```

        %s

        ## Method

        - **Step.** A fresh leaf, the loss, its gradient, everything freed; timed by JMH. Rows of a table run in one
          process: in every round each rival runs shortly, in random order. A ratio is our time divided by the
          rival's in the same round: the median over the rounds, and in brackets the quartiles. Below 1 we are faster.
        - **Rivals.** *DJL*: `SoftmaxCrossEntropyLoss`, `SigmoidBinaryCrossEntropyLoss`. *NDArray port*: what one would
          write with DJL's operations. *PyTorch*: the kernels behind `torch.nn.functional`, called from TorchScript, so that
          nothing but the engine's own work and one call is counted. Before the timing all must agree with us, except
          where they are known to have no right digit (confident rows, near distributions).
        - **Outside.** Other libraries run in processes of their own, before the command above; their ratios are those of
          two medians, without quartiles. *PyTorch 2.13 in Python*: `python src/jmh/python/pytorch.py`. *PyTorch 2.10 of
          Bytedeco*, its C++ interface called from Java: `./mvnw -q -f src/jmh/peers/bytedeco compile exec:exec`. *TensorFlow
          2.16 for Java*, a graph built once: `./mvnw -q -f src/jmh/peers/tensorflow compile exec:exec`. *ND4J*, gradients by
          formula: `./mvnw -q -f src/jmh/peers/nd4j compile exec:exec`. Not quite the same work: TensorFlow makes one-hot
          rows of class indices, having no gradient for them in Java, and its published natives are not compiled for AVX2
          throughout; its divergence and ND4J's take probabilities, so an exponential of the log-probabilities comes first;
          ND4J's binary loss overwrites its predictions, so they are copied. Before the timing the gradients of the three in
          Java must agree with the formulas. So do their losses, but for two of ND4J's over 32,000 classes: its divergence,
          which clips probabilities at 1e-5, is 16 %% too small, and its cross-entropy of distributions 0.7 %%.
        - **Threads.** One for (128, 10), two for the others: OpenMP's barriers cost more than small arrays.
        - **Memory.** What one step adds to the resident memory of the process at its peak, in MiB.

        ## Ratios

        %s
        ## Times

        Median of a step in microseconds, and the memory it takes at its peak in MiB.

        %s
        ## The other losses of PyTorch

        Our time divided by that of the original, in one process as above: numbers and margins of classes at (128, 10) and
        (1024, 1000), embeddings at (128, 10) and (1024, 256), CTC at T, N, C with T / 4 symbols. TorchScript has no Gaussian
        and no multi-label soft margin: their rivals are the formulas of `torch.nn.functional`, and that of log cosh, which
        PyTorch has not, is the textbook's, which loses its digits near 0.

        %s
        %s
        ## Page faults

        Large arrays are dominated by page faults: libtorch maps and unmaps every temporary. We compute in pieces that stay
        in the processor's cache, so fewer temporaries are large; for the rest the engine can take huge pages from the
        kernel. Set this in the environment before the program starts, on Linux:

        ```bash
        export THP_MEM_ALLOC_ENABLE=1
        ```

        Milliseconds of a step at (512, 32000), without and with it:

        %s
        ## Growth

        Nanoseconds of a step per element, and the bytes it takes per element at its peak, over N with 10 classes and over
        C with 64 rows. A small array pays for the calls. From a million elements on the lines are flat, up to the size
        where temporaries are mapped afresh each time (32 MiB, 8e6 elements), which costs a page fault for every 4 KiB.

        ![Time per element over the number of elements](growth.png)

        %s
        ## A step of training

        A loss is evaluated twice per training batch by DJL's default listeners: for the gradient, and again to report it.
        `OncePerBatch` reports what the step has found. A network of 784-128-64-10 units, batches of 64, one thread:

        %s\
        """
                .formatted(
                        machine(),
                        ratios(plain, SHAPES),
                        times(plain, SHAPES),
                        ratios(family, FAMILY_SHAPES),
                        times(family, FAMILY_SHAPES),
                        pages(plain, huge),
                        growth,
                        steps);
    }

    private static String machine() throws IOException {
        String model =
                Files.exists(Path.of("/proc/cpuinfo"))
                        ? Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                                .filter(line -> line.startsWith("model name"))
                                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                                .findFirst()
                                .orElse("unknown processor")
                        : "unknown processor";
        return "Machine: %s, %d cores, %s, Java %s, DJL 0.35.1 on libtorch 2.7.1."
                .formatted(
                        model,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("java.version"));
    }

    private static String ratios(List<Outcome> outcomes, List<String> shapes) {
        StringBuilder table = header(shapes);
        for (List<String> key : keys(outcomes)) {
            if (!key.get(1).equals(Rival.OURS)) {
                row(table, key, outcomes, shapes, Outcome::ratioText);
            }
        }
        return table.toString();
    }

    private static String times(List<Outcome> outcomes, List<String> shapes) {
        StringBuilder table = header(shapes);
        for (List<String> key : keys(outcomes)) {
            row(
                    table,
                    key,
                    outcomes,
                    shapes,
                    o ->
                            text("%.0f us", o.micros())
                                    + (o.mebibytes() > 0 ? text(", %.0f MiB", o.mebibytes()) : ""));
        }
        return table.toString();
    }

    private static StringBuilder header(List<String> shapes) {
        StringBuilder table = new StringBuilder("| loss | rival | ");
        shapes.forEach(shape -> table.append("(").append(shape).append(") | "));
        return table.append("\n|---|---|").append("---|".repeat(shapes.size())).append('\n');
    }

    private static void row(
            StringBuilder table,
            List<String> key,
            List<Outcome> outcomes,
            List<String> shapes,
            Function<Outcome, String> cell) {
        table.append("| ").append(key.get(0)).append(" | ").append(key.get(1)).append(" | ");
        for (String shape : shapes) {
            table.append(
                            outcomes.stream()
                                    .filter(o -> o.shape().equals(shape))
                                    .filter(o -> List.of(o.contest(), o.rival()).equals(key))
                                    .map(cell)
                                    .collect(Collectors.joining()))
                    .append(" | ");
        }
        table.append('\n');
    }

    private static String pages(List<Outcome> plain, List<Outcome> huge) {
        StringBuilder table =
                new StringBuilder("| loss | rival | without | with |\n|---|---|---|---|\n");
        for (Outcome with : huge) {
            plain.stream()
                    .filter(o -> o.shape().equals(with.shape()))
                    .filter(o -> o.contest().equals(with.contest()))
                    .filter(o -> o.rival().equals(with.rival()))
                    .forEach(
                            without ->
                                    table.append(
                                            text(
                                                    "| %s | %s | %.1f | %.1f |%n",
                                                    with.contest(),
                                                    with.rival(),
                                                    without.micros() / 1000,
                                                    with.micros() / 1000)));
        }
        return table.toString();
    }

    private static Set<List<String>> keys(List<Outcome> outcomes) {
        Set<List<String>> keys = new LinkedHashSet<>();
        outcomes.forEach(o -> keys.add(List.of(o.contest(), o.rival())));
        return keys;
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
