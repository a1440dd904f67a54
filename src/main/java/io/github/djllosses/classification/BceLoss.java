package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.ClassWeights;
import io.github.djllosses.core.ClassWeightsBuilder;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;
import java.util.function.UnaryOperator;

/**
 * Binary cross-entropy between labels {@code y} and probabilities {@code p}.
 *
 * <pre>{@code value = -w_k (y log p + (1 - y) log(1 - p)),    w = class weights}</pre>
 *
 * <p>As in PyTorch a logarithm is never below -100, so a certain and wrong prediction costs 100,
 * and the gradient {@code (1 - y) / (1 - p) - y / p} never divides by less than 1e-12. Use {@link
 * BceWithLogitsLoss} where there are logits: a probability close to 1 has lost its digits already.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>any: probabilities in [0, 1]</td></tr>
 * <tr><td>labels</td><td>the same: numbers in [0, 1], of any data type; then optionally example
 *     weights of the same shape</td></tr>
 * <tr><td>values</td><td>the same</td></tr>
 * </table>
 *
 * <p>The mean divides by the number of elements, or by the sum of the example weights; class
 * weights do not enter it. Labels are constants. Unit: nats.
 *
 * <p>Source: {@code torch.nn.BCELoss}.
 */
public final class BceLoss extends AbstractLoss {

    private static final double LEAST_LOGARITHM = -100;
    private static final double LEAST_PROBABILITY = 1e-12;

    private final int classAxis;
    private final ClassWeights classWeights;

    /** Creates the loss with all defaults. */
    public BceLoss() {
        this(builder());
    }

    private BceLoss(Builder builder) {
        super(builder);
        classAxis = builder.classAxis();
        classWeights = builder.classWeights();
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
        classWeights.check(in, classAxis);

        UnaryOperator<NDArray> rows =
                classWeights.isNone() ? x -> x.reshape(-1) : ClassAxis.of(in, classAxis)::matrix;
        return Evaluation.elementwise(
                in,
                (p, y) -> {
                    in.checkRange("labels[0]", y, 0, 1);
                    in.checkRange("predictions[0]", in.masked(p), 0, 1);
                    return Terms.closedForm(rows.apply(p), rows.apply(y), this::formula);
                });
    }

    private ValueAndGradient formula(NDArray p, NDArray y) {
        NDArray no = y.neg().addi(1);

        NDArray logP = p.log().maximum(LEAST_LOGARITHM);
        NDArray logRest = StableMath.log1p(p.neg()).maximum(LEAST_LOGARITHM);
        NDArray values = y.mul(logP).addi(no.mul(logRest)).negi();
        NDArray gradient =
                no.div(p.neg().addi(1).maximum(LEAST_PROBABILITY))
                        .subi(y.div(p.maximum(LEAST_PROBABILITY)));
        return new ValueAndGradient(classWeights.scale(values, 1), classWeights.scale(gradient, 1));
    }

    /** The options of {@link BceLoss}. */
    public static final class Builder extends ClassWeightsBuilder<Builder> {

        Builder() {
            super(BceLoss.class);
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
        public BceLoss build() {
            return new BceLoss(this);
        }
    }
}
