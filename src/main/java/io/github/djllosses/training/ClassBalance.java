package io.github.djllosses.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;

/**
 * Weights against an imbalance of classes, from how often each occurs.
 *
 * <pre>{@code
 * CrossEntropyLoss.builder().optClassWeights(ClassBalance.inverseFrequency(900, 90, 10)).build();
 * BceWithLogitsLoss.builder().optPosWeights(ClassBalance.positiveWeights(1000, 50, 200)).build();
 * }</pre>
 *
 * <p><b>What never occurs</b> gets weight 0 and is not counted among the classes: there is no
 * example of it to weigh, and one that turns up later does not outweigh all others.
 */
public final class ClassBalance {

    private ClassBalance() {}

    /**
     * Returns weights that let every class count the same in total: {@code n / (C n_k)}. Their mean
     * over the examples is 1. Source: King and Zeng, 2001; scikit-learn's {@code "balanced"}.
     *
     * @param counts the number of examples of every class
     * @return one weight per class
     * @throws IllegalArgumentException if a count is negative, or all are 0
     */
    public static float[] inverseFrequency(long... counts) {
        check(counts);
        double total = Arrays.stream(counts).asDoubleStream().sum();
        long classes = occurring(counts);
        return weights(count -> total / classes / count, counts);
    }

    /**
     * Returns weights by the effective number of examples, which grows ever more slowly: {@code w_k
     * ~ (1 - b) / (1 - b^n_k)}, scaled so that they add up to the number of classes. Source: Cui et
     * al., Class-Balanced Loss Based on Effective Number of Samples, CVPR 2019.
     *
     * @param beta how little examples overlap, in [0, 1): 0 weighs all classes the same, towards 1
     *     the weights become those of the inverse frequency; the paper uses 0.9 to 0.9999
     * @param counts the number of examples of every class
     * @return one weight per class
     * @throws IllegalArgumentException if beta is out of its range, a count is negative, or all are
     *     0
     */
    public static float[] effectiveNumber(double beta, long... counts) {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException(
                    "ClassBalance: beta is " + beta + ", expected a number in [0, 1)");
        }
        check(counts);
        // 1 - b^n without cancellation
        LongToDoubleFunction inverse = count -> -1 / Math.expm1(count * Math.log(beta));
        double sum = Arrays.stream(counts).filter(count -> count > 0).mapToDouble(inverse).sum();
        long classes = occurring(counts);
        return weights(count -> classes * inverse.applyAsDouble(count) / sum, counts);
    }

    /**
     * Returns weights of the positive examples that let them count as much as the negative ones of
     * the same class: {@code (n - n_k) / n_k}.
     *
     * @param total the number of examples
     * @param positives how many of them are positive, for every class
     * @return one weight per class
     * @throws IllegalArgumentException if a number of positives is negative or above the total
     */
    public static float[] positiveWeights(long total, long... positives) {
        for (int k = 0; k < positives.length; k++) {
            if (positives[k] < 0 || positives[k] > total) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "ClassBalance: positives[%d] is %d, expected a number from 0 to"
                                        + " the total, %d",
                                k,
                                positives[k],
                                total));
            }
        }
        return weights(count -> (double) (total - count) / count, positives);
    }

    private static float[] weights(LongToDoubleFunction weight, long... counts) {
        float[] weights = new float[counts.length];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = counts[k] == 0 ? 0 : (float) weight.applyAsDouble(counts[k]);
        }
        return weights;
    }

    private static long occurring(long... counts) {
        return Arrays.stream(counts).filter(count -> count > 0).count();
    }

    private static void check(long... counts) {
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] < 0) {
                throw new IllegalArgumentException(
                        "ClassBalance: counts[" + k + "] is " + counts[k] + ", expected 0 or more");
            }
        }
        if (occurring(counts) == 0) {
            throw new IllegalArgumentException(
                    "ClassBalance: counts holds nothing above 0, so there is nothing to balance");
        }
    }
}
