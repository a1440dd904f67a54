package io.github.djllosses.information;

import java.util.Arrays;
import java.util.Locale;

/** Numbers that are a distribution: how to make them, and what is wrong if they are none. */
public final class Probabilities {

    /** How far from 1 a distribution may add up to: numbers that were computed in float32 do. */
    static final double TOLERANCE = 1e-6;

    private Probabilities() {}

    /**
     * Makes a distribution of counts or of any other weights: {@code p_k = c_k / sum_j c_j}.
     *
     * @param counts numbers not below 0, at least one of them above
     * @return the distribution, a new array
     * @throws IllegalArgumentException if a number is negative or not finite, or all are 0
     */
    public static double[] ofCounts(double... counts) {
        checkNumbers("counts", counts);
        // halves and quarters of the range cannot overflow when added up
        double largest = Arrays.stream(counts).max().orElse(0);
        if (largest == 0) {
            throw error("counts", "holds nothing above 0, so it has no distribution");
        }
        double total = Arrays.stream(counts).map(count -> count / largest).sum();
        return Arrays.stream(counts).map(count -> count / largest / total).toArray();
    }

    /** Refuses numbers that are no distribution. */
    static void check(String argument, double tolerance, double... p) {
        checkNumbers(argument, p);
        double sum = Arrays.stream(p).sum();
        if (Math.abs(sum - 1) > tolerance) {
            throw error(
                    argument,
                    "adds up to %s, %s %s 1: divide it by its sum, as Probabilities.ofCounts does",
                    (float) sum,
                    (float) Math.abs(sum - 1),
                    sum < 1 ? "short of" : "above");
        }
    }

    private static void checkNumbers(String argument, double... numbers) {
        if (numbers.length == 0) {
            throw error(argument, "is empty, expected at least one number");
        }
        for (int k = 0; k < numbers.length; k++) {
            if (!(numbers[k] >= 0 && numbers[k] < Double.POSITIVE_INFINITY)) {
                throw error(argument, "[%d] is %s, expected a finite number >= 0", k, numbers[k]);
            }
        }
    }

    static void checkSameSize(double[] p, double[] q) {
        if (p.length != q.length) {
            throw error(
                    "p",
                    "has %d probabilities and q %d, expected one for each of the same outcomes",
                    p.length,
                    q.length);
        }
    }

    static IllegalArgumentException error(String argument, String format, Object... values) {
        String text = String.format(Locale.ROOT, format, values);
        String gap = text.startsWith("[") ? "" : " ";
        return new IllegalArgumentException("Information: " + argument + gap + text);
    }
}
