package io.github.djllosses.sample.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import io.github.djllosses.sample.console.ResultFiles;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a command found, for readers.
 *
 * @param title its heading
 * @param lead what it comes to, in a sentence
 * @param facts under which circumstances
 * @param sections its parts
 */
public record Report(String title, String lead, List<Fact> facts, List<Section> sections) {

    /** Gson writes angle brackets as escapes, so that its text cannot end a script. */
    private static final Gson JSON =
            new GsonBuilder()
                    .registerTypeAdapter(Double.class, number())
                    .registerTypeAdapter(double.class, number())
                    .registerTypeAdapter(Figure.class, figure())
                    .create();

    /**
     * A circumstance.
     *
     * @param name its name
     * @param value a text or a number
     */
    public record Fact(String name, Object value) {}

    /** A gap in a curve: JSON has no NaN. */
    private static JsonSerializer<Double> number() {
        return (number, type, context) ->
                Double.isFinite(number) ? new JsonPrimitive(number) : JsonNull.INSTANCE;
    }

    private static JsonSerializer<Figure> figure() {
        return (figure, type, context) -> {
            JsonElement fields = context.serialize(figure, figure.getClass());
            JsonObject named = new JsonObject();
            named.addProperty("kind", figure.kind());
            fields.getAsJsonObject().asMap().forEach(named::add);
            return named;
        };
    }

    /**
     * Writes the report as JSON and as a page, both or none.
     *
     * @param files the folder
     * @param name the name of both files, to which {@code .json} and {@code .html} are added
     */
    public void write(ResultFiles files, String name) {
        String json = JSON.toJson(this);
        Map<String, byte[]> both = new LinkedHashMap<>();
        both.put(name + ".json", json.getBytes(StandardCharsets.UTF_8));
        both.put(name + ".html", Page.of(json).getBytes(StandardCharsets.UTF_8));
        files.together(both);
    }
}
