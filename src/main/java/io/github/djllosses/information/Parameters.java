package io.github.djllosses.information;

/** Checks of the parameters of distributions. */
final class Parameters {

    private Parameters() {}

    static void checkFinite(String distribution, String name, double value) {
        check(Double.isFinite(value), distribution, name, value, "a finite number");
    }

    static void checkPositive(String distribution, String name, double value) {
        boolean valid = value > 0 && value < Double.POSITIVE_INFINITY;
        check(valid, distribution, name, value, "a finite number above 0");
    }

    static void check(
            boolean valid, String distribution, String name, double value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(
                    distribution + ": " + name + " is " + value + ", expected " + expected);
        }
    }
}
