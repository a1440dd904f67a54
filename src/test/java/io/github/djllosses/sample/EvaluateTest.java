package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.data.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code evaluate}, with the model that comes with the program. */
class EvaluateTest {

    @TempDir Path folder;

    @Test
    void theFiguresBelongTogether() throws IOException {
        ProgramRun run = ProgramRun.of("evaluate", "--out", folder.resolve("out").toString());
        assertEquals(0, run.exitCode(), run.err());
        JsonObject json =
                JsonParser.parseString(
                                Files.readString(folder.resolve("out").resolve("evaluation.json")))
                        .getAsJsonObject();
        JsonArray confusion = json.getAsJsonArray("confusion");
        LabelledImages images = DataSet.of(DataSet.DRAWN, 1).test();
        int[] counts = new int[10];
        for (int i = 0; i < images.size(); i++) {
            counts[images.label(i)]++;
        }
        int right = 0;
        double loss = 0;
        for (int k = 0; k < 10; k++) {
            JsonArray row = confusion.get(k).getAsJsonArray();
            int count = row.asList().stream().mapToInt(n -> n.getAsInt()).sum();
            assertEquals(counts[k], count);
            right += row.get(k).getAsInt();
            loss += counts[k] * json.getAsJsonArray("classLosses").get(k).getAsDouble();
        }
        assertEquals((double) right / images.size(), json.get("accuracy").getAsDouble(), 1e-12);
        assertEquals(loss / images.size(), json.get("loss").getAsDouble(), 1e-6);
        assertTrue(json.get("calibrationError").getAsDouble() < 0.2);
        assertTrue(run.out().contains("accuracy"), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 100), run.out());
    }

    @Test
    void pageShowsWhatTheFiguresSay() throws Exception {
        ProgramRun run = ProgramRun.of("evaluate", "--out", folder.resolve("out").toString());
        assertEquals(0, run.exitCode(), run.err());
        JsonObject json = json("out/evaluation.json");
        JsonObject report = json("out/evaluation-report.json");
        JsonArray figures =
                report.getAsJsonArray("sections")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("figures");
        List<Double> numbers =
                List.of(
                        json.get("images").getAsDouble(),
                        100 * json.get("accuracy").getAsDouble(),
                        100 * json.getAsJsonObject("interval").get("low").getAsDouble(),
                        100 * json.getAsJsonObject("interval").get("high").getAsDouble(),
                        json.get("loss").getAsDouble(),
                        100 * json.get("calibrationError").getAsDouble());
        List<Double> losses = numbers(json.getAsJsonArray("classLosses"));
        JsonObject confusion = figures.get(3).getAsJsonObject();
        assertEquals(json.get("confusion"), confusion.get("counts"));

        // the error is what the bins of the diagram say, weighted by their images
        double error = 0;
        double weight = 0;
        for (JsonElement element : json.getAsJsonArray("bins")) {
            JsonObject bin = element.getAsJsonObject();
            double gap = bin.get("accuracy").getAsDouble() - bin.get("confidence").getAsDouble();
            error += bin.get("weight").getAsDouble() * Math.abs(gap);
            weight += bin.get("weight").getAsDouble();
        }
        assertEquals(numbers.get(0), weight);
        assertEquals(json.get("calibrationError").getAsDouble(), error / weight, 1e-12);

        // 40 are wrong: the 24 surest are shown, each under its own class
        JsonArray pictures = figures.get(4).getAsJsonObject().getAsJsonArray("pictures");
        assertEquals(24, pictures.size());
        int previous = 100;
        for (JsonElement element : pictures) {
            JsonArray caption = element.getAsJsonObject().getAsJsonArray("caption");
            String choice = caption.get(1).getAsString().replace("taken for", "a");
            assertNotEquals(caption.get(0).getAsString(), choice);
            int sure = Integer.parseInt(caption.get(2).getAsString().replace(" % sure", ""));
            assertTrue(sure <= previous, sure + " after " + previous);
            previous = sure;
        }

        Browser browser = Browser.open(folder.resolve("out/evaluation-report.html"), folder);
        assertFalse(browser.root().contains("data-error"), browser.root());
        assertEquals(1, browser.find("<canvas").size());
        assertShown(numbers, browser.find("<td class=\"number\">([^<]*)<"));
        assertShown(losses, browser.find("class=\"value\">([^<]*) nats<"));
        assertEquals(24, browser.find("<img src=\"data:image/png;base64,").size());
    }

    private JsonObject json(String name) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve(name))).getAsJsonObject();
    }

    private static List<Double> numbers(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsDouble).toList();
    }

    /** A page shows five digits. */
    private static void assertShown(List<Double> expected, List<String> shown) {
        assertEquals(expected.size(), shown.size());
        for (int i = 0; i < shown.size(); i++) {
            assertEquals(expected.get(i), Double.parseDouble(shown.get(i)), 1e-4 * expected.get(i));
        }
    }

    @Test
    void aPageThatCannotBeWrittenLeavesTheOtherFilesWhole() throws IOException {
        Files.createDirectories(folder.resolve("out/evaluation-report.html/in the way"));
        ProgramRun run = ProgramRun.of("evaluate", "--out", folder.resolve("out").toString());
        assertEquals(1, run.exitCode());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("evaluation-report.html: cannot be written"), run.err());
        assertEquals(2_000, json("out/evaluation.json").get("images").getAsInt());
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")));
        }
    }

    @Test
    void whatIsNoModelIsExitCode1AndOneLine() {
        ProgramRun run = ProgramRun.of("evaluate", "--model", folder.toString());
        assertEquals(1, run.exitCode());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("is no trained model"), run.err());
    }

    @Test
    void aModelWithoutParametersIsExitCode1AndOneLine() throws IOException {
        Files.copy(
                Path.of("models/digits-mlp/serving.properties"),
                folder.resolve("serving.properties"));
        ProgramRun run = ProgramRun.of("evaluate", "--model", folder.toString());
        assertEquals(1, run.exitCode());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("cannot be loaded"), run.err());
    }
}
