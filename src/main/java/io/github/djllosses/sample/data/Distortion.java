package io.github.djllosses.sample.data;

import java.util.Random;

/**
 * A random smooth map from the unit square of a glyph to the pixels of an image: the slant, size
 * and place of a hand, and a gentle bend that no straight map has.
 *
 * <p>With q = (x, y) - (1/2, 1/2) and its bend, the map is
 *
 * <pre>{@code
 * u     = q + sum over two waves of  a * sin(k . q + phase)
 * pixel = centre + A u,   A = rotation * shear * scale
 * }</pre>
 *
 * <p>A wave is at most three quarters of a period across the glyph: it bends strokes without
 * tearing them.
 */
final class Distortion {

    private static final int WAVES = 2;

    private final double xx;
    private final double xy;
    private final double yx;
    private final double yy;
    private final double centreX;
    private final double centreY;
    private final double[] waves = new double[5 * WAVES];

    /** Draws a map to an image whose centre is at {@code middle}, {@code middle}. */
    Distortion(double middle, Random random) {
        double angle = 0.11 * random.nextGaussian();
        double slant = -0.12 + 0.16 * random.nextGaussian();
        double height = between(17, 21, random);
        double width = height * between(0.7, 1.05, random);
        // StrictMath, here and below: its bits are the same on every machine, Math's need not be.
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        xx = cos * width;
        xy = (cos * slant - sin) * height;
        yx = sin * width;
        yy = (sin * slant + cos) * height;
        centreX = middle + between(-2.4, 2.4, random);
        centreY = middle + between(-2.4, 2.4, random);
        for (int i = 0; i < waves.length; i += 5) {
            waves[i] = 0.03 * random.nextGaussian();
            waves[i + 1] = 0.03 * random.nextGaussian();
            waves[i + 2] = between(-4.7, 4.7, random);
            waves[i + 3] = between(-4.7, 4.7, random);
            waves[i + 4] = between(0, 2 * Math.PI, random);
        }
    }

    /** Maps the points x0, y0, x1, y1, ... in place. */
    void apply(double[] points) {
        for (int i = 0; i < points.length; i += 2) {
            double x = points[i] - 0.5;
            double y = points[i + 1] - 0.5;
            double bentX = x;
            double bentY = y;
            for (int w = 0; w < waves.length; w += 5) {
                double wave = StrictMath.sin(waves[w + 2] * x + waves[w + 3] * y + waves[w + 4]);
                bentX += waves[w] * wave;
                bentY += waves[w + 1] * wave;
            }
            points[i] = centreX + xx * bentX + xy * bentY;
            points[i + 1] = centreY + yx * bentX + yy * bentY;
        }
    }

    private static double between(double low, double high, Random random) {
        return low + (high - low) * random.nextDouble();
    }
}
