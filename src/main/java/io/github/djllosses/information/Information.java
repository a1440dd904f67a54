package io.github.djllosses.information;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measures of information of discrete distributions, in a unit.
 *
 * <pre>{@code
 * Information bits = Information.in(Unit.BITS);
 * double[] p = {0.5, 0.5};
 * bits.entropy(p);                                  // 1.0
 * bits.klDivergence(p, new double[] {0.25, 0.75});  // 0.2075
 * bits.klDivergence(labels, predictions, -1);       // of arrays, one number per distribution
 * }</pre>
 *
 * <table>
 * <caption>Arguments</caption>
 * <tr><th>of</th><th>argument</th><th>result</th></tr>
 * <tr><td>a distribution</td><td>{@code double[]}, or an array (..., K, ...) and the axis of its K
 *     outcomes</td><td>a {@code double}, or an array without that axis</td></tr>
 * <tr><td>a joint distribution of X and Y</td><td>{@code double[][]}, X down and Y across, or an
 *     array (..., X, Y)</td><td>a {@code double}, or an array without its last two axes</td></tr>
 * </table>
 *
 * <p><b>Limits.</b> {@code 0 log 0 = 0}. Where {@code q = 0 < p}, cross-entropy and KL are
 * infinite.
 *
 * <p><b>Digits.</b> All is computed in double on the host, without cancellation: the KL divergence
 * of distributions that are equal to 8 digits still has 14. No divergence is negative, and
 * Jensen-Shannon is symmetric to the last bit and at most log 2. The one exception is mutual
 * information: of nearly independent variables it is as exact as the marginals, to 1e-16 of its
 * square root.
 *
 * <p><b>Arrays.</b> Results have the data type of the (first) array and are attached to its
 * manager. Measures are not differentiable; there are losses for that.
 *
 * <p><b>What is no distribution</b> is an {@link IllegalArgumentException} that says how far off it
 * is: a number that is negative or not finite, or a sum that differs from 1 by more than 1e-6 (1e-3
 * in float16). {@link Probabilities#ofCounts} makes a distribution of counts.
 *
 * <p>Source: Cover and Thomas, Elements of Information Theory, 2006; Lin, 1991, for Jensen-Shannon;
 * van Erven and Harremoes, 2014, for Renyi.
 */
public final class Information {

    private final Unit unit;

    private Information(Unit unit) {
        this.unit = unit;
    }

    /**
     * Returns the measures in a unit.
     *
     * @param unit the unit
     * @return the measures
     */
    public static Information in(Unit unit) {
        return new Information(unit);
    }

    /**
     * Returns the self-information of an outcome, {@code -log p}: how surprising it is.
     *
     * @param p its probability, in [0, 1]
     * @return the information; infinite where p is 0
     */
    public double selfInformation(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw Probabilities.error("p", "is %s, expected a probability in [0, 1]", p);
        }
        return unit.fromNats(Nats.selfInformation(p));
    }

    /**
     * Returns the self-information of every element, {@code -log p}.
     *
     * @param p probabilities, in [0, 1]; they need not add up to 1
     * @return an array of the same shape
     */
    public NDArray selfInformation(NDArray p) {
        double[] numbers = HostRows.numbers("p", p);
        double[] results = Arrays.stream(numbers).map(this::selfInformation).toArray();
        return HostRows.array(p, p.getShape(), results);
    }

    /**
     * Returns the entropy {@code H(p) = -sum_k p_k log p_k}: the mean self-information.
     *
     * @param p a distribution
     * @return the entropy, from 0 to log K
     */
    public double entropy(double... p) {
        Probabilities.check("p", Probabilities.TOLERANCE, p);
        return unit.fromNats(Nats.entropy(p));
    }

    /**
     * Returns the entropy of every distribution.
     *
     * @param p distributions along an axis
     * @param axis the axis, perhaps counted from the end
     * @return one entropy per distribution
     */
    public NDArray entropy(NDArray p, int axis) {
        return HostRows.along("p", p, axis).map(row -> unit.fromNats(Nats.entropy(row)));
    }

    /**
     * Returns the cross-entropy {@code H(p, q) = -sum_k p_k log q_k = H(p) + KL(p, q)}.
     *
     * @param p the true distribution
     * @param q the model
     * @return the cross-entropy
     */
    public double crossEntropy(double[] p, double[] q) {
        return of(Nats::crossEntropy, p, q);
    }

    /**
     * Returns the cross-entropy of every pair of distributions.
     *
     * @param p the true distributions along an axis
     * @param q the models
     * @param axis the axis, perhaps counted from the end
     * @return one cross-entropy per distribution
     */
    public NDArray crossEntropy(NDArray p, NDArray q, int axis) {
        return of(Nats::crossEntropy, p, q, axis);
    }

    /**
     * Returns the Kullback-Leibler divergence {@code KL(p, q) = sum_k p_k log(p_k / q_k)}, computed
     * as {@code sum_k (p_k log(p_k / q_k) - p_k + q_k)}.
     *
     * @param p the true distribution
     * @param q the model
     * @return the divergence
     */
    public double klDivergence(double[] p, double[] q) {
        return of(Nats::klDivergence, p, q);
    }

    /**
     * Returns the Kullback-Leibler divergence of every pair of distributions.
     *
     * @param p the true distributions along an axis
     * @param q the models
     * @param axis the axis, perhaps counted from the end
     * @return one divergence per distribution
     */
    public NDArray klDivergence(NDArray p, NDArray q, int axis) {
        return of(Nats::klDivergence, p, q, axis);
    }

    /**
     * Returns the Jensen-Shannon divergence {@code JS(p, q) = (KL(p, m) + KL(q, m)) / 2} with
     * {@code m = (p + q) / 2}.
     *
     * @param p a distribution
     * @param q another one
     * @return the divergence, from 0 to log 2
     */
    public double jsDivergence(double[] p, double[] q) {
        return of(Nats::jsDivergence, p, q);
    }

    /**
     * Returns the Jensen-Shannon divergence of every pair of distributions.
     *
     * @param p distributions along an axis
     * @param q other ones
     * @param axis the axis, perhaps counted from the end
     * @return one divergence per distribution
     */
    public NDArray jsDivergence(NDArray p, NDArray q, int axis) {
        return of(Nats::jsDivergence, p, q, axis);
    }

    /**
     * Returns the Jensen-Shannon distance, which is a metric: the root of the divergence in this
     * unit.
     *
     * @param p a distribution
     * @param q another one
     * @return the distance
     */
    public double jsDistance(double[] p, double[] q) {
        return Math.sqrt(jsDivergence(p, q));
    }

    /**
     * Returns the Jensen-Shannon distance of every pair of distributions.
     *
     * @param p distributions along an axis
     * @param q other ones
     * @param axis the axis, perhaps counted from the end
     * @return one distance per distribution
     */
    public NDArray jsDistance(NDArray p, NDArray q, int axis) {
        return pairs((a, b) -> Math.sqrt(unit.fromNats(Nats.jsDivergence(a, b))), p, q, axis);
    }

    /**
     * Returns the Renyi divergence {@code log(sum_k p_k^a q_k^(1-a)) / (a - 1)}.
     *
     * @param p the true distribution
     * @param q the model
     * @param alpha the order, above 0: at 1 this is the Kullback-Leibler divergence, at infinity
     *     the logarithm of the largest {@code p_k / q_k}
     * @return the divergence
     */
    public double renyiDivergence(double[] p, double[] q, double alpha) {
        checkOrder(alpha);
        return of((a, b) -> RenyiDivergence.of(a, b, alpha), p, q);
    }

    /**
     * Returns the Renyi divergence of every pair of distributions.
     *
     * @param p the true distributions along an axis
     * @param q the models
     * @param alpha the order, above 0
     * @param axis the axis, perhaps counted from the end
     * @return one divergence per distribution
     */
    public NDArray renyiDivergence(NDArray p, NDArray q, double alpha, int axis) {
        checkOrder(alpha);
        return of((a, b) -> RenyiDivergence.of(a, b, alpha), p, q, axis);
    }

    private static void checkOrder(double alpha) {
        if (!(alpha > 0)) {
            throw Probabilities.error("alpha", "is %s, expected an order above 0", alpha);
        }
    }

    /**
     * Returns the joint entropy {@code H(X, Y) = -sum_ij p_ij log p_ij}.
     *
     * @param joint the joint distribution
     * @return the entropy
     */
    public double jointEntropy(double[][] joint) {
        return ofTable(Nats::jointEntropy, joint);
    }

    /**
     * Returns the joint entropy of every table.
     *
     * @param joint joint distributions in the last two axes
     * @return one entropy per table
     */
    public NDArray jointEntropy(NDArray joint) {
        return ofTables(Nats::jointEntropy, joint);
    }

    /**
     * Returns the conditional entropy {@code H(Y | X) = H(X, Y) - H(X)}: what is left to learn from
     * the column when the row is known. Transpose the table for {@code H(X | Y)}.
     *
     * @param joint the joint distribution, X down and Y across
     * @return the entropy
     */
    public double conditionalEntropy(double[][] joint) {
        return ofTable(Nats::conditionalEntropy, joint);
    }

    /**
     * Returns the conditional entropy of every table.
     *
     * @param joint joint distributions in the last two axes
     * @return one entropy per table
     */
    public NDArray conditionalEntropy(NDArray joint) {
        return ofTables(Nats::conditionalEntropy, joint);
    }

    /**
     * Returns the mutual information {@code I(X; Y) = H(X) + H(Y) - H(X, Y)}: what one variable
     * tells about the other.
     *
     * @param joint the joint distribution
     * @return the information
     */
    public double mutualInformation(double[][] joint) {
        return ofTable(Nats::mutualInformation, joint);
    }

    /**
     * Returns the mutual information of every table.
     *
     * @param joint joint distributions in the last two axes
     * @return one amount per table
     */
    public NDArray mutualInformation(NDArray joint) {
        return ofTables(Nats::mutualInformation, joint);
    }

    private double of(ToDoubleBiFunction<double[], double[]> nats, double[] p, double[] q) {
        Probabilities.check("p", Probabilities.TOLERANCE, p);
        Probabilities.check("q", Probabilities.TOLERANCE, q);
        Probabilities.checkSameSize(p, q);
        return unit.fromNats(nats.applyAsDouble(p, q));
    }

    private NDArray of(
            ToDoubleBiFunction<double[], double[]> nats, NDArray p, NDArray q, int axis) {
        return pairs((a, b) -> unit.fromNats(nats.applyAsDouble(a, b)), p, q, axis);
    }

    private static NDArray pairs(
            ToDoubleBiFunction<double[], double[]> measure, NDArray p, NDArray q, int axis) {
        if (!p.getShape().equals(q.getShape())) {
            throw Probabilities.error(
                    "p",
                    "%s and q %s must have the same shape: nothing is reshaped or broadcast for"
                            + " you",
                    p.getShape(),
                    q.getShape());
        }
        return HostRows.along("p", p, axis).map(HostRows.along("q", q, axis), measure);
    }

    private double ofTable(ToDoubleFunction<double[][]> nats, double[][] joint) {
        for (double[] row : joint) {
            if (row.length != joint[0].length) {
                throw Probabilities.error(
                        "joint",
                        "has rows of %d and of %d numbers, expected a table",
                        joint[0].length,
                        row.length);
            }
        }
        double[] all = Arrays.stream(joint).flatMapToDouble(Arrays::stream).toArray();
        Probabilities.check("joint", Probabilities.TOLERANCE, all);
        return unit.fromNats(nats.applyAsDouble(joint));
    }

    private NDArray ofTables(ToDoubleFunction<double[][]> nats, NDArray joint) {
        HostRows tables = HostRows.ofTables("joint", joint);
        int columns = Math.toIntExact(joint.getShape().getLastDimension());
        return tables.map(all -> unit.fromNats(nats.applyAsDouble(table(all, columns))));
    }

    private static double[][] table(double[] all, int columns) {
        return IntStream.iterate(0, start -> start < all.length, start -> start + columns)
                .mapToObj(start -> Arrays.copyOfRange(all, start, start + columns))
                .toArray(double[][]::new);
    }
}
