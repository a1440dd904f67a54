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
        NDList told = pick(in, "labels", labels, in.labels());
        NDList predicted = pick(in, "predictions", predictions, in.predictions());
        Evaluation evaluation = loss.prepare(in, "part \"" + name + "\"", told, predicted);
        return new SumOfMeans.Part(
                name, evaluation, evaluation.divisor(), loss.weight(), factor, predicted);
    }

    private NDList pick(Inputs in, String what, UnaryOperator<NDList> selector, NDList all) {
        try {
            return selector.apply(new NDList(all));
        } catch (IndexOutOfBoundsException e) {
            throw in.error(
                    "the %s of part \"%s\" are picked from %d arrays, which lack one: %s",
                    what, name, all.size(), e.getMessage());
        }
    }
}
