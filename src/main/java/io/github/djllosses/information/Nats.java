package io.github.djllosses.information;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The formulas, in nats, of distributions that have been checked.
 *
 * <p>Terms of a divergence carry {@code -p + q}, which adds up to 0 and makes each of them
 * positive: see {@link RelativeEntropy}.
 */
final class Nats {

    private Nats() {}

    /** {@code -log p}. */
    static double selfInformation(double p) {
        return 0 - Math.log(p);
    }

    /** {@code -sum_k p_k log p_k}. */
    static double entropy(double... p) {
        return crossEntropy(p, p);
    }

    /** {@code -sum_k p_k log q_k}. */
    static double crossEntropy(double[] p, double[] q) {
        return sum(p.length, k -> p[k] == 0 ? 0 : p[k] * selfInformation(q[k]));
    }

    /** {@code sum_k p_k log(p_k / q_k)}. */
    static double klDivergence(double[] p, double[] q) {
        return sum(p.length, k -> RelativeEntropy.term(p[k], q[k]));
    }

    /** {@code KL(p, m)/2 + KL(q, m)/2, m = (p + q)/2}. */
    static double jsDivergence(double[] p, double[] q) {
        return Math.min(Math.log(2), sum(p.length, k -> jsTerm(p[k], q[k])));
    }

    private static double jsTerm(double p, double q) {
        // four times as large, so that the mean of the smallest numbers is not 0
        double m = p + q;
        return (RelativeEntropy.term(2 * p, m, p - q) + RelativeEntropy.term(2 * q, m, q - p)) / 4;
    }

    /** {@code H(X, Y) = -sum_ij p_ij log p_ij}. */
    static double jointEntropy(double[][] joint) {
        return Arrays.stream(joint).mapToDouble(Nats::entropy).sum();
    }

    /** {@code H(Y | X) = -sum_ij p_ij log(p_ij / p_i)}. */
    static double conditionalEntropy(double[][] joint) {
        return Arrays.stream(joint).mapToDouble(Nats::conditionalTerm).sum();
    }

    private static double conditionalTerm(double... row) {
        int top = IntStream.range(0, row.length).reduce(0, (i, j) -> row[j] > row[i] ? j : i);
        double others = sum(row.length, j -> j == top ? 0 : row[j]);
        double total = others + row[top];
        // log(p / total) of the largest from the others, which are what is left of it near 1
        return sum(
                row.length,
                j ->
                        row[j] == 0
                                ? 0
                                : row[j]
                                        * (j == top
                                                ? Math.log1p(others / row[j])
                                                : RelativeEntropy.logRatio(total, row[j])));
    }

    /** {@code I(X; Y) = sum_ij p_ij log(p_ij / (p_i p_j))}. */
    static double mutualInformation(double[][] joint) {
        int columns = joint[0].length;
        double[] x = Arrays.stream(joint).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
        double[] y = new double[columns];
        Arrays.setAll(y, j -> sum(joint.length, i -> joint[i][j]));
        double total = Arrays.stream(x).sum();
        return sum(
                joint.length,
                i -> sum(columns, j -> RelativeEntropy.term(joint[i][j], x[i] * y[j] / total)));
    }

    private static double sum(int count, IntToDoubleFunction term) {
        // the sum of a stream carries its rounding errors along
        return IntStream.range(0, count).mapToDouble(term).sum();
    }
}
