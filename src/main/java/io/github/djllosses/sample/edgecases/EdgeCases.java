package io.github.djllosses.sample.edgecases;

import static io.github.djllosses.sample.edgecases.Truth.binary;
import static io.github.djllosses.sample.edgecases.Truth.binaryGradient;
import static io.github.djllosses.sample.edgecases.Truth.crossEntropy;
import static io.github.djllosses.sample.edgecases.Truth.crossEntropyGradient;
import static io.github.djllosses.sample.edgecases.Truth.mean;

import ai.djl.training.loss.Loss;
import ai.djl.training.loss.MaskedSoftmaxCrossEntropyLoss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.github.djllosses.classification.BceLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.sample.edgecases.Trial.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The inputs of the table. */
public final class EdgeCases {

    private static final float NAN = Float.NaN;
    private static final float INFINITY = Float.POSITIVE_INFINITY;
    private static final int PADDING = -100;

    private EdgeCases() {}

    /**
     * Runs every case.
     *
     * @return the rows of the table
     */
    public static List<EdgeRow> run() {
        return List.of(
                zeroLogits(),
                infiniteLogit(),
                probabilities(),
                confidentRow(),
                confidentGradient(),
                impossibleClass(),
                sequence(),
                classesFirst(),
                oneHot(),
                padding(),
                maskedSequence(),
                ignoredNan(),
                shortLastBatch(),
                emptyBatch(),
                missingLabel(),
                transposedLabels(),
                fractionalLabel(),
                labelOutOfRange());
    }

    private static EdgeRow zeroLogits() {
        return row(
                "logits 0, 0, labels 1, 0: gradient",
                "The slopes of |x| and max(x, 0) at 0 do not add up to sigmoid(0) - y, so a head"
                        + " that starts at zero gets a wrong first step.",
                Outcome.of(binaryGradient(0, true) / 2, binaryGradient(0, false) / 2),
                new SigmoidBinaryCrossEntropyLoss(),
                new BceWithLogitsLoss(),
                Tensor.of(1, 0),
                Tensor.of(0, 0),
                Trial::gradient);
    }

    private static EdgeRow infiniteLogit() {
        return row(
                "logits +inf, 0, labels 1, 0",
                "Infinity minus infinity: one certain (and right) answer spoils the batch.",
                Outcome.of(mean(binary(INFINITY, true), binary(0, false))),
                new SigmoidBinaryCrossEntropyLoss(),
                new BceWithLogitsLoss(),
                Tensor.of(1, 0),
                Tensor.of(INFINITY, 0),
                Trial::value);
    }

    private static EdgeRow probabilities() {
        float yes = 0.9f;
        float no = 0.2f;
        return row(
                "chances 0.9, 0.2, labels 1, 0",
                "With fromSigmoid the sign is lost: training makes the predictions worse.",
                Outcome.of(
                        mean(
                                Truth.binaryOfProbability(yes, true),
                                Truth.binaryOfProbability(no, false))),
                new SigmoidBinaryCrossEntropyLoss("fromSigmoid", 1, true),
                new BceLoss(),
                Tensor.of(1, 0),
                Tensor.of(yes, no),
                Trial::value);
    }

    private static EdgeRow confidentRow() {
        return row(
                "scores (17, 0), label 0",
                "log-softmax rounds the probability to 1 before it takes the logarithm.",
                Outcome.of(crossEntropy(new double[] {17, 0}, 0)),
                new SoftmaxCrossEntropyLoss(),
                new CrossEntropyLoss(),
                Tensor.of(0),
                Tensor.of(17, 0).shaped(1, 2),
                Trial::value);
    }

    private static EdgeRow confidentGradient() {
        return row(
                "the same: gradient",
                "1 - p has no digits left once p rounds to 1: the gradient no longer sums to 0.",
                Outcome.of(crossEntropyGradient(new double[] {17, 0}, 0)),
                new SoftmaxCrossEntropyLoss(),
                new CrossEntropyLoss(),
                Tensor.of(0),
                Tensor.of(17, 0).shaped(1, 2),
                Trial::gradient);
    }

