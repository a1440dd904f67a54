package io.github.djllosses.training;

/**
 * How many numbers fall between which limits, for TensorBoard's histograms and distributions.
 *
 * <p>The buckets are of equal width between the least and the largest finite number. NaN and
 * infinities are left out: TensorBoard cannot draw them.
 */
final class Histogram {

    private static final int BUCKETS = 30;

    // numbers of fields in HistogramProto
    private static final int MIN = 1;
    private static final int MAX = 2;
    private static final int NUM = 3;
    private static final int SUM = 4;
    private static final int SUM_OF_SQUARES = 5;
    private static final int BUCKET_LIMIT = 6;
    private static final int BUCKET = 7;

    private final double least;
    private final double largest;
    private final double count;
    private final double sum;
    private final double sumOfSquares;
    private final double[] limits;
    private final double[] counts;

    /** Counts numbers. */
    Histogram(float... numbers) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        long finite = 0;
        double total = 0;
        double squares = 0;
        for (float number : numbers) {
            if (Float.isFinite(number)) {
                min = Math.min(min, number);
                max = Math.max(max, number);
                finite++;
                total += number;
                squares += (double) number * number;
            }
        }
        least = finite == 0 ? 0 : min;
        largest = finite == 0 ? 0 : max;
        count = finite;
        sum = total;
        sumOfSquares = squares;
        int buckets = largest > least ? BUCKETS : 1;
        limits = new double[buckets];
        for (int i = 0; i < buckets; i++) {
            limits[i] = least + (largest - least) * (i + 1) / buckets;
        }
        counts = new double[buckets];
        for (float number : numbers) {
            if (Float.isFinite(number)) {
                counts[bucket(number)]++;
            }
        }
    }

    private int bucket(double number) {
        double share = largest > least ? (number - least) / (largest - least) : 0;
        // the largest number belongs to the last bucket
        return Math.min((int) (share * limits.length), limits.length - 1);
    }

    byte[] encoded() {
        return new EventFile.Message()
                .float64(MIN, least)
                .float64(MAX, largest)
                .float64(NUM, count)
                .float64(SUM, sum)
                .float64(SUM_OF_SQUARES, sumOfSquares)
                .float64s(BUCKET_LIMIT, limits)
                .float64s(BUCKET, counts)
                .encoded();
    }
}
