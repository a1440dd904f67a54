package io.github.djllosses.sample.data;

import java.util.Arrays;
import java.util.Random;

/**
 * A square sheet of paper that takes strokes of a round pen and turns into grey pixels.
 *
 * <p>The ink of a pixel follows from the distance d of its centre to the nearest point of the line:
 * full inside the pen's radius r, none outside, and a ramp one {@code softness} wide across the
 * rim, {@code clamp(1/2 + (r - d) / softness)}, which is what makes edges look smooth.
 */
final class Canvas {

    private final int size;
    private final double[] ink;

    Canvas(int size) {
        this.size = size;
        this.ink = new double[size * size];
    }

    /** Wipes the sheet. */
    void clear() {
        Arrays.fill(ink, 0);
    }

    /**
     * Draws a polyline; where it crosses ink that is already there, the darker of the two stays.
     *
     * @param points x0, y0, x1, y1, ..., in pixels
     * @param startRadius the radius of the pen at the first point
     * @param endRadius its radius at the last point, reached evenly
     * @param softness the width of the rim, in pixels
     */
    void draw(double[] points, double startRadius, double endRadius, double softness) {
        int segments = points.length / 2 - 1;
        for (int s = 0; s < segments; s++) {
            double radius = startRadius + (endRadius - startRadius) * s / segments;
            int i = 2 * s;
            segment(points[i], points[i + 1], points[i + 2], points[i + 3], radius, softness);
        }
    }

    private void segment(
            double x0, double y0, double x1, double y1, double radius, double softness) {
        double reach = radius + softness / 2;
        int left = inside(Math.min(x0, x1) - reach);
        int right = inside(Math.max(x0, x1) + reach);
        int top = inside(Math.min(y0, y1) - reach);
        int bottom = inside(Math.max(y0, y1) + reach);
        double dx = x1 - x0;
        double dy = y1 - y0;
        // A segment of length 0 is a dot: any t gives its one point, so long as 0 / 0 is avoided.
        double lengthSquared = Math.max(dx * dx + dy * dy, 1e-12);
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - x0;
                double py = row + 0.5 - y0;
                double t = clamp((px * dx + py * dy) / lengthSquared);
                double ex = px - t * dx;
                double ey = py - t * dy;
                double distance = Math.sqrt(ex * ex + ey * ey);
                double shade = clamp(0.5 + (radius - distance) / softness);
                int at = row * size + column;
                ink[at] = Math.max(ink[at], shade);
            }
        }
    }

    /**
     * Writes the sheet as bytes, 0 for paper to 255 for full ink.
     *
     * @param contrast the grey of full ink, at most 1
     * @param noise the largest amount by which a pixel is off, in either direction
     * @param random the source of the noise
     * @param pixels where the bytes go
     * @param start the index of the first of them
     */
    void develop(double contrast, double noise, Random random, byte[] pixels, int start) {
        for (int i = 0; i < ink.length; i++) {
            double grey = contrast * ink[i] + noise * (2 * random.nextDouble() - 1);
            pixels[start + i] = (byte) (int) (255 * clamp(grey) + 0.5);
        }
    }

    private int inside(double coordinate) {
        return (int) Math.max(0, Math.min(size - 1, coordinate));
    }

    private static double clamp(double value) {
        return Math.max(0, Math.min(1, value));
    }
}
