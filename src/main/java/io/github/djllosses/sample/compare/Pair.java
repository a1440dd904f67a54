package io.github.djllosses.sample.compare;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.divergence.KlDivergenceLoss;
import io.github.djllosses.sample.learning.Batch;
import io.github.djllosses.sample.learning.LabelKind;
import java.util.List;
import java.util.function.Supplier;

/**
 * A loss of this library and what DJL has in its place.
 *
 * @param name what both measure
 * @param labels how both take their labels
 * @param entropyApart whether DJL's loss is ours plus the entropy of the labels, or equal
 * @param ours makes our loss
 * @param djl makes DJL's loss
 */
record Pair(
        String name,
        LabelKind labels,
        boolean entropyApart,
        Supplier<Loss> ours,
        Supplier<Loss> djl) {

    private static final int CLASS_AXIS = -1;

    /** The pairs, in the order in which they are compared. */
    static final List<Pair> ALL =
            List.of(
                    new Pair(
                            "cross-entropy of class labels",
                            LabelKind.INDEX,
                            false,
                            CrossEntropyLoss::new,
                            SoftmaxCrossEntropyLoss::new),
                    new Pair(
                            "KL divergence from soft labels",
                            LabelKind.SMOOTHED,
                            true,
                            () ->
                                    KlDivergenceLoss.builder()
                                            .optPredictionEncoding(Encoding.LOGITS)
                                            .build(),
                            () ->
                                    new SoftmaxCrossEntropyLoss(
                                            "SoftmaxCrossEntropyLoss", 1, CLASS_AXIS, false, true)),
                    new Pair(
                            "one-against-rest cross-entropy",
                            LabelKind.ONE_HOT,
                            false,
                            BceWithLogitsLoss::new,
                            SigmoidBinaryCrossEntropyLoss::new));

    /** Returns by how much DJL's loss of a batch should exceed ours. */
    double gap(Batch batch) {
        return entropyApart ? Entropy.mean(batch.labels()) : 0;
    }

    /** Returns the probability that the network gives to each class. */
    NDArray probabilities(NDArray scores) {
        return labels == LabelKind.ONE_HOT
                ? Activation.sigmoid(scores) // a question for each class
                : scores.softmax(CLASS_AXIS);
    }

    String oursName() {
        return ours.get().getClass().getSimpleName();
    }

    String djlName() {
        return djl.get().getClass().getSimpleName();
    }
}
