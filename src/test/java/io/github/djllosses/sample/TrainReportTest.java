package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that {@code train} leaves beside the model. */
class TrainReportTest {

    private static final int EPOCHS = 3;
    private static final int BATCH = 20;
    private static final int STEPS = TinySet.TRAIN / BATCH;

    @TempDir static Path folder;

    @BeforeAll
    static void train() throws IOException {
        TinySet.write(folder);
        ProgramRun run = train("run");
        assertEquals(0, run.exitCode(), run.err());
        run.out().lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }

    private static ProgramRun train(String out, String... more) {
        Stream<String> args =
                Stream.of(
                        "train",
                        "--data",
                        folder.toString(),
                        "--loss",
                        "FocalLoss",
                        "--option",
                        "gamma=1",
                        "--label-noise",
                        "0.1",
                        "--epochs",
                        String.valueOf(EPOCHS),
                        "--batch-size",
                        String.valueOf(BATCH),
                        "--checkpoint-every",
                        "4",
                        "--out",
                        folder.resolve(out).toString());
        return ProgramRun.of(Stream.concat(args, Stream.of(more)).toArray(String[]::new));
    }

    private static JsonObject json(String name) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve(name))).getAsJsonObject();
    }

    private static JsonObject section(JsonObject report, int index) {
        return report.getAsJsonArray("sections").get(index).getAsJsonObject();
    }

    private static JsonObject figure(JsonObject section, int index) {
        return section.getAsJsonArray("figures").get(index).getAsJsonObject();
    }

    private static List<Double> curve(JsonObject chart, int index, String axis) {
        return numbers(chart.getAsJsonArray("series").get(index).getAsJsonObject(), axis);
    }

    private static List<Double> numbers(JsonObject object, String name) {
        return object.getAsJsonArray(name).asList().stream().map(JsonElement::getAsDouble).toList();
    }

    private static List<Double> epochs(String name, double factor) throws IOException {
        return json("run/run.json").getAsJsonArray("epochs").asList().stream()
                .map(epoch -> factor * epoch.getAsJsonObject().get(name).getAsDouble())
                .toList();
    }

    @Test
    void curvesAreWhatTheRunSays() throws IOException {
        JsonObject learning = section(json("run/report.json"), 0);
        assertEquals(epochs("trainLoss", 1), curve(figure(learning, 0), 0, "y"));
        assertEquals(epochs("testLoss", 1), curve(figure(learning, 0), 1, "y"));
        assertEquals(epochs("trainAccuracy", 100), curve(figure(learning, 1), 0, "y"));
        assertEquals(epochs("testAccuracy", 100), curve(figure(learning, 1), 1, "y"));
        assertEquals(List.of(1.0, 2.0, 3.0), curve(figure(learning, 0), 0, "x"));
        List<Double> steps = curve(figure(learning, 2), 0, "y");
        assertEquals(EPOCHS * STEPS, steps.size());
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            double mean =
                    steps.subList(epoch * STEPS, (epoch + 1) * STEPS).stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElseThrow();
            // all batches are full; sums of ten doubles
            assertEquals(epochs("trainLoss", 1).get(epoch), mean, 1e-12);
        }
        assertEquals("", learning.get("text").getAsString());
    }

    @Test
    void factsAreTheSettings() throws IOException {
        JsonArray facts = json("run/report.json").getAsJsonArray("facts");
        List<String> found =
                facts.asList().stream()
                        .map(JsonElement::getAsJsonObject)
                        .map(fact -> fact.get("name").getAsString() + "=" + text(fact.get("value")))
                        .toList();
        JsonObject run = json("run/run.json");
        for (String fact :
                List.of(
                        "loss=FocalLoss(gamma=1.0)",
                        "network=mlp with hidden layers of 128, 64",
                        "data=" + text(run.get("data")),
                        "wrong training labels=10 %",
                        "odd digits kept=100 %",
                        "teacher=none",
                        "epochs=" + EPOCHS,
                        "batch size=" + BATCH,
                        "optimizer=adam",
                        "learning rate="
                                + text(run.getAsJsonObject("settings").get("learningRate")),
                        "seed=1",
                        "DJL=" + text(run.getAsJsonObject("versions").get("DJL")),
                        "PyTorch=" + text(run.getAsJsonObject("versions").get("PyTorch")),
                        "Java=" + System.getProperty("java.version"))) {
            assertTrue(found.contains(fact), fact + " is not in " + found);
        }
    }

    private static String text(JsonElement value) {
        return value.getAsString();
    }

    @Test
    void classifierIsJudgedAsEvaluateDoes() throws IOException {
        ProgramRun evaluate =
                ProgramRun.of(
                        "evaluate",
                        "--model",
                        folder.resolve("run").toString(),
                        "--data",
                        folder.toString(),
                        "--out",
                        folder.resolve("run").toString());
        assertEquals(0, evaluate.exitCode(), evaluate.err());
        JsonObject report = json("run/report.json");
        JsonObject alone = json("run/evaluation-report.json");
        assertEquals(section(alone, 0), section(report, 1));
        assertEquals(alone.get("lead"), report.get("lead"));
        double accuracy = json("run/evaluation.json").get("accuracy").getAsDouble();
        assertEquals(epochs("testAccuracy", 1).get(EPOCHS - 1), accuracy);
    }

    @Test
    void aResumedRunShowsAllEpochsAndTheStepsItKnows() throws IOException {
        assertEquals(0, train("cut").exitCode());
        JsonObject whole = section(json("cut/report.json"), 0);
        try (Stream<Path> checkpoints = Files.list(folder.resolve("cut/checkpoints"))) {
            Files.delete(checkpoints.max(Path::compareTo).orElseThrow());
        }
        // as a full disk would leave it; with its page the run would be finished
        Files.delete(folder.resolve("cut/report.html"));
        ProgramRun resumed = train("cut", "--resume");
        assertEquals(0, resumed.exitCode(), resumed.err());
        JsonObject learning = section(json("cut/report.json"), 0);
        assertEquals(figure(whole, 0), figure(learning, 0));
        assertEquals(figure(whole, 1), figure(learning, 1));
        // the checkpoint before the last: two epochs of 10 steps and 8 more
        assertEquals(List.of(29.0, 30.0), curve(figure(learning, 2), 0, "x"));
        assertEquals(
                curve(figure(whole, 2), 0, "y").subList(28, 30),
                curve(figure(learning, 2), 0, "y"));
        assertTrue(text(learning.get("text")).contains("resumed after step 28"));
    }

    @Test
    void browserDrawsThePage() throws Exception {
        Browser browser = Browser.open(folder.resolve("run/report.html"), folder);

        assertFalse(browser.root().contains("data-error"), browser.root());
        assertEquals(3 + 1, browser.find("<canvas").size());
        // loss, accuracy and steps: the last values stand in the legends
        List<Double> last =
                browser.find("class=\"u-value\">([^<]*)<").stream()
                        .limit(3 + 3 + 2)
                        .map(Double::valueOf)
                        .toList();
        assertShown(EPOCHS, last.get(0));
        assertShown(epochs("trainLoss", 1).get(EPOCHS - 1), last.get(1));
        assertShown(epochs("testLoss", 1).get(EPOCHS - 1), last.get(2));
        assertShown(epochs("trainAccuracy", 100).get(EPOCHS - 1), last.get(4));
        assertShown(epochs("testAccuracy", 100).get(EPOCHS - 1), last.get(5));
        assertShown(EPOCHS * STEPS, last.get(6));
        JsonObject learning = section(json("run/report.json"), 0);
        assertShown(curve(figure(learning, 2), 0, "y").get(EPOCHS * STEPS - 1), last.get(7));
        JsonObject pictures = figure(section(json("run/report.json"), 1), 4);
        assertEquals(
                pictures.getAsJsonArray("pictures").size(),
                browser.find("<img src=\"data:image/png;base64,").size());
    }

    /** A page shows five digits. */
    private static void assertShown(double expected, double shown) {
        assertEquals(expected, shown, 1e-4 * expected);
    }
}
