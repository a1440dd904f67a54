package io.github.djllosses;

import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.FocalLoss;
import io.github.djllosses.classification.SigmoidFocalLoss;
import io.github.djllosses.classification.SoftMarginLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Reduction;
import io.github.djllosses.divergence.Direction;
import io.github.djllosses.divergence.DivergenceBuilder;
import io.github.djllosses.divergence.HellingerLoss;
import io.github.djllosses.divergence.JeffreysLoss;
import io.github.djllosses.divergence.JensenShannonLoss;
import io.github.djllosses.divergence.KlDivergenceLoss;
import io.github.djllosses.divergence.RenyiDivergenceLoss;
import io.github.djllosses.regression.LogCoshLoss;
import java.util.Arrays;
import java.util.Optional;

/** A loss whose accuracy is promised: what we promise, and what an error is relative to. */
enum Problem {
    CROSS_ENTROPY("CrossEntropy", "Cross-entropy, class indices"),
    CROSS_ENTROPY_MILLION("CrossEntropyMillion", "Cross-entropy, a million classes"),
    BCE_HARD_LABELS("BceHardLabels", "Binary cross-entropy, labels 0 and 1"),
    BCE_SOFT_LABELS("BceSoftLabels", "Binary cross-entropy, labels between 0 and 1"),
    LOG_COSH("LogCosh", "Logarithm of the hyperbolic cosine of an error"),
    KL_FORWARD("KlForward", "KL(p, q) of label p and prediction q, from logits"),
    KL_REVERSE("KlReverse", "KL(q, p) of label p and prediction q, from logits"),
    JENSEN_SHANNON("JensenShannon", "Jensen-Shannon divergence, from logits"),
    HELLINGER("Hellinger", "Squared Hellinger distance, from logits"),
    JEFFREYS("Jeffreys", "Jeffreys divergence, from logits"),
    RENYI("Renyi", "Renyi divergence of order 2.5, from logits"),
    FOCAL("Focal", "Focal loss, class indices"),
    FOCAL_HALF("FocalHalf", "Focal loss, class indices, gamma 0.5"),
    SIGMOID_FOCAL("SigmoidFocal", "Focal loss, labels 0 and 1"),
    SOFT_MARGIN("SoftMargin", "Soft margin, labels -1 and 1");

    private final String file;
    private final String title;

    Problem(String file, String title) {
        this.file = file;
        this.title = title;
    }

    String file() {
        return file;
    }

    String title() {
        return title;
    }

    boolean isDivergence() {
        return compareTo(KL_FORWARD) >= 0 && compareTo(RENYI) <= 0;
    }

    /** Tells whether a row is two sides of the same kind. */
    boolean isOfPairs() {
        return isDivergence() || this == LOG_COSH;
    }

    /** Tells whether there is one logit per row, with a label from 0 to 1. */
    boolean isBinary() {
        return this == BCE_HARD_LABELS || this == BCE_SOFT_LABELS || this == SIGMOID_FOCAL;
    }

    boolean hasOneLogit() {
        return isBinary() || this == SOFT_MARGIN;
    }

    private boolean isFocal() {
        return this == FOCAL || this == FOCAL_HALF || this == SIGMOID_FOCAL;
    }

    /** Builds our loss. */
    AbstractLoss ours(Reduction reduction) {
        if (isDivergence()) {
            return divergence(reduction);
        }
        return switch (this) {
            case LOG_COSH -> LogCoshLoss.builder().optReduction(reduction).build();
            case FOCAL -> FocalLoss.builder().optReduction(reduction).build();
            case FOCAL_HALF -> FocalLoss.builder().optGamma(0.5f).optReduction(reduction).build();
            case SIGMOID_FOCAL -> SigmoidFocalLoss.builder().optReduction(reduction).build();
            case SOFT_MARGIN -> SoftMarginLoss.builder().optReduction(reduction).build();
            case BCE_HARD_LABELS, BCE_SOFT_LABELS ->
                    BceWithLogitsLoss.builder().optReduction(reduction).build();
            default -> CrossEntropyLoss.builder().optReduction(reduction).build();
        };
    }

