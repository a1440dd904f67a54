package io.github.djllosses.information;

/**
 * What Stirling's formula leaves of the logarithm of the gamma function: {@code h(x) = log Gamma(x)
 * - (x log x - x)}.
 *
 * <p>Entropies and divergences of Beta, Gamma and Dirichlet distributions need log-gamma only
 * through h, because the large parts cancel by algebra; computed from h they keep their digits.
 * Each step up, {@code h(x) = h(x + 1) + term(x + 1, x)}, adds a {@linkplain RelativeEntropy
 * relative entropy}, which is positive, until the series of Stirling converges (Abramowitz and
 * Stegun, 6.1.41 and 6.3.18).
 */
final class LogGamma {

    /** From here on the series is exact to all digits. */
    private static final int LARGE = 16;

    /** {@code B_2k / (2k (2k - 1))}: the coefficients of {@code x^(1-2k)}. */
    private static final double[] STIRLING = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156
    };

    private LogGamma() {}

    /** Returns {@code h(x)}, {@code x > 0}. */
    static double remainder(double x) {
        double steps = 0;
        double z = x;
        for (; z < LARGE; z++) {
            steps += RelativeEntropy.term(z + 1, z, 1);
        }
        double series = 0;
        for (int k = STIRLING.length - 1; k >= 0; k--) {
            series = series / (z * z) + STIRLING[k];
        }
        return steps + Math.log(2 * Math.PI / z) / 2 + series / z;
    }

    /** Returns the derivative of h: {@code digamma(x) - log x}, {@code x > 0}. */
    static double remainderSlope(double x) {
        double steps = 0;
        double z = x;
        for (; z < LARGE; z++) {
            steps += RelativeEntropy.term(z, z + 1, -1) / z;
        }
        double series = 0;
        for (int k = STIRLING.length - 1; k >= 0; k--) {
            series = series / (z * z) + (2 * k + 1) * STIRLING[k];
        }
        return -(steps + 1 / (2 * z) + series / (z * z));
    }

    /**
     * Returns how far h at {@code y} lies above its tangent at {@code x}: {@code h(y) - h(x) - (y -
     * x) h'(x)}, its Bregman divergence, without subtracting numbers that are nearly equal.
     */
    static double remainderAboveTangent(double y, double x) {
        double d = y - x;
        int steps = (int) Math.ceil(Math.max(0, LARGE - Math.min(x, y)));
        double sum = 0;
        for (int k = 0; k < steps; k++) {
            sum += RelativeEntropy.term(x + k, y + k, -d) / (x + k);
        }
        double u = x + steps;
        double v = y + steps;
        if (steps > 0) {
            sum += RelativeEntropy.term(v, u, d) - RelativeEntropy.term(y, x, d);
        }
        return sum + RelativeEntropy.term(u, v, -d) / (2 * u) + seriesAboveTangent(d, u, v);
    }

    /** Of {@code x^-n} that is {@code d^2/(uv) sum_i<n (n - i) u^(i-n) v^-i}. */
    private static double seriesAboveTangent(double d, double u, double v) {
        double sum = 0;
        double inner = 0;
        double power = 1;
        for (int n = 1; n < 2 * STIRLING.length; n++) {
            power /= u;
            inner = inner / v + n * power;
            sum += n % 2 == 0 ? 0 : STIRLING[n / 2] * inner;
        }
        return d / u * (d / v) * sum;
    }
}
