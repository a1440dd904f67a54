package io.github.djllosses.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.EpochTotal;
import io.github.djllosses.core.Pointwise;
import java.util.Arrays;
import java.util.List;

/** A function of the mean of a loss over all that counts. */
abstract class MeanLossEvaluator extends ExactEvaluator {

    private final AbstractLoss loss;

    MeanLossEvaluator(String name, AbstractLoss loss) {
        super(name);
        this.loss = loss;
    }

    /** Returns the result for a mean loss. */
    abstract double result(double meanLoss);

    @Override
    final List<EpochTotal> totals(NDList labels, NDList predictions) {
        Pointwise pointwise = loss.pointwise(labels, predictions);
        try (NDArray values = pointwise.values()) {
            double sum = Arrays.stream(read(values)).sum();
            return List.of(EpochTotal.EMPTY.plus(sum, pointwise.divisor()));
        }
    }

    @Override
    final double result(List<EpochTotal> totals) {
        return result(totals.get(0).average());
    }
}
