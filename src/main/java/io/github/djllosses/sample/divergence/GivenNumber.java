package io.github.djllosses.sample.divergence;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;

/**
 * A number as it was written: 1/3, 0.333, 33.3 % or 17.
 *
 * @param value what it stands for
 * @param rounding how far what was meant may be from it: half a unit of its last digit
 * @param whole whether it may be a count
 */
record GivenNumber(double value, double rounding, boolean whole) {

    /** Longer than any number that is meant; the time to read one grows with its square. */
    private static final int LONGEST = 1_000;

    private static final int SHOWN = 40;

    static List<GivenNumber> list(String text) {
        return Arrays.stream(text.split(",", -1)).map(GivenNumber::of).toList();
    }

    static GivenNumber of(String text) {
        String number = text.strip();
        try {
            if (number.length() > LONGEST) {
                throw new NumberFormatException("too long");
            }
            int slash = number.indexOf('/');
            if (slash >= 0) {
                BigDecimal above = new BigDecimal(number.substring(0, slash).strip());
                BigDecimal below = new BigDecimal(number.substring(slash + 1).strip());
                return new GivenNumber(quotient(above, below), 0, false);
            }
            if (number.endsWith("%")) {
                BigDecimal percent =
                        new BigDecimal(number.substring(0, number.length() - 1).strip());
                BigDecimal share = percent.movePointLeft(2);
                return new GivenNumber(share.doubleValue(), halfUnit(share), false);
            }
            BigDecimal decimal = new BigDecimal(number);
            boolean whole = decimal.scale() <= 0;
            return new GivenNumber(decimal.doubleValue(), whole ? 0 : halfUnit(decimal), whole);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + beginning(number) + "\" is no number; write 1/4, 0.25, 25% or a count",
                    e);
        }
    }

    /** A file may hold anything where a number should be. */
    private static String beginning(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }

    private static double quotient(BigDecimal above, BigDecimal below) {
        return above.divide(below, MathContext.DECIMAL64).doubleValue();
    }

    private static double halfUnit(BigDecimal number) {
        return number.ulp().doubleValue() / 2;
    }
}
