package io.github.djllosses;

/**
 * A number beside the one that it should be.
 *
 * @param what names it
 * @param expected what it should be
 * @param actual what it is
 * @param scale what an error is relative to
 */
record Deviation(String what, double expected, double actual, double scale) {

    /** The smallest normal float32: below it numbers lose digits by themselves. */
    private static final double SUBNORMAL = 1.2e-38;

    static final Deviation NONE = new Deviation("nothing", 0, 0, 0);

    /** Returns the relative error; NaN where only one of both is. */
    double relative() {
        if (Double.doubleToLongBits(expected) == Double.doubleToLongBits(actual)) {
            return 0;
        }
        double error = Math.abs(actual - expected);
        return error <= SUBNORMAL ? 0 : error / scale;
    }

    /** Returns the one that is further off; NaN is further off than any number. */
    Deviation worse(Deviation other) {
        return Double.compare(other.relative(), relative()) > 0 ? other : this;
    }
}
