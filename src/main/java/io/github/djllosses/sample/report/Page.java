package io.github.djllosses.sample.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page around a report: a template in which <code>${name}</code> stands for a file. */
final class Page {

    private static final Pattern PLACE = Pattern.compile("\\$\\{([\\w.]+)}");

    private Page() {}

    /** Puts the JSON of a report, and styles and scripts, into the template. */
    static String of(String json) {
        return PLACE.matcher(resource("page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(content(place, json)));
    }

    private static String content(MatchResult place, String json) {
        String name = place.group(1);
        return name.equals("report") ? json : resource(name).strip();
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The program lacks its file " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
