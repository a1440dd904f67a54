package io.github.djllosses.embedding;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Contrastive loss of embeddings with classes: those of the same class attract, all others repel.
 *
 * <pre>{@code
 * s_ij = cos(x_i, x_j) / temperature
 * value_i = -mean over j != i of the class of i of  log(e^s_ij / sum over k != i of e^s_ik)
 * }</pre>
 *
 * An example that is alone in its class has no value as an anchor: it counts 0, also in the
 * divisor, and is a negative of the others.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>embeddings {@code (N, D)}</td></tr>
 * <tr><td>labels</td><td>class indices {@code (N)}: any integers or whole floating point numbers;
 *     then optionally example weights {@code (N)}: an example of weight 0 is no positive or
 *     negative of the others either</td></tr>
 * <tr><td>values</td><td>{@code (N)}</td></tr>
 * </table>
 *
 * The mean divides by the number of anchors, or by the sum of their example weights. A micro-batch
 * sees the examples in it alone, so the loss of a batch is not that of its parts. Labels are
 * constants. Unit: nats.
 *
 * <p>Source: Khosla et al., Supervised Contrastive Learning, 2020, the variant "out".
 */
public final class SupervisedContrastiveLoss extends AbstractLoss {

    private final float temperature;

    /** Creates the loss with all defaults. */
    public SupervisedContrastiveLoss() {
        this(builder());
    }

    private SupervisedContrastiveLoss(Builder builder) {
        super(builder);
        temperature = builder.temperature();
    }

    /**
     * Returns a builder with every option at its default.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        Cosines.check(in);
        ClassAxis axis = ClassAxis.of(in, -1);
        double[] classes = classes(in, in.labelOfValues(0, axis.rows()));
        NDArray weights = in.exampleWeights(axis.rows());
        double[] examples = weights == null ? ones(classes.length) : Numbers.toDoubles(weights);
        double[][] positives = positives(classes, examples);
        double[] anchors = anchors(positives, examples);

        return Evaluation.rows(
                in,
                axis,
                null,
                () -> Arrays.stream(anchors).sum(),
                x ->
                        terms(in.masked(x, weights, 1), positives, weights)
                                .times(Numbers.array(x, anchors)));
    }

    private static double[] classes(Inputs in, NDArray label) {
        double[] classes = Numbers.toDoubles(label);
        for (double index : classes) {
            if (index != Math.rint(index)) {
                throw in.error("labels[0] %s holds %s, not a class index", label.getShape(), index);
            }
        }
        return classes;
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Returns the share that each example has in the mean over the positives of each anchor. */
    private static double[][] positives(double[] classes, double[] weights) {
        int n = classes.length;
        double[][] shares = new double[n][n];
        for (int i = 0; i < n; i++) {
            int count = 0;
            for (int j = 0; j < n; j++) {
                boolean positive = i != j && classes[i] == classes[j] && weights[j] != 0;
                shares[i][j] = positive ? 1 : 0;
                count += positive ? 1 : 0;
            }
            for (int j = 0; j < n && count > 0; j++) {
                shares[i][j] /= count;
            }
        }
        return shares;
    }

    /** Returns the weights of the anchors, 0 where there is no positive. */
    private static double[] anchors(double[][] positives, double[] weights) {
        double[] anchors = weights.clone();
        for (int i = 0; i < anchors.length; i++) {
            anchors[i] *= Arrays.stream(positives[i]).anyMatch(share -> share > 0) ? 1 : 0;
        }
        return anchors;
    }

    private Terms terms(NDArray x, double[][] positives, @Nullable NDArray weights) {
        NDArray s = Cosines.tempered(x, x, temperature);
        NDArray others = s.add(Cosines.absent(s, weights)).add(Cosines.withoutDiagonal(s));
        double[] shares = Arrays.stream(positives).flatMapToDouble(Arrays::stream).toArray();
        NDArray targets = Numbers.array(x, shares).reshape(s.getShape());
        return Terms.minusInnerProduct(targets, others.logSoftmax(1));
    }

    /** The options of {@link SupervisedContrastiveLoss}. */
    public static final class Builder extends TemperatureBuilder<Builder> {

        Builder() {
            super(SupervisedContrastiveLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public SupervisedContrastiveLoss build() {
            return new SupervisedContrastiveLoss(this);
        }
    }
}
