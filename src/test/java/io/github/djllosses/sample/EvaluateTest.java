package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.data.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
