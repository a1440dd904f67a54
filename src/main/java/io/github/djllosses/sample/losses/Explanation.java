package io.github.djllosses.sample.losses;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the Javadoc of a loss says about it, so that it is said in one place.
 *
 * @param summary what the loss is
 * @param formula its formula, line by line
 * @param shapes what each array is and its shape, in pairs
 * @param divisor what a mean divides by
 * @param source where the loss is from
 */
record Explanation(
        String summary,
        List<String> formula,
        List<List<String>> shapes,
        String divisor,
        String source) {

    private static final Pattern COMMENT =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public final class", Pattern.DOTALL);
    private static final Pattern FORMULA = Pattern.compile("<pre>(.*?)</pre>", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("<tr><td>(.*?)</td><td>(.*?)</td></tr>", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("</?\\w+>");

    /** A tag in braces. */
    private static final Pattern INLINE =
            Pattern.compile("\\{@(code|link|linkplain)\\s+([^{}]*)\\}");

    /** Reads the Javadoc of a class, whose source lies beside it. */
    static Explanation of(Class<?> type) {
        String javadoc = javadoc(type);
        List<List<String>> shapes = new ArrayList<>();
        Matcher row = ROW.matcher(javadoc);
        while (row.find()) {
            shapes.add(List.of(prose(row.group(1)), prose(row.group(2))));
        }
        return new Explanation(
                paragraph(javadoc, ""),
                formula(javadoc),
                shapes,
                paragraph(javadoc, "The mean "),
                paragraph(javadoc, "Source: ").substring("Source: ".length()));
    }

    private static String javadoc(Class<?> type) {
        String name = type.getSimpleName() + ".java";
        try (InputStream in = type.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not among the resources");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Matcher comment = COMMENT.matcher(text);
            if (!comment.find()) {
                throw new IllegalStateException(name + " has no Javadoc");
            }
            return comment.group(1).replaceAll("(?m)^ *\\* ?", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> formula(String javadoc) {
        Matcher formula = FORMULA.matcher(javadoc);
        if (!formula.find()) {
            throw new IllegalStateException("no formula in: " + javadoc);
        }
        String code = formula.group(1).replaceFirst("\\{@code\\s?", "");
        return code.substring(0, code.lastIndexOf('}')).lines().toList();
    }

    /** Returns the first paragraph that starts with some words, without its markup. */
    private static String paragraph(String javadoc, String start) {
        for (String block : javadoc.split("\\n\\s*\\n|<p>", -1)) {
            String text = prose(block);
            if (!text.isEmpty() && text.startsWith(start)) {
                return text;
            }
        }
        throw new IllegalStateException("no paragraph \"" + start + "\" in: " + javadoc);
    }

    private static String prose(String markup) {
        String text = TAG.matcher(markup).replaceAll("").replaceAll("\\s+", " ").strip();
        return INLINE.matcher(text)
                .replaceAll(tag -> Matcher.quoteReplacement(shown(tag)))
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static String shown(MatchResult tag) {
        String content = tag.group(2);
        if (tag.group(1).equals("code")) {
            return content;
        }
        String[] words = content.split(" ", 2);
        if (words.length > 1) {
            return words[1];
        }
        int option = content.indexOf("#opt");
        return option < 0
                ? content.replace("#", "")
                : LossOption.name(content.substring(option + 1));
    }
}
