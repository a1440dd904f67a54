package io.github.djllosses.core;

import ai.djl.ndarray.NDList;
import java.util.function.UnaryOperator;

/**
 * A loss as a part of another one.
 *
 * @param name the name of the part
 * @param loss the loss, a mean
 * @param factor what its mean is multiplied by
 * @param labels picks its labels from all of them
 * @param predictions picks its predictions from all of them
 */
public record WeightedLoss(
        String name,
        AbstractLoss loss,
        double factor,
        UnaryOperator<NDList> labels,
        UnaryOperator<NDList> predictions) {

    /** Binds the part to the arguments of the whole. */
    SumOfMeans.Part prepare(Inputs in) {
        if (!Double.isFinite(factor)) {
            throw in.error(
                    "the weight of part \"%s\" is %s, expected a finite weight", name, factor);
        }
        NDList told = labels.apply(new NDList(in.labels()));
        NDList predicted = predictions.apply(new NDList(in.predictions()));
        Evaluation evaluation = loss.prepare(in, "part \"" + name + "\"", told, predicted);
        return new SumOfMeans.Part(
                name, evaluation, evaluation.divisor(), loss.weight(), factor, predicted);
    }
}
