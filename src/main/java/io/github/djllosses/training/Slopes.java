package io.github.djllosses.training;

import java.util.function.DoubleUnaryOperator;

/**
 * The slopes of a function at a point, from its values on both sides.
 *
 * <p>Differences over three steps, each half as wide as the one before, are extrapolated to a step
 * of 0 (Richardson, 1911). The error of the central slope is of sixth order in the step, that of
 * the others of third.
 *
 * @param central the derivative, where there is one
 * @param left the slope just below the point
 * @param right the slope just above the point
 * @param truncation how far the last extrapolation has moved the central slope
 * @param rounding by how much the rounding of the values may have changed the central slope
 */
record Slopes(double central, double left, double right, double truncation, double rounding) {

    private static final int STEPS = 3;

    /**
     * Two units in the last place of every value, times the weights of the values in the central
     * slope: {@code 2 (64 * 4 + 20 * 2 + 1) / 45}.
     */
    private static final int ROUNDING_OF_VALUES = 16;

    static Slopes of(DoubleUnaryOperator function, double x, double value, double widest) {
        double[] central = new double[STEPS];
        double[] left = new double[STEPS];
        double[] right = new double[STEPS];
        double largest = Math.abs(value);
        double step = widest;
        for (int i = 0; i < STEPS; i++) {
            double above = x + step;
            double below = x - step;
            double valueAbove = function.applyAsDouble(above);
            double valueBelow = function.applyAsDouble(below);
            // above - below is exact, unlike 2 * step: x + step was rounded
            central[i] = (valueAbove - valueBelow) / (above - below);
            left[i] = (value - valueBelow) / (x - below);
            right[i] = (valueAbove - value) / (above - x);
            largest = Math.max(largest, Math.max(Math.abs(valueAbove), Math.abs(valueBelow)));
            step /= 2;
        }
        double derivative = extrapolate(4, central);
        double before = (4 * central[2] - central[1]) / 3;
        return new Slopes(
                derivative,
                extrapolate(2, left),
                extrapolate(2, right),
                Math.abs(derivative - before),
                ROUNDING_OF_VALUES * Math.ulp(largest) / widest);
    }

    /**
     * Removes the two leading errors, of which a step half as wide leaves 1/ratio and its square.
     */
    private static double extrapolate(int ratio, double... slopes) {
        double wide = (ratio * slopes[1] - slopes[0]) / (ratio - 1);
        double narrow = (ratio * slopes[2] - slopes[1]) / (ratio - 1);
        return (ratio * ratio * narrow - wide) / (ratio * ratio - 1);
    }
}