    private static EdgeRow impossibleClass() {
        return row(
                "scores (0, -inf), label dense (1, 0)",
                "0 times infinity: a class that both sides rule out spoils the loss.",
                Outcome.of(crossEntropy(new double[] {0, -INFINITY}, 0)),
                new SoftmaxCrossEntropyLoss("dense", 1, -1, false, true),
                new CrossEntropyLoss(),
                Tensor.of(1, 0).shaped(1, 2),
                Tensor.of(0, -INFINITY).shaped(1, 2),
                Trial::value);
    }

    private static EdgeRow sequence() {
        return row(
                "scores (N,T,C), labels (N,T)",
                "Labels of sequences fail unless N equals T.",
                Outcome.of(
                        mean(
                                crossEntropy(new double[] {1, 2}, 0),
                                crossEntropy(new double[] {3, 5}, 1))),
                new SoftmaxCrossEntropyLoss(),
                new CrossEntropyLoss(),
                Tensor.of(0, 1).shaped(1, 2),
                Tensor.of(1, 2, 3, 5).shaped(1, 2, 2),
                Trial::value);
    }

    private static EdgeRow classesFirst() {
        return row(
                "scores (N,C,T), labels (N,T)",
                "With the classes on axis 1, labels without that axis fail.",
                Outcome.of(
                        mean(
                                crossEntropy(new double[] {1, 4}, 0),
                                crossEntropy(new double[] {2, 5}, 1),
                                crossEntropy(new double[] {3, 7}, 0))),
                new SoftmaxCrossEntropyLoss("classes first", 1, 1, true, true),
                CrossEntropyLoss.builder().optClassAxis(1).build(),
                Tensor.of(0, 1, 0).shaped(1, 3),
                Tensor.of(1, 2, 3, 4, 5, 7).shaped(1, 2, 3),
                Trial::value);
    }

    private static EdgeRow oneHot() {
        return row(
                "scores (1, 3), label one-hot (0, 1)",
                "Without sparseLabel = false its entries are read as class indices.",
                Outcome.of(crossEntropy(new double[] {1, 3}, 1)),
                new SoftmaxCrossEntropyLoss(),
                new CrossEntropyLoss(),
                Tensor.of(0, 1).shaped(1, 2),
                Tensor.of(1, 3).shaped(1, 2),
                Trial::value);
    }

    private static EdgeRow padding() {
        return row(
                "labels 1, -100 (padding)",
                "There is no index to ignore.",
                Outcome.of(crossEntropy(new double[] {1, 3}, 1)),
                new SoftmaxCrossEntropyLoss(),
                CrossEntropyLoss.builder().optIgnoreIndex(PADDING).build(),
                Tensor.of(1, PADDING),
                Tensor.of(1, 3, 2, 4).shaped(2, 2),
                Trial::value);
    }

    private static EdgeRow maskedSequence() {
        Tensor scores = Tensor.of(1, 3, 2, 4).shaped(1, 2, 2);
        Tensor labels = Tensor.of(1, 0).shaped(1, 2);
        Trial djl =
                new Trial(
                        new MaskedSoftmaxCrossEntropyLoss("masked", 1, -1, true, false),
                        List.of(labels, Tensor.of(1)),
                        scores);
        Trial ours =
                new Trial(
                        new CrossEntropyLoss(),
                        List.of(labels, Tensor.of(1, 0).shaped(1, 2)),
                        scores);
        return EdgeRow.of(
                "sequence of 2, the second masked",
                "The masked loss needs an operation that the PyTorch engine lacks.",
                Outcome.of(crossEntropy(new double[] {1, 3}, 1)),
                Outcome.of(djl::value),
                Outcome.of(ours::value));
    }

