package io.github.djllosses.composition;

import ai.djl.ndarray.NDList;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.core.WeightedLoss;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A weighted sum of losses, with weights that may change during training.
 *
 * <pre>{@code
 * value = sum_k w_k(step) mean_k
 *
 * CompositeLoss loss = CompositeLoss.builder()
 *         .addPart("classes", new CrossEntropyLoss(), step -> 1,
 *                 labels -> labels.subNDList(0, 1), predictions -> predictions.subNDList(0, 1))
 *         .addPart("boxes", new SmoothL1Loss(), step -> Math.min(1, step / 1000.0),
 *                 labels -> labels.subNDList(1), predictions -> predictions.subNDList(1))
 *         .build();
 * }</pre>
 *
 * <p>Every part divides by its own divisor, so the parts need neither the same shape nor the same
 * weights. A part gets all labels and all predictions unless it is added with selectors. Example
 * weights are a label of the part like any other: one array more than it needs.
 *
 * <p><b>What the divisor means here.</b> It is that of the first part of which anything counts, and
 * the sum of a batch is its value times that. So sums over micro-batches with the divisor of the
 * whole, shards, and epoch averages are exact where the divisors of the parts keep their ratio from
 * batch to batch, as counts of examples and of their elements do. Where they do not, for instance
 * because each part ignores other labels, they are not: then accumulate each part by itself.
 *
 * <p>{@link #pointwise} needs parts whose values have the same shape; it scales them to the divisor
 * of the first part.
 *
 * <p><b>Steps.</b> Weights that are functions see the number that {@link #setStep} was last given,
 * of a training step or of an epoch as you like; 0 at first.
 */
public final class CompositeLoss extends AbstractLoss {

    private static final Fixed ONE = new Fixed(1);

    private final List<Part> parts;
    private volatile long step;
    private volatile Map<String, Double> latest = Map.of();

    private CompositeLoss(Builder builder) {
        super(builder);
        parts = List.copyOf(builder.parts);
    }

    /**
     * Returns a builder without parts.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Sets the number that the weights of the parts are computed from.
     *
     * @param step the number of the training step or epoch
     */
    public void setStep(long step) {
        this.step = step;
    }

    /**
     * Returns the mean of every part in the latest evaluation, before it is multiplied by its
     * weight. With several threads they all come from the same evaluation, whichever ended last.
     *
     * @return the means by the names of the parts, unmodifiable; empty before the first evaluation
     */
    public Map<String, Double> partValues() {
        return latest;
    }

    @Override
    protected Arity arity(int labels) {
        return Arity.of(Arity.ANY, labels);
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        long now = step;
        return Evaluation.sumOfMeans(
                in,
                parts.stream().map(part -> part.at(now)).toList(),
                means -> latest = Collections.unmodifiableMap(means));
    }

    private record Part(
            String name,
            AbstractLoss loss,
            LongToDoubleFunction weight,
            UnaryOperator<NDList> labels,
            UnaryOperator<NDList> predictions) {

        WeightedLoss at(long step) {
            return new WeightedLoss(name, loss, weight.applyAsDouble(step), labels, predictions);
        }

        @Override
        public String toString() {
            String factor = weight instanceof Fixed ? weight.toString() : "scheduled";
            return name + ": " + (weight.equals(ONE) ? "" : factor + " x ") + loss;
        }
    }

    /** A weight that stays as it is. */
    private record Fixed(float weight) implements LongToDoubleFunction {

        @Override
        public double applyAsDouble(long step) {
            return weight;
        }

        @Override
        public String toString() {
            return String.valueOf(weight);
        }
    }

    /** The parts and options of {@link CompositeLoss}. */
    public static final class Builder extends LossBuilder<Builder> {

        private final List<Part> parts = new ArrayList<>();

        Builder() {
            super(CompositeLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Adds a loss with the weight 1 that gets all labels and predictions.
         *
         * @param name the name of the part, different from the others
         * @param loss the loss, reduced by its mean
         * @return this builder
         */
        public Builder addPart(String name, AbstractLoss loss) {
            return addPart(name, loss, 1);
        }

        /**
         * Adds a loss with a fixed weight that gets all labels and predictions.
         *
         * @param name the name of the part, different from the others
         * @param loss the loss, reduced by its mean
         * @param weight the weight, finite
         * @return this builder
         */
        public Builder addPart(String name, AbstractLoss loss, float weight) {
            check(Float.isFinite(weight), "the weight of " + name, weight, "a finite weight");
            return addPart(name, loss, new Fixed(weight));
        }

        /**
         * Adds a loss whose weight changes that gets all labels and predictions.
         *
         * @param name the name of the part, different from the others
         * @param loss the loss, reduced by its mean
         * @param weight the weight as a function of {@link CompositeLoss#setStep}
         * @return this builder
         */
        public Builder addPart(String name, AbstractLoss loss, LongToDoubleFunction weight) {
            return addPart(name, loss, weight, UnaryOperator.identity(), UnaryOperator.identity());
        }

        /**
         * Adds a loss that gets some of the labels and predictions.
         *
         * @param name the name of the part, different from the others
         * @param loss the loss, reduced by its mean
         * @param weight the weight as a function of {@link CompositeLoss#setStep}
         * @param labels picks its labels from all of them; it may compute others
         * @param predictions picks its predictions from all of them; it may compute others
         * @return this builder
         */
        public Builder addPart(
                String name,
                AbstractLoss loss,
                LongToDoubleFunction weight,
                UnaryOperator<NDList> labels,
                UnaryOperator<NDList> predictions) {
            check(name != null && !name.isBlank(), "part", name, "a name that is not blank");
            check(
                    parts.stream().noneMatch(part -> part.name().equals(name)),
                    "part",
                    name,
                    "a name that no other part has");
            check(loss != null && loss.isMean(), name, loss, "a loss whose reduction is MEAN");
            check(weight != null, "the weight of " + name, weight, "a weight");
            check(labels != null, "labels of " + name, labels, "a selector");
            check(predictions != null, "predictions of " + name, predictions, "a selector");
            parts.add(new Part(name, loss, weight, labels, predictions));
            String described = parts.stream().map(Part::toString).collect(Collectors.joining(", "));
            return changed("parts", "[" + described + "]", "[]");
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         * @throws IllegalArgumentException if there is no part
         */
        public CompositeLoss build() {
            check(!parts.isEmpty(), "parts", parts, "at least one part");
            return new CompositeLoss(this);
        }
    }
}
