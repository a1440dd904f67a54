package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page as Chromium sees it, once its scripts have run. */
final class Browser {

    private static final String PROGRAM = "chromium";
    private static final long LIMIT_SECONDS = 120;

    private final String page;

    private Browser(String page) {
        this.page = page;
    }

    /** Opens a file, or skips the test where there is no Chromium. */
    static Browser open(Path file, Path folder) throws IOException, InterruptedException {
        assumeTrue(isInstalled(), PROGRAM + " is not installed");
        Path out = folder.resolve("browser.html");
        Process process =
                new ProcessBuilder(
                                PROGRAM,
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--user-data-dir=" + folder.resolve("browser"),
                                "--window-size=1200,900",
                                "--virtual-time-budget=5000",
                                "--dump-dom",
                                file.toUri().toString())
                        .redirectOutput(out.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended, PROGRAM + " did not end");
        assertEquals(0, process.exitValue());
        return new Browser(Files.readString(out));
    }

    private static boolean isInstalled() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
    }

    /** Returns the tag of the document, where the page notes errors. */
    String root() {
        return find("<html[^>]*>").get(0);
    }

    /** Returns what matches an expression, or its group if it has one. */
    List<String> find(String expression) {
        return Pattern.compile(expression)
                .matcher(page)
                .results()
                .map(Browser::group)
                .map(Browser::unescaped)
                .toList();
    }

    private static String group(MatchResult result) {
        return result.group(Math.min(1, result.groupCount()));
    }

    private static String unescaped(String html) {
        return html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }
}
