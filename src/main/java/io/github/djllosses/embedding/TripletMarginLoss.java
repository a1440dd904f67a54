package io.github.djllosses.embedding;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks that an anchor {@code a} be nearer to a positive {@code p}, which is alike, than to a
 * negative {@code n}, by a margin.
 *
 * <pre>{@code
 * value = max(0, d(a, p) - d(a, n) + margin)
 * d(x, y) = (sum_k |x_k - y_k + epsilon|^p)^(1/p)
 * }</pre>
 *
 * With {@code swap} the negative's distance is the smaller one of {@code d(a, n)} and {@code d(p,
 * n)}. Any other function of two arrays can be the distance. Where the distances differ by exactly
 * the margin, the slope is that of a smaller difference.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>anchors, positives, negatives {@code (N, D)}, also {@code (D)} or
 *     {@code (N, ..., D)}, all of the same shape</td></tr>
 * <tr><td>labels</td><td>none; optionally example weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code (N)}, also {@code ()} or {@code (N, ...)}</td></tr>
 * </table>
 *
 * The mean divides by the number of values, or by the sum of the example weights.
 *
 * <p>Source: {@code torch.nn.TripletMarginLoss} and {@code TripletMarginWithDistanceLoss}; Schroff,
 * Kalenichenko, Philbin, FaceNet, 2015; Balntas et al., Learning Local Feature Descriptors with
 * Triplets, 2016, for the swap.
 */
public final class TripletMarginLoss extends AbstractLoss {

    private static final int[] COMPONENTS = {1};

    private final float margin;
    private final float p;
    private final float epsilon;
    private final boolean swap;
    private final @Nullable BinaryOperator<NDArray> distance;

    /** Creates the loss with all defaults. */
    public TripletMarginLoss() {
        this(builder());
    }

    private TripletMarginLoss(Builder builder) {
        super(builder);
        margin = builder.margin;
        p = builder.p;
        epsilon = builder.epsilon;
        swap = builder.swap;
        distance = builder.distance;
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
        return Arity.of(3, 0).predicting("anchors, positives, negatives");
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        return Evaluation.vectors(in, x -> terms(in, x.get(0), x.get(1), x.get(2)));
    }

    private Terms terms(Inputs in, NDArray anchor, NDArray positive, NDArray negative) {
        NDArray near = distance(in, anchor, positive);
        NDArray far = distance(in, anchor, negative);
        if (swap) {
            far = far.minimum(distance(in, positive, negative));
        }
        return Terms.closedForm(near.sub(far), this::formula);
    }

    private ValueAndGradient formula(NDArray difference) {
        NDArray lack = difference.add(Numbers.scalar(difference, margin));
        NDArray counts = lack.gte(0).toType(difference.getDataType(), false);
        return new ValueAndGradient(Activation.relu(lack), counts);
    }

    private NDArray distance(Inputs in, NDArray x, NDArray y) {
        NDArray distances = distance == null ? norm(x, y) : distance.apply(x, y);
        if (distances.size() != x.getShape().get(0)) {
            throw in.error(
                    "the distance of %s and %s has the shape %s, expected one number per row",
                    x.getShape(), y.getShape(), distances.getShape());
        }
        return distances.reshape(-1);
    }

    private NDArray norm(NDArray x, NDArray y) {
        NDArray d = x.sub(y).add(Numbers.scalar(x, epsilon));
        if (p == 2) {
            return d.mul(d).sum(COMPONENTS).sqrt();
        }
        NDArray sizes = d.abs();
        if (p == 1) {
            return sizes.sum(COMPONENTS);
        }
        return p == Float.POSITIVE_INFINITY
                ? sizes.max(COMPONENTS)
                : sizes.pow(Numbers.scalar(x, p)).sum(COMPONENTS).pow(Numbers.scalar(x, 1.0 / p));
    }

    /** The options of {@link TripletMarginLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private float margin = 1;
        private float p = 2;
        private float epsilon = 1e-6f;
        private boolean swap;
        private @Nullable BinaryOperator<NDArray> distance;

        Builder() {
            super(TripletMarginLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets by how much nearer the positive should be.
         *
         * @param margin the margin, finite, above 0; 1 by default
         * @return this builder
         */
        public Builder optMargin(float margin) {
            check(
                    margin > 0 && margin < Float.POSITIVE_INFINITY,
                    "margin",
                    margin,
                    "a finite margin > 0");
            this.margin = margin;
            return changed("margin", margin, 1f);
        }

        /**
         * Sets the norm of the distance: 1 for the sum of the differences, 2 for the length,
         * infinity for the largest difference.
         *
         * @param p the exponent, at least 1, perhaps infinite; 2 by default
         * @return this builder
         */
        public Builder optP(float p) {
            check(p >= 1, "p", p, "an exponent >= 1");
            this.p = p;
            return changed("p", p, 2f);
        }

        /**
         * Sets the number that is added to every difference, so that the distance of equal vectors
         * has a derivative.
         *
         * @param epsilon the number, finite, not negative; 1e-6 by default
         * @return this builder
         */
        public Builder optEpsilon(float epsilon) {
            check(
                    epsilon >= 0 && epsilon < Float.POSITIVE_INFINITY,
                    "epsilon",
                    epsilon,
                    "a finite number >= 0");
            this.epsilon = epsilon;
            return changed("epsilon", epsilon, 1e-6f);
        }

        /**
         * Sets whether the negative's distance from the positive counts where it is the smaller.
         *
         * @param swap whether it does; false by default
         * @return this builder
         */
        public Builder optSwap(boolean swap) {
            this.swap = swap;
            return changed("swap", swap, false);
        }

        /**
         * Sets the distance.
         *
         * @param distance a differentiable function of two arrays (rows, D) that returns one number
         *     per row; by default the norm that {@link #optP} and {@link #optEpsilon} describe
         * @return this builder
         */
        public Builder optDistance(BinaryOperator<NDArray> distance) {
            check(distance != null, "distance", distance, "a function of two arrays");
            this.distance = distance;
            return changed("distance", "custom", "");
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public TripletMarginLoss build() {
            return new TripletMarginLoss(this);
        }
    }
}
