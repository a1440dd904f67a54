package io.github.djllosses.sample.model;

import ai.djl.engine.Engine;
import java.util.Map;
import java.util.TreeMap;

/** What the program runs with. */
public final class Versions {

    private Versions() {}

    /**
     * Returns the versions of what numbers may depend on.
     *
     * @return a version for each name, in alphabetical order
     */
    public static Map<String, String> all() {
        return new TreeMap<>(
                Map.of(
                        "DJL", Engine.getDjlVersion(),
                        "PyTorch", Engine.getInstance().getVersion(),
                        "Java", System.getProperty("java.version")));
    }
}
