package io.github.djllosses.sample.console;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers and sentences as readers see them, the same in every locale. */
public final class Text {

    /** The widest line the program prints. */
    public static final int WIDTH = 100;

    private Text() {}

    /**
     * Formats like {@link String#format}, in no particular locale.
     *
     * @param format the format
     * @param arguments what goes into it
     * @return the text
     */
    public static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    /**
     * Formats a number in as few characters as its leading digits need.
     *
     * @param number the number
     * @param digits how many digits
     * @return the number, with an exponent where it is very small or large
     */
    public static String number(double number, int digits) {
        if (number == 0 || !Double.isFinite(number)) {
            return number == 0 ? "0" : String.valueOf(number);
        }
        double size = Math.abs(number);
        if (size < 1e-3 || size >= 1e6) {
            String[] parts = format("%." + (digits - 1) + "e", number).split("e", 2);
            return plain(new BigDecimal(parts[0])) + "e" + Integer.parseInt(parts[1]);
        }
        return plain(new BigDecimal(number).round(new MathContext(digits)));
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    /**
     * Breaks a text into lines between words.
     *
     * @param text the text
     * @param first what the first line starts with; the others start with as many spaces
     * @return lines no wider than {@link #WIDTH}, unless a word alone is
     */
    public static List<String> wrap(String first, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        int start = first.length();
        for (String word : text.split(" ", -1)) {
            if (line.length() > start && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(" ".repeat(start));
            }
            line.append(line.length() == start ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
