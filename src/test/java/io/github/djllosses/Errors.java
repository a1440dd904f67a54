package io.github.djllosses;

import java.util.Locale;

/**
 * Relative errors of many numbers, without an absolute floor: the largest and the root of the mean
 * square, plainly and as shares of what is promised.
 */
final class Errors {

    private double max;
    private double squares;
    private double maxShare;
    private double shareSquares;
    private long count;
    private String worst = "nothing counted";

    /** Returns the errors of the values, or of the gradients. */
    static Errors of(Truth truth, boolean gradients, double... actual) {
        Errors errors = new Errors();
        int from = gradients ? truth.values() : 0;
        int to = gradients ? truth.size() : truth.values();
        for (int i = from; i < to; i++) {
            errors.add(truth, i, actual[i]);
        }
        return errors;
    }

    void add(Truth truth, int i, double actual) {
        double scale = truth.problem().scale(truth, i);
        double distance = truth.distance(i, actual);
        double floor = truth.regime().floor();
        if (scale < floor && distance < floor) {
            return;
        }
        double error = distance / scale;
        double share = error / truth.problem().limit(truth, i);
        count++;
        squares += error * error;
        shareSquares += share * share;
        max = worse(max, error);
        if (!(share <= maxShare)) {
            maxShare = worse(maxShare, share);
            worst =
                    String.format(
                            Locale.ROOT,
                            "%s %d of [%s] is %s, expected %s: error %.2g, %.3g of the limit",
                            i < truth.values() ? "value" : "gradient",
                            i < truth.values() ? i : i - truth.values(),
                            truth,
                            actual,
                            truth.exact(i),
                            error,
                            share);
        }
    }

    /** NaN is the worst of all. */
    private static double worse(double a, double b) {
        return Double.isNaN(b) ? Double.POSITIVE_INFINITY : Math.max(a, b);
    }

    long count() {
        return count;
    }

    double max() {
        return max;
    }

    double rms() {
        return count == 0 ? 0 : Math.sqrt(squares / count);
    }

    double maxShare() {
        return maxShare;
    }

    double rmsShare() {
        return count == 0 ? 0 : Math.sqrt(shareSquares / count);
    }

    /** Describes the error that is the largest share of its limit. */
    String worst() {
        return worst + String.format(Locale.ROOT, "; rms %.3g of the limit", rmsShare());
    }
}
