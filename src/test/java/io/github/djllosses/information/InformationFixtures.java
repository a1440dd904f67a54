package io.github.djllosses.information;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Numbers that {@code src/test/python/generate_information.py} computed with 60 digits. */
final class InformationFixtures {

    private InformationFixtures() {}

    static Stream<JsonObject> read(String name) {
        String path = "/information/" + name + ".json";
        try (InputStream in = InformationFixtures.class.getResourceAsStream(path)) {
            InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8);
            return JsonParser.parseReader(text).getAsJsonArray().asList().stream()
                    .map(JsonElement::getAsJsonObject);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double number(JsonObject object, String name) {
        return object.get(name).getAsDouble();
    }

    static double[] numbers(JsonObject object, String name) {
        return numbers(object.getAsJsonArray(name));
    }

    static double[][] table(JsonObject object, String name) {
        return object.getAsJsonArray(name).asList().stream()
                .map(row -> numbers(row.getAsJsonArray()))
                .toArray(double[][]::new);
    }

    private static double[] numbers(JsonArray array) {
        return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    }

    /** Relative, with a floor where numbers lose digits by themselves. */
    static void assertClose(double expected, double actual, double tolerance, String what) {
        assertEquals(expected, actual, tolerance * Math.abs(expected) + 1e-300, what);
    }
}
