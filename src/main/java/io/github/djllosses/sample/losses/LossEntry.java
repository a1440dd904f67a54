package io.github.djllosses.sample.losses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Pointwise;
import io.github.djllosses.sample.learning.Fit;
import java.util.List;
import java.util.Optional;

/**
 * A loss of this library.
 *
 * @param type its class
 * @param fit how a classifier learns with it; empty if it is not for classes
 * @param sample arguments to show it with
 */
public record LossEntry(Class<? extends AbstractLoss> type, Optional<Fit> fit, Sample sample) {

    /**
     * Returns the name of the loss.
     *
     * @return the simple name of its class
     */
    public String name() {
        return type.getSimpleName();
    }

    /** Returns the package of the loss, the last part of it. */
    String family() {
        String name = type.getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** What a loss makes of its sample. */
    record Worked(Numbers values, double divisor, double loss) {}

    Worked work(AbstractLoss loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList labels = arrays(manager, sample.labels());
            NDList predictions = arrays(manager, sample.predictions());
            Pointwise values = loss.pointwise(labels, predictions);
            NDArray mean = loss.evaluate(labels, predictions);
            return new Worked(Numbers.of(values.values()), values.divisor(), mean.getFloat());
        }
    }

    private static NDList arrays(NDManager manager, List<Numbers> numbers) {
        NDList arrays = new NDList();
        numbers.forEach(each -> arrays.add(each.array(manager)));
        return arrays;
    }
}