    private static EdgeRow ignoredNan() {
        double[] gradient = crossEntropyGradient(new double[] {1, 1}, 1);
        return row(
                "labels 1, -100, NaN scores: gradient",
                "There is no index to ignore, whatever the row holds.",
                Outcome.of(gradient[0], gradient[1], 0, 0),
                new SoftmaxCrossEntropyLoss(),
                CrossEntropyLoss.builder().optIgnoreIndex(PADDING).build(),
                Tensor.of(1, PADDING),
                Tensor.of(1, 1, NAN, NAN).shaped(2, 2),
                Trial::gradient);
    }

    private static EdgeRow shortLastBatch() {
        double near = crossEntropy(new double[] {2, 0}, 0);
        double far = crossEntropy(new double[] {2, 0}, 1);
        Function<Loss, double[]> epoch =
                loss ->
                        Trial.epochMean(
                                new Trial(
                                        loss,
                                        List.of(Tensor.of(0, 0, 0)),
                                        Tensor.of(2, 0, 2, 0, 2, 0).shaped(3, 2)),
                                new Trial(
                                        loss, List.of(Tensor.of(1)), Tensor.of(2, 0).shaped(1, 2)));
        return EdgeRow.of(
                "mean of epoch, batches of 3 and 1",
                "The mean of the means of batches: an example in a short batch counts more.",
                Outcome.of(mean(near, near, near, far)),
                Outcome.of(() -> epoch.apply(new SoftmaxCrossEntropyLoss())),
                Outcome.of(() -> epoch.apply(new CrossEntropyLoss())));
    }

    private static EdgeRow emptyBatch() {
        return row(
                "a batch of no rows",
                "The mean of nothing, which makes the whole epoch NaN.",
                Outcome.of(0),
                new SoftmaxCrossEntropyLoss(),
                new CrossEntropyLoss(),
                Tensor.of(),
                Tensor.of().shaped(0, 2),
                Trial::value);
    }

    private static EdgeRow missingLabel() {
        return row(
                "3 rows of scores, labels (2,1)",
                "A row is dropped without a word.",
                Outcome.REFUSAL,
                new SoftmaxCrossEntropyLoss(),
                new CrossEntropyLoss(),
                Tensor.of(0, 1).shaped(2, 1),
                Tensor.of(1, 2, 3, 4, 5, 6).shaped(3, 2),
                Trial::value);
    }

    private static EdgeRow transposedLabels() {
        return row(
                "labels (3,2) for logits (2,3)",
                "The labels are reshaped without a word, so that they meet the wrong logits.",
                Outcome.REFUSAL,
                new SigmoidBinaryCrossEntropyLoss(),
                new BceWithLogitsLoss(),
                Tensor.of(1, 0, 0, 1, 1, 0).shaped(3, 2),
                Tensor.of(1, 2, 3, 4, 5, 6).shaped(2, 3),
                Trial::value);
    }

    private static EdgeRow fractionalLabel() {
        return row(
                "label 2.7 as class index",
                "It is cut to 2 without a word.",
                Outcome.REFUSAL,
                new SoftmaxCrossEntropyLoss(),
                new CrossEntropyLoss(),
                Tensor.of(2.7f),
                Tensor.of(1, 2, 3).shaped(1, 3),
                Trial::value);
    }

    private static EdgeRow labelOutOfRange() {
        return row(
                "label 5 of 3 classes",
                "It is taken for a class.",
                Outcome.REFUSAL,
                new SoftmaxCrossEntropyLoss(),
                new CrossEntropyLoss(),
                Tensor.of(5),
                Tensor.of(1, 2, 3).shaped(1, 3),
                Trial::value);
    }

    private static EdgeRow row(
            String title,
            String flaw,
            Outcome truth,
            Loss djl,
            Loss ours,
            Tensor labels,
            Tensor scores,
            Function<Trial, double[]> asked) {
        BiFunction<Loss, Function<Trial, double[]>, Outcome> run =
                (loss, what) ->
                        Outcome.of(() -> what.apply(new Trial(loss, List.of(labels), scores)));
        return EdgeRow.of(title, flaw, truth, run.apply(djl, asked), run.apply(ours, asked));
    }
}
