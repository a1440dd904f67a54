package io.github.djllosses.sample.data;

import java.util.Random;

/**
 * One movement of the pen: the points that it passes, and whether it turns at them sharply or
 * rounds them off.
 *
 * <p>Points lie in the square from (0, 0), the upper left of a digit, to (1, 1), its lower right.
 */
final class Stroke {

    /** Straight pieces between two points of a curve: each then spans less than three pixels. */
    private static final int PIECES = 6;

    private final boolean smooth;
    private final double[] points;

    private Stroke(boolean smooth, double[] points) {
        this.smooth = smooth;
        this.points = points;
    }

    /**
     * Reads a stroke such as {@code "curve 50,2 25,12 12,42"} or {@code "lines 14,97 86,95"}: the
     * manner, then x,y of each point in hundredths of a digit's width and height.
     */
    static Stroke parse(String text) {
        String[] words = text.split(" ", -1);
        double[] points = new double[2 * (words.length - 1)];
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            int comma = word.indexOf(',');
            points[2 * i - 2] = Integer.parseInt(word.substring(0, comma)) / 100.0;
            points[2 * i - 1] = Integer.parseInt(word.substring(comma + 1)) / 100.0;
        }
        return new Stroke(words[0].equals("curve"), points);
    }

    /**
     * Returns the polyline of one drawing of this stroke by an unsteady hand.
     *
     * @param wobble the standard deviation by which the hand misses each point
     * @param random the source of the misses
     * @return x0, y0, x1, y1, ...
     */
    double[] trace(double wobble, Random random) {
        double[] through = new double[points.length];
        for (int i = 0; i < through.length; i++) {
            through[i] = points[i] + wobble * random.nextGaussian();
        }
        return smooth ? smoothed(through) : through;
    }

    /**
     * Catmull-Rom spline: between b and c, with neighbours a and d, the cubic whose slope at b is
     * (c - a) / 2 and at c is (d - b) / 2. The ends are their own neighbours.
     */
    private static double[] smoothed(double[] p) {
        int spans = p.length / 2 - 1;
        double[] line = new double[2 * (spans * PIECES + 1)];
        for (int span = 0; span < spans; span++) {
            int b = 2 * span;
            int c = b + 2;
            int a = Math.max(0, b - 2);
            int d = Math.min(p.length - 2, c + 2);
            for (int piece = 0; piece < PIECES; piece++) {
                double t = (double) piece / PIECES;
                int at = 2 * (span * PIECES + piece);
                line[at] = spline(p[a], p[b], p[c], p[d], t);
                line[at + 1] = spline(p[a + 1], p[b + 1], p[c + 1], p[d + 1], t);
            }
        }
        line[line.length - 2] = p[p.length - 2];
        line[line.length - 1] = p[p.length - 1];
        return line;
    }

    private static double spline(double a, double b, double c, double d, double t) {
        double slopeB = (c - a) / 2;
        double slopeC = (d - b) / 2;
        // Hermite form, in Horner's order of powers of t.
        double cubic = 2 * (b - c) + slopeB + slopeC;
        double square = 3 * (c - b) - 2 * slopeB - slopeC;
        return ((cubic * t + square) * t + slopeB) * t + b;
    }
}
