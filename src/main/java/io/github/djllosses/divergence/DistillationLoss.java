package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Arity;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.ClassAxisBuilder;
import io.github.djllosses.core.ClassLabels;
import io.github.djllosses.core.ClassOptions;
import io.github.djllosses.core.ClassWeights;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.SoftmaxCrossEntropy;
import io.github.djllosses.core.Terms;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Knowledge distillation: a student learns from the labels and from what a teacher makes of the
 * same examples.
 *
 * <pre>{@code
 * value = (1 - alpha) H(t, softmax(x)) + alpha T^2 D(softmax(z / T), softmax(x / T))
 *
 * x, z = logits of student and teacher, t = class labels, H = cross-entropy, T = temperature
 *
 * D = KL(teacher, student), KL(student, teacher) or Jensen-Shannon
 * }</pre>
 *
 * The temperature softens both distributions, so that the student sees what the teacher thinks of
 * the wrong classes; its square keeps the gradients of both parts of one size.
 *
 * <table>
 * <caption>Shapes, for classes along the last axis</caption>
 * <tr><th>array</th><th>shape</th></tr>
 * <tr><td>predictions</td><td>the logits of the student {@code (C)}, {@code (N, C)}, {@code (N,
 *     ..., C)}</td></tr>
 * <tr><td>labels</td><td>class indices {@code ()}, {@code (N)}, {@code (N, ...)} or distributions
 *     of the shape of the predictions; the logits of the teacher, of the shape of the predictions;
 *     then optionally example weights of the shape of the values</td></tr>
 * <tr><td>values</td><td>{@code ()}, {@code (N)}, {@code (N, ...)}</td></tr>
 * </table>
 *
 * The mean divides by the number of distributions, or by the sum of the example weights. Labels and
 * teacher are constants. Unit: nats.
 *
 * <p>Source: Hinton, Vinyals, Dean, Distilling the Knowledge in a Neural Network, 2015.
 */
public final class DistillationLoss extends AbstractLoss {

    /** How the student is compared with the teacher. */
    public enum Objective {
        /** {@code KL(teacher, student)}: the student covers all that the teacher believes in. */
        FORWARD_KL,
        /** {@code KL(student, teacher)}: the student keeps to what the teacher believes in. */
        REVERSE_KL,
        /** The Jensen-Shannon divergence: symmetric and bounded. */
        JENSEN_SHANNON
    }

    private static final int[] CLASSES = {1};

    private static final JensenShannonLoss JENSEN_SHANNON =
            JensenShannonLoss.builder()
                    .optLabelEncoding(Encoding.LOGITS)
                    .optPredictionEncoding(Encoding.LOGITS)
                    .build();

    private final ClassOptions classes;
    private final float temperature;
    private final float alpha;
    private final Objective objective;

    /** Creates the loss with all defaults. */
    public DistillationLoss() {
        this(builder());
    }

    private DistillationLoss(Builder builder) {
        super(builder);
        classes = new ClassOptions(builder.classAxis(), ClassWeights.NONE, null);
        temperature = builder.temperature;
        alpha = builder.alpha;
        objective = builder.objective;
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
        return Arity.of(1, 2).labelled("classes or distributions, logits of the teacher");
    }

    @Override
    protected Evaluation prepare(Inputs in) {
        ClassLabels labels = ClassLabels.of(in, classes);
        ClassAxis axis = ClassAxis.of(in, classes.classAxis());
        NDArray teacher = axis.matrix(in.maskedLabel(1, axis));

        return labels.evaluation(
                student -> {
                    Terms hard = Terms.closedForm(student, (x, from) -> ofLabels(labels, x, from));
                    Terms soft = Terms.closedForm(student, teacher, this::ofTeacher);
                    // what has no share may be infinite
                    return alpha == 0 ? hard : alpha == 1 ? soft : Terms.plus(hard, soft);
                });
    }

    private ValueAndGradient ofLabels(ClassLabels labels, NDArray student, long from) {
        NDArray share = Numbers.scalar(student, 1.0 - alpha);
        return SoftmaxCrossEntropy.of(labels.targets(0, student, from).mul(share), student);
    }

    private ValueAndGradient ofTeacher(NDArray student, NDArray teacher) {
        ValueAndGradient divergence =
                switch (objective) {
                    case FORWARD_KL -> LogitDivergence.forward(teacher, student, temperature);
                    case REVERSE_KL -> LogitDivergence.reverse(teacher, student, temperature);
                    case JENSEN_SHANNON -> jensenShannon(student, teacher);
                };
        NDArray share = Numbers.scalar(student, alpha);
        return new ValueAndGradient(
                divergence.values().muli(share), divergence.gradient().muli(share));
    }

    private ValueAndGradient jensenShannon(NDArray student, NDArray teacher) {
        NDArray x = belowTop(student);
        NDArray t = Numbers.scalar(x, temperature);
        ValueAndGradient softened = JENSEN_SHANNON.formula(x.divi(t), belowTop(teacher).divi(t));
        // the logits were divided by t, the divergence is multiplied by its square
        return new ValueAndGradient(softened.values().muli(t).muli(t), softened.gradient().muli(t))
                .toType(student.getDataType());
    }

    /** Shifts logits so that a quotient does not round away what a common offset has left. */
    private static NDArray belowTop(NDArray logits) {
        NDArray x = logits.toType(DataType.FLOAT64, false);
        return x.sub(x.max(CLASSES, true));
    }

    /** The options of {@link DistillationLoss}. */
    public static final class Builder extends ClassAxisBuilder<Builder> {

        private float temperature = 2;
        private float alpha = 0.5f;
        private Objective objective = Objective.FORWARD_KL;

        Builder() {
            super(DistillationLoss.class);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the temperature by which the logits of student and teacher are divided.
         *
         * @param temperature the temperature, finite, above 0; 2 by default
         * @return this builder
         */
        public Builder optTemperature(float temperature) {
            check(
                    temperature > 0 && temperature < Float.POSITIVE_INFINITY,
                    "temperature",
                    temperature,
                    "a finite temperature > 0");
            this.temperature = temperature;
            return changed("temperature", temperature, 2f);
        }

        /**
         * Sets the share of the teacher; the labels have the rest.
         *
         * @param alpha the share, in [0, 1]; 0.5 by default
         * @return this builder
         */
        public Builder optAlpha(float alpha) {
            check(alpha >= 0 && alpha <= 1, "alpha", alpha, "a share in [0, 1]");
            this.alpha = alpha;
            return changed("alpha", alpha, 0.5f);
        }

        /**
         * Sets how the student is compared with the teacher.
         *
         * @param objective the divergence; {@link Objective#FORWARD_KL} by default
         * @return this builder
         */
        public Builder optObjective(Objective objective) {
            check(objective != null, "objective", objective, "an objective");
            this.objective = objective;
            return changed("objective", objective, Objective.FORWARD_KL);
        }

        /**
         * Builds the loss.
         *
         * @return the loss
         */
        public DistillationLoss build() {
            return new DistillationLoss(this);
        }
    }
}