    private AbstractLoss divergence(Reduction reduction) {
        return switch (this) {
            case JENSEN_SHANNON -> fromLogits(JensenShannonLoss.builder(), reduction).build();
            case HELLINGER -> fromLogits(HellingerLoss.builder(), reduction).build();
            case JEFFREYS -> fromLogits(JeffreysLoss.builder(), reduction).build();
            case RENYI ->
                    fromLogits(RenyiDivergenceLoss.builder(), reduction).optAlpha(2.5f).build();
            default ->
                    fromLogits(KlDivergenceLoss.builder(), reduction)
                            .optDirection(
                                    this == KL_FORWARD ? Direction.FORWARD : Direction.REVERSE)
                            .build();
        };
    }

    private static <B extends DivergenceBuilder<B>> B fromLogits(B builder, Reduction reduction) {
        return builder.optPredictionEncoding(Encoding.LOGITS)
                .optLabelEncoding(Encoding.LOGITS)
                .optReduction(reduction);
    }

    /** Builds DJL's own loss, which averages, where DJL has one. */
    Optional<Loss> djl() {
        if (isOfPairs() || isFocal() || this == SOFT_MARGIN) {
            return Optional.empty();
        }
        return Optional.of(
                isBinary() ? new SigmoidBinaryCrossEntropyLoss() : new SoftmaxCrossEntropyLoss());
    }

    /**
     * Returns what the error of a number is relative to: the number itself; for the gradient of a
     * divergence, which adds up to 0, the largest of its row; for the gradient of a soft binary
     * label, the sizes of the two terms whose difference it is.
     */
    double scale(Truth truth, int i) {
        int gradient = i - truth.values();
        if (gradient >= 0 && isDivergence()) {
            int classes = truth.regime().classes();
            double largest = 0;
            for (int k = 0; k < classes; k++) {
                int at = truth.values() + gradient / classes * classes + k;
                largest = Math.max(largest, Math.abs(truth.exact(at)));
            }
            return largest;
        }
        if (gradient >= 0 && this == BCE_SOFT_LABELS) {
            double x = truth.inputs().x(gradient);
            double y = truth.inputs().label(gradient)[0];
            return (1 - y) / (1 + Math.exp(-x)) + y / (1 + Math.exp(x));
        }
        return Math.abs(truth.exact(i));
    }

    /** Returns the relative error that is promised for a number. */
    double limit(Truth truth, int i) {
        double limit = promise(truth.regime().isFloat64());
        return growsWithLogOdds() ? limit * (Math.abs(logOdds(truth, i)) + 8) : limit;
    }

    /** Describes the relative error that is promised. */
    String limit(boolean float64) {
        String limit = String.valueOf(promise(float64)).replace("E", "e");
        return growsWithLogOdds() ? "(\\|L\\| + 8) * " + limit : limit;
    }

    private boolean growsWithLogOdds() {
        return this == CROSS_ENTROPY || this == CROSS_ENTROPY_MILLION;
    }

    private double promise(boolean float64) {
        if (isDivergence()) {
            boolean isKl = this == KL_FORWARD || this == KL_REVERSE;
            return float64 ? 1e-12 : isKl ? 5e-6 : 2e-6;
        }
        if (this == LOG_COSH) {
            return float64 ? 1e-15 : 5e-7;
        }
        if (isFocal()) {
            return float64 ? 1e-11 : 2e-6;
        }
        if (hasOneLogit()) {
            return float64 ? 1e-10 : 3e-7;
        }
        return float64 ? 2.3e-16 : 1.2e-7;
    }

    /** Returns the log-odds of the probability that a number belongs to. */
    private static double logOdds(Truth truth, int i) {
        TruthInputs inputs = truth.inputs();
        Truth.Regime regime = truth.regime();
        int gradient = i - truth.values();
        if (regime.levels() > 0) {
            return millionLogOdds(truth, i);
        }
        int row = gradient < 0 ? i : gradient / regime.classes();
        int k = gradient < 0 ? (int) inputs.label(row)[0] : gradient % regime.classes();
        double[] x = inputs.prediction(row);
        double own = x[k];
        x[k] = Double.NEGATIVE_INFINITY;
        double top = Arrays.stream(x).max().orElseThrow();
        return own - top - Math.log(Arrays.stream(x).map(other -> Math.exp(other - top)).sum());
    }

    /** From the probability itself: value, gradient at the label, gradients elsewhere. */
    private static double millionLogOdds(Truth truth, int i) {
        if (i == 0) {
            return Math.log(Math.expm1(truth.exact(0)));
        }
        double p = Math.abs(truth.exact(i));
        return Math.log(p) - Math.log1p(-p);
    }
}
