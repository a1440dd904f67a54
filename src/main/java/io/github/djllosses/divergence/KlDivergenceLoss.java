package io.github.djllosses.divergence;

import static io.github.djllosses.core.StableMath.rowProducts;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;

/**
 * Kullback-Leibler divergence of predicted distributions {@code q} from label distributions {@code
 * p}.
 *
 * <pre>{@code
 * FORWARD  value = KL(p, q) = sum_k p_k (log p_k - log q_k)
 * REVERSE  value = KL(q, p) = sum_k q_k (log q_k - log p_k)
 * }</pre>
 *
 * <p>One value per distribution: the classes are summed, so {@code MEAN} is the true divergence.
 * That is PyTorch's {@code batchmean} on two dimensions; PyTorch's {@code mean} divides by the
 * number of classes as well. {@code 0 log 0 = 0}; where {@code q} is 0 and {@code p} is not, the
 * divergence is infinite.
 *
 * <p>With logits on both sides the value is never negative, 0 for equal distributions, and right to
 * the last digits however near they are. With log-probabilities or probabilities on either side it
 * cannot be: the rounding of the arguments themselves outweighs a divergence below about 1e-6
 * (float32), and may make it negative. Labels that are probabilities are checked to lie in [0, 1];
 * that they add up to 1 is the caller's affair.
 *
 * <p>A temperature {@code T} compares {@code softmax(logits / T)} and multiplies the divergence by
 * {@code T^2}, so that gradients keep their size (Hinton, Vinyals, Dean: Distilling the Knowledge
 * in a Neural Network, 2015).
 *
 * <table>
 * <caption>Shapes, for classes along the last axis</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>{@code (C)}, {@code (N, C)}, {@code (N, ..., C)}: log-probabilities,
 *     or what {@link DivergenceBuilder#optPredictionEncoding} says</td></tr>
 * <tr><td>labels</td><td>the same: probabilities, or what {@link DivergenceBuilder#optLabelEncoding} says;
 *     then optionally example weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * <p>The mean divides by the number of distributions, or by the sum of the example weights. Labels
 * are constants. Unit: nats.
 *
 * <p>Source: Kullback and Leibler, On Information and Sufficiency, 1951; {@code
 * torch.nn.KLDivLoss}.
 */
public final class KlDivergenceLoss extends AbstractLoss {

    private static final int[] CLASSES = {1};

    private final int classAxis;
    private final Encoding predictionEncoding;
    private final Encoding labelEncoding;
    private final Direction direction;
    private final float temperature;

    /** Creates the loss with all defaults: log-probabilities against probabilities, averaged. */
    public KlDivergenceLoss() {
        this(builder());
    }

    private KlDivergenceLoss(Builder builder) {
        super(builder);
        classAxis = builder.classAxis();
        predictionEncoding = builder.predictionEncoding();
        labelEncoding = builder.labelEncoding();
        direction = builder.direction;
        temperature = builder.temperature;
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
        ClassAxis axis = ClassAxis.of(in, classAxis);

        return Evaluation.distributions(
                in,
                axis,
                (q, p) -> {
                    in.checkProbabilities("labels[0]", p, labelEncoding);
                    return terms(p, q);
                });
    }

    private Terms terms(NDArray label, NDArray prediction) {
        boolean forward = direction == Direction.FORWARD;
        if (labelEncoding == Encoding.LOGITS && predictionEncoding == Encoding.LOGITS) {
            return Terms.closedForm(
                    prediction,
                    label,
                    forward
                            ? (b, a) -> LogitDivergence.forward(a, b, temperature)
                            : (b, a) -> LogitDivergence.reverse(a, b, temperature));
        }
        if (!forward) {
            return reverse(label, prediction);
        }
        NDArray p = labelEncoding.probabilities(label, 1);
        return predictionEncoding == Encoding.LOG_PROBABILITIES
                ? Terms.minusInnerProduct(
                        p, prediction, label, (a, logQ, y) -> rowProducts(a, logP(y).sub(logQ)))
                : forward(label, prediction);
    }

    private Terms forward(NDArray label, NDArray prediction) {
        NDArray p = labelEncoding.probabilities(label, 1);
        NDArray logQ = predictionEncoding.logProbabilities(prediction, 1);
        return Terms.minusInnerProduct(p, logQ.sub(logP(label)));
    }

    private Terms reverse(NDArray label, NDArray prediction) {
        NDArray q = predictionEncoding.probabilities(prediction, 1);
        NDArray logQ = predictionEncoding.logProbabilities(prediction, 1);
        NDArray logP = labelEncoding.logProbabilities(label, 1);
        return Terms.of(StableMath.product(q, logQ.sub(logP)).sum(CLASSES));
    }

    /** Returns a logarithm that is finite where {@code p} is 0 and so does not count. */
    private NDArray logP(NDArray label) {
        return labelEncoding == Encoding.PROBABILITIES
                ? StableMath.logOfNormal(label)
                : labelEncoding.logProbabilities(label, 1);
    }

    /** The options of {@link KlDivergenceLoss}. */
    public static final class Builder extends DivergenceBuilder<Builder> {

        private Direction direction = Direction.FORWARD;
        private float temperature = 1;

        Builder() {
            super(KlDivergenceLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the direction of the divergence, which is not symmetric.
         *
         * @param direction the direction; {@link Direction#FORWARD} by default
         * @return this builder
         */
        public Builder optDirection(Direction direction) {
            check(direction != null, "direction", direction, "FORWARD or REVERSE");
            this.direction = direction;
            return changed("direction", direction, Direction.FORWARD);
        }

        /**
         * Sets the temperature by which logits are divided. It needs logits on both sides, and its
         * square multiplies the divergence.
         *
         * @param temperature the temperature, above 0; 1 by default
         * @return this builder
         */
        public Builder optTemperature(float temperature) {
            check(
                    temperature > 0 && temperature < Float.POSITIVE_INFINITY,
                    "temperature",
                    temperature,
                    "a finite temperature > 0");
            this.temperature = temperature;
            return changed("temperature", temperature, 1f);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         * @throws IllegalArgumentException if there is a temperature but not logits on both sides
         */
        public KlDivergenceLoss build() {
            check(
                    temperature == 1 || isOfLogits(),
                    "temperature",
                    temperature,
                    "1 unless predictionEncoding and labelEncoding are both LOGITS, since only"
                            + " logits can be divided by it");
            return new KlDivergenceLoss(this);
        }
    }
}
