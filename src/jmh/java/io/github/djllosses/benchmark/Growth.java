package io.github.djllosses.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Time and memory per element, from a hundred elements to a hundred million. */
public final class Growth {

    private static final int CLASSES = 10;
    private static final int ROWS = 64;
    private static final int SMALLEST = 2;
    private static final int LARGEST = 8;
    private static final long ENOUGH = 200_000_000L;

    private Growth() {}

    /**
     * Writes a table and a plot.
     *
     * @param arguments the file of the table
     * @throws IOException if a file cannot be written
     */
    public static void main(String... arguments) throws IOException {
        Map<String, List<Double>> nanos = new LinkedHashMap<>();
        List<Double> sizes = new ArrayList<>();
        StringBuilder table =
                new StringBuilder(
                        "| loss | elements | ns per element | bytes per element |\n"
                                + "|---|---|---|---|\n");
        for (int power = SMALLEST; power <= LARGEST; power++) {
            long size = Math.round(Math.pow(10, power));
            sizes.add((double) size);
            try (NDManager manager = NDManager.newBaseManager()) {
                Engine.getInstance().setRandomSeed(1);
                List<Contest> contests = new ArrayList<>();
                contests.addAll(contests(manager, "over N", size / CLASSES, CLASSES));
                contests.addAll(contests(manager, "over C", ROWS, Math.max(2, size / ROWS)));
                for (Contest contest : contests) {
                    for (Rival rival : contest.rivals()) {
                        long elements = contest.predictions().head().size();
                        Step.choose(contest, rival);
                        double time = nanosPerStep() / elements;
                        double bytes =
                                elements < 1_000_000
                                        ? Double.NaN
                                        : Memory.peak(() -> new Step().run())
                                                * (1 << 20)
                                                / elements;
                        String name = rival.name() + ", " + contest.name();
                        nanos.computeIfAbsent(name, key -> new ArrayList<>()).add(time);
                        table.append(row(name, size, time, bytes));
                    }
                }
            }
        }
        System.out.print(table);
        Files.writeString(Path.of(arguments[0]), table);
        plot(sizes, nanos);
        System.exit(0);
    }

    private static String row(String name, long size, double time, double bytes) {
        String memory = Double.isNaN(bytes) ? "" : String.format(Locale.ROOT, "%.1f", bytes);
        return String.format(
                Locale.ROOT, "| %s | %.0e | %.2f | %s |%n", name, (double) size, time, memory);
    }

    private static List<Contest> contests(NDManager manager, String over, long rows, long classes) {
        NDArray x = manager.randomNormal(new Shape(rows, classes));
        NDArray indices =
                manager.randomUniform(0, classes, new Shape(rows))
                        .floor()
                        .toType(DataType.INT64, false);
        NDArray yes = x.gt(0).toType(DataType.FLOAT32, false);
        return List.of(
                new Contest(
                        "cross-entropy " + over,
                        new NDList(indices),
                        new NDList(x),
                        Rival.ours(new CrossEntropyLoss()),
                        Rival.djl(new SoftmaxCrossEntropyLoss())),
                new Contest(
                        "BCE " + over,
                        new NDList(yes),
                        new NDList(x),
                        Rival.ours(new BceWithLogitsLoss())));
    }

    /** Returns the least time of a step: what disturbs can only add to it. */
    private static double nanosPerStep() {
        Step step = new Step();
        step.run();
        double least = Double.POSITIVE_INFINITY;
        long begin = System.nanoTime();
        int steps = 0;
        while (steps < 3 || System.nanoTime() - begin < ENOUGH) {
            long start = System.nanoTime();
            step.run();
            least = Math.min(least, System.nanoTime() - start);
            steps++;
        }
        return least;
    }

    private static void plot(List<Double> sizes, Map<String, List<Double>> nanos)
            throws IOException {
        XYChart chart =
                new XYChartBuilder()
                        .width(900)
                        .height(500)
                        .title("A step, forward and backward")
                        .xAxisTitle("elements")
                        .yAxisTitle("nanoseconds per element")
                        .build();
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        nanos.forEach((name, times) -> chart.addSeries(name, sizes, times));
        BitmapEncoder.saveBitmap(
                chart, Path.of("docs", "growth.png").toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}
