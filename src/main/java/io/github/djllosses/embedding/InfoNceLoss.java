package io.github.djllosses.embedding;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Terms;
import org.jspecify.annotations.Nullable;

/**
 * Contrastive loss of two views of the same examples: each view should find its other among all
 * others.
 *
 * <pre>{@code
 * s_ij = cos(x_i, y_j) / temperature
 * value_i = -log(e^s_ii / sum_j e^s_ij)
 * }</pre>
 *
 * Row {@code i} of the first prediction is a query whose key is row {@code i} of the second; the
 * keys of the other examples are its negatives. For the symmetric loss of CLIP add the loss with
 * the predictions exchanged, each with weight 1/2.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>queries {@code x (N, D)}, keys {@code y (N, D)}</td></tr>
 * <tr><td>labels</td><td>none; optionally example weights {@code (N)}: an example of weight 0 is
 *     no negative of the others either</td></tr>
 * <tr><td>values</td><td>{@code (N)}</td></tr>
 * </table>
 *
 * The mean divides by the number of queries, or by the sum of the example weights. A micro-batch
 * sees the negatives in it alone, so the loss of a batch is not that of its parts. Unit: nats.
 *
 * <p>Source: van den Oord, Li, Vinyals, Representation Learning with Contrastive Predictive Coding,
 * 2018; Chen et al., SimCLR, 2020, for the cosine.
 */
public final class InfoNceLoss extends AbstractLoss {

    private final float temperature;

    /** Creates the loss with all defaults. */
    public InfoNceLoss() {
        this(builder());
    }

    private InfoNceLoss(Builder builder) {
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
    protected Arity arity(int labels) {
        return Arity.of(2, 0).predicting("queries, keys");
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        Cosines.check(in);
        NDArray weights = in.exampleWeights(in.prediction().getShape().slice(0, 1));

        return Evaluation.vectors(in, x -> terms(x.get(0), x.get(1), weights));
    }

    private Terms terms(NDArray queries, NDArray keys, @Nullable NDArray weights) {
        NDArray s = Cosines.tempered(queries, keys, temperature);
        NDArray logP = s.add(Cosines.absent(s, weights)).logSoftmax(1);
        NDArray own = s.getManager().eye((int) s.getShape().get(0)).toType(s.getDataType(), false);
        return Terms.minusInnerProduct(own.toDevice(s.getDevice(), false), logP);
    }

    /** The options of {@link InfoNceLoss}. */
    public static final class Builder extends TemperatureBuilder<Builder> {

        Builder() {
            super(InfoNceLoss.class);
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
        public InfoNceLoss build() {
            return new InfoNceLoss(this);
        }
    }
}
