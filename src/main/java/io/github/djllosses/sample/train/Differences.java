package io.github.djllosses.sample.train;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djllosses.sample.console.WorkException;
import java.nio.file.Path;
import java.util.Map;

/** Finds out where the settings of two runs differ. */
final class Differences {

    private Differences() {}

    /** Refuses to go on with other settings: the result would be that of neither. */
    static void refuse(Path run, Settings before, Settings now) {
        JsonObject old = json(before);
        for (Map.Entry<String, JsonElement> setting : json(now).entrySet()) {
            JsonElement was = old.get(setting.getKey());
            if (!setting.getValue().equals(was)) {
                throw new WorkException(
                        run
                                + ": was begun with "
                                + setting.getKey()
                                + " "
                                + was
                                + ", not "
                                + setting.getValue()
                                + ". Give the same options, or name another folder.");
            }
        }
    }

    private static JsonObject json(Settings settings) {
        return new Gson().toJsonTree(settings).getAsJsonObject();
    }
}
