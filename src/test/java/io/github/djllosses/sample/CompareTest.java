package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison from the command line to the files it writes. */
class CompareTest {

    private static final int EPOCHS = 2;
    private static final int BATCH = 32;

    @TempDir static Path folder;
    private static ProgramRun run;
    private static JsonObject json;

    @BeforeAll
    static void compare() throws IOException {
        TinySet.write(folder);
        run = compare("first", 1);
        json = json("first");
    }

    @Test
    void doesNotOverwriteTheReportOfAModel() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("digits-0000.params"), "");
        Files.writeString(model.resolve("report.html"), "of the training");

        ProgramRun refused = compare("model", 1);
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("has a trained model"), refused.err());
        assertEquals("of the training", Files.readString(model.resolve("report.html")));
    }

    private static ProgramRun compare(String out, int seed) {
        return ProgramRun.of(
                "compare",
                "--data",
                folder.toString(),
                "--epochs",
                String.valueOf(EPOCHS),
                "--batch-size",
                String.valueOf(BATCH),
                "--seed",
                String.valueOf(seed),
                "--out",
                folder.resolve(out).toString());
    }

    private static JsonObject json(String out) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve(out + "/comparison.json")))
                .getAsJsonObject();
    }

    private static List<JsonObject> epochs(JsonObject comparison) {
        List<JsonObject> epochs = new ArrayList<>();
        for (JsonElement pair : comparison.getAsJsonArray("pairs")) {
            for (String side : new String[] {"ours", "djl"}) {
                JsonArray array = pair.getAsJsonObject().getAsJsonArray(side);
                array.forEach(epoch -> epochs.add(epoch.getAsJsonObject()));
            }
        }
        return epochs;
    }

    private static List<Double> losses(JsonObject comparison) {
        return epochs(comparison).stream().map(e -> e.get("trainLoss").getAsDouble()).toList();
    }

    @Test
    void succeedsAndFitsTheScreen() {
        assertEquals(0, run.exitCode(), run.err());
        run.out().lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }

    @Test
    void everyPairAgrees() {
        for (JsonElement pair : json.getAsJsonArray("pairs")) {
            JsonObject verdict = pair.getAsJsonObject().getAsJsonObject("verdict");
            assertTrue(verdict.get("agree").getAsBoolean(), verdict.toString());
        }
        assertEquals(3, json.getAsJsonArray("pairs").size());
        assertTrue(run.out().contains("3 of 3 pairs agree."), run.out());
    }

    @Test
    void tableShowsWhatTheFilesSay() {
        assertEquals(3 * 2 * EPOCHS, epochs(json).size());
        for (JsonObject epoch : epochs(json)) {
            for (String loss : new String[] {"trainLoss", "testLoss"}) {
                String shown = String.format(Locale.ROOT, "%.6f", epoch.get(loss).getAsDouble());
                assertTrue(run.out().contains(shown), shown + " is not in\n" + run.out());
            }
        }
    }

    @Test
    void csvSaysWhatJsonSays() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("first/epochs.csv"));
        List<JsonObject> epochs = epochs(json);
        assertEquals(epochs.size() + 1, lines.size());
        List<String> header = List.of(lines.get(0).split(",", -1));
        for (int i = 0; i < epochs.size(); i++) {
            List<String> cells = List.of(lines.get(i + 1).split(",", -1));
            assertEquals(
                    epochs.get(i).get("trainLoss").getAsDouble(),
                    Double.parseDouble(cells.get(header.indexOf("train_loss"))));
            assertEquals(
                    epochs.get(i).get("accuracy").getAsDouble(),
                    Double.parseDouble(cells.get(header.indexOf("accuracy"))));
        }
        assertEquals(4, Files.readAllLines(folder.resolve("first/pairs.csv")).size());
    }

    @Test
    void reportShowsWhatTheComparisonSays() throws IOException {
        JsonArray sections =
                JsonParser.parseString(Files.readString(folder.resolve("first/report.json")))
                        .getAsJsonObject()
                        .getAsJsonArray("sections");
        assertEquals(1 + 3, sections.size());
        for (int i = 0; i < 3; i++) {
            JsonObject pair = json.getAsJsonArray("pairs").get(i).getAsJsonObject();
            List<JsonObject> figures = figures(sections.get(i + 1).getAsJsonObject());

            assertEquals(
                    epoch(pair, "ours", 1, "trainLoss"),
                    firstEpoch(curve(figures.get(0), 0), epoch(pair, "ours", 1, "trainLoss")),
                    1e-6); // the losses of the steps are float32

            double largest = 0;
            for (JsonElement difference : curve(figures.get(1), 1)) {
                largest = Math.max(largest, difference.getAsDouble());
            }
            assertEquals(pair.getAsJsonObject("apart").get("loss").getAsDouble(), largest, 1e-12);

            for (int side = 0; side < 2; side++) {
                String name = side == 0 ? "ours" : "djl";
                assertEquals(
                        epoch(pair, name, EPOCHS, "testLoss"),
                        curve(figures.get(2), side).get(EPOCHS - 1).getAsDouble());
                assertEquals(
                        epoch(pair, name, EPOCHS, "accuracy"),
                        diagonal(figures.get(4 + side)) / (double) TinySet.TEST,
                        1e-12);
            }
            int wrong = TinySet.TEST - diagonal(figures.get(4));
            int shown = figures.get(6).getAsJsonArray("pictures").size();
            assertTrue(shown >= Math.min(wrong, 24), shown + " pictures of " + wrong);
        }
    }

    /**
     * Returns the mean over the images of the first epoch. One of its seven steps has 8 images, the
     * others 32; which one it is has been shuffled, so the mean nearest to the expected one counts.
     */
    private static double firstEpoch(JsonArray losses, double expected) {
        assertEquals(7 * EPOCHS, losses.size());
        double sum = 0;
        for (int step = 0; step < 7; step++) {
            sum += losses.get(step).getAsDouble() * BATCH;
        }
        double nearest = Double.POSITIVE_INFINITY;
        for (int step = 0; step < 7; step++) {
            double mean = (sum - losses.get(step).getAsDouble() * (BATCH - 8)) / TinySet.TRAIN;
            if (Math.abs(mean - expected) < Math.abs(nearest - expected)) {
                nearest = mean;
            }
        }
        return nearest;
    }

    private static List<JsonObject> figures(JsonObject section) {
        List<JsonObject> figures = new ArrayList<>();
        section.getAsJsonArray("figures").forEach(figure -> figures.add(figure.getAsJsonObject()));
        return figures;
    }

    private static JsonArray curve(JsonObject chart, int index) {
        return chart.getAsJsonArray("series").get(index).getAsJsonObject().getAsJsonArray("y");
    }

    private static int diagonal(JsonObject matrix) {
        JsonArray counts = matrix.getAsJsonArray("counts");
        int sum = 0;
        for (int i = 0; i < counts.size(); i++) {
            sum += counts.get(i).getAsJsonArray().get(i).getAsInt();
        }
        return sum;
    }

    private static double epoch(JsonObject pair, String side, int epoch, String figure) {
        JsonArray epochs = pair.getAsJsonArray(side);
        return epochs.get(epoch - 1).getAsJsonObject().get(figure).getAsDouble();
    }

    @Test
    void browserDrawsTheReport() throws Exception {
        Browser browser = Browser.open(folder.resolve("first/report.html"), folder);

        assertFalse(browser.root().contains("data-error"), browser.root());
        assertEquals(1 + 3 * 4, browser.find("<canvas").size());
        List<String> cells = browser.find("<td class=\"number\">([^<]*)<");
        assertEquals(3 * 6, cells.size());
        for (int i = 0; i < 3; i++) {
            JsonObject pair = json.getAsJsonArray("pairs").get(i).getAsJsonObject();
            double loss = epoch(pair, "ours", EPOCHS, "testLoss");
            assertEquals(loss, Double.parseDouble(cells.get(6 * i)), 1e-4 * loss);
            double accuracy = 100 * epoch(pair, "djl", EPOCHS, "accuracy");
            assertEquals(accuracy, Double.parseDouble(cells.get(6 * i + 3)), 1e-4 * accuracy);
        }
    }

    @Test
    void ourEpochMeanIsExactAndDjlsIsNotWhereTheLastBatchIsShort() {
        // 200 images make six batches of 32 and one of 8
        for (JsonElement pair : json.getAsJsonArray("pairs")) {
            // the losses of the steps are float32, so their exact mean is good to 1e-7
            assertEquals(0, meanError(pair.getAsJsonObject().getAsJsonArray("ours")), 1e-6);
            assertTrue(meanError(pair.getAsJsonObject().getAsJsonArray("djl")) > 1e-5);
        }
        assertTrue(run.out().contains("a batch of 8 counts as much as one of 32"), run.out());
    }

    private static double meanError(JsonArray epochs) {
        double worst = 0;
        for (JsonElement element : epochs) {
            JsonObject epoch = element.getAsJsonObject();
            double exact = epoch.get("trainLoss").getAsDouble();
            worst = Math.max(worst, Math.abs(epoch.get("accumulated").getAsDouble() - exact));
        }
        return worst;
    }

    @Test
    void klIsApartByTheEntropyOfTheLabels() {
        JsonObject pair = json.getAsJsonArray("pairs").get(1).getAsJsonObject();
        // labels of 0.91 and nine times 0.01
        double entropy = -0.91 * Math.log(0.91) - 9 * 0.01 * Math.log(0.01);
        // 0.91 is not a float32 number
        assertEquals(entropy, pair.get("gap").getAsDouble(), 1e-6);
        double ours =
                pair.getAsJsonArray("ours").get(0).getAsJsonObject().get("trainLoss").getAsDouble();
        double djl =
                pair.getAsJsonArray("djl").get(0).getAsJsonObject().get("trainLoss").getAsDouble();
        // float32 losses of about 2
        assertEquals(entropy, djl - ours, 2e-6);
    }

    @Test
    void sameSeedGivesTheSameLossesAndAnotherSeedOthers() throws IOException {
        compare("again", 1);
        compare("other", 2);
        assertEquals(losses(json), losses(json("again")));
        assertNotEquals(losses(json), losses(json("other")));
    }
}
