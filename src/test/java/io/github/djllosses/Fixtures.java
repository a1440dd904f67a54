package io.github.djllosses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djllosses.core.AbstractLoss;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reference cases that {@code src/test/python} wrote. */
final class Fixtures {

    private Fixtures() {}

    /** Reads all cases of a loss; there may be none. */
    static List<Case> of(Class<? extends AbstractLoss> loss) {
        String path = "/fixtures/" + loss.getSimpleName() + ".json";
        try (InputStream in = Fixtures.class.getResourceAsStream(path)) {
            if (in == null) {
                return List.of();
            }
            JsonObject file =
                    new Gson()
                            .fromJson(
                                    new InputStreamReader(in, StandardCharsets.UTF_8),
                                    JsonObject.class);
            List<Case> cases = new ArrayList<>();
            for (JsonElement element : file.getAsJsonArray("cases")) {
                cases.add(new Case(loss, element.getAsJsonObject()));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where an answer comes from. */
    enum Reference {
        /** PyTorch's function, in float64. */
        PYTORCH("PyTorch", "torch/"),

        /** A published formula, with 60 digits. */
        FORMULA("60 digits", "formula/"),

        /** Two computations that must agree. */
        BOTH("both", "");

        private final String name;
        private final String prefix;

        Reference(String name, String prefix) {
            this.name = name;
            this.prefix = prefix;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** One case: a loss with options, its arguments, and the truth. */
    record Case(Class<? extends AbstractLoss> loss, JsonObject json) {

        String id() {
            return json.get("id").getAsString();
        }

        /** Builds the loss with the options of the case. */
        AbstractLoss build() {
            return Losses.build(loss, options());
        }

        JsonObject options() {
            return json.getAsJsonObject("options");
        }

        /** Tells where the answer comes from. */
        Reference reference() {
            for (Reference reference : List.of(Reference.PYTORCH, Reference.FORMULA)) {
                if (id().startsWith(reference.prefix)) {
                    return reference;
                }
            }
            return Reference.BOTH;
        }

        boolean isFloat64() {
            return "float64".equals(json.get("dtype").getAsString());
        }

        NDList arrays(NDManager manager, String name) {
            NDList list = new NDList();
            for (JsonElement array : json.getAsJsonArray(name)) {
                list.add(array(manager, array.getAsJsonObject()));
            }
            return list;
        }

        /** Tells whether the last label is example weights. */
        boolean isWeighted() {
            return id().contains("weighted");
        }

        /** Returns the size of the terms that make up a value, where they may cancel. */
        double scale() {
            return json.has("scale") ? number("scale") : 0;
        }

        double number(String name) {
            return json.get(name).getAsDouble();
        }

        boolean has(String name) {
            return json.has(name) && !json.get(name).isJsonNull();
        }

        double[] numbers(String name) {
            return doubles(json.getAsJsonObject(name).getAsJsonArray("data"));
        }

        Shape shape(String name) {
            return Fixtures.shape(json.getAsJsonObject(name));
        }

        @Override
        public String toString() {
            return loss.getSimpleName() + " " + id();
        }
    }

    private static NDArray array(NDManager manager, JsonObject array) {
        DataType type = DataType.valueOf(array.get("dtype").getAsString().toUpperCase(Locale.ROOT));
        return manager.create(doubles(array.getAsJsonArray("data")), shape(array))
                .toType(type, false);
    }

    private static Shape shape(JsonObject array) {
        return new Shape(
                array.getAsJsonArray("shape").asList().stream()
                        .mapToLong(JsonElement::getAsLong)
                        .toArray());
    }

    static double[] doubles(JsonArray array) {
        return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    }
}
