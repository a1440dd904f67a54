package io.github.djllosses.sample;

import io.github.djllosses.sample.model.Versions;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version of this library and of what it runs with. */
final class VersionLine implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        StringBuilder line = new StringBuilder("djl-losses " + ours());
        Versions.all().forEach((name, version) -> line.append(", ").append(name + " " + version));
        return new String[] {line.toString()};
    }

    /** Returns the version that the build has written down. */
    private static String ours() throws IOException {
        Properties build = new Properties();
        try (InputStream in = VersionLine.class.getResourceAsStream("build.properties")) {
            build.load(Objects.requireNonNull(in));
        }
        return build.getProperty("version");
    }
}
