package io.github.djllosses.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.EpochTotal;
import java.util.Arrays;
import java.util.List;

/**
 * The mean loss of every class by itself: which one the model has not learnt.
 *
 * <pre>{@code
 * PerClassLoss perClass = new PerClassLoss();
 * config.addEvaluator(perClass);
 * ...
 * double[] means = perClass.means("validate/epoch");
 * }</pre>
 *
 * <p>What DJL reports is the mean of these means over the classes that occurred, in which rare
 * classes count as much as frequent ones.
 *
 * <p>Labels are class indices, one for each value of the loss, optionally followed by example
 * weights; an index that is no class, which only a loss with an ignored index accepts, is left out.
 * A class weight in the loss multiplies the mean of its class.
 */
public final class PerClassLoss extends ExactEvaluator {

    private final AbstractLoss loss;

    /** Creates the evaluator on {@link CrossEntropyLoss} with all defaults. */
    public PerClassLoss() {
        this(new CrossEntropyLoss());
    }

    /**
     * Creates the evaluator.
     *
     * @param loss a loss of class indices
     */
    public PerClassLoss(AbstractLoss loss) {
        super("PerClassLoss");
        this.loss = loss;
    }

    @Override
    List<EpochTotal> totals(NDList labels, NDList predictions) {
        try (NDArray array = loss.pointwise(labels, predictions).values()) {
            if (labels.head().size() != array.size()) {
                throw new IllegalArgumentException(
                        String.format(
                                "PerClassLoss: labels[0] %s must be class indices, one for each"
                                        + " value of the loss %s",
                                labels.head().getShape(), array.getShape()));
            }
            double[] values = read(array);
            double[] classes = read(labels.head());
            double[] weights = labels.size() > 1 ? read(labels.get(1)) : ones(values.length);
            long count = values.length == 0 ? 0 : predictions.head().size() / values.length;
            EpochTotal[] totals = new EpochTotal[Math.toIntExact(count)];
            Arrays.fill(totals, EpochTotal.EMPTY.plus(0, 0));
            for (int i = 0; i < values.length; i++) {
                int k = (int) classes[i];
                if (k >= 0 && k < count) {
                    totals[k] = totals[k].plus(values[i], weights[i]);
                }
            }
            return List.of(totals);
        }
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    double result(List<EpochTotal> totals) {
        return Arrays.stream(means(totals)).filter(mean -> !Double.isNaN(mean)).average().orElse(0);
    }

    /**
     * Returns the mean loss of every class over all batches since the accumulator was reset.
     *
     * @param key the key of the accumulator
     * @return one mean per class, NaN where the class did not occur; empty before the first batch
     * @throws IllegalArgumentException if there is no such accumulator
     */
    public double[] means(String key) {
        return means(find(key));
    }

    private static double[] means(List<EpochTotal> totals) {
        return totals.stream()
                .mapToDouble(total -> total.divisor() == 0 ? Double.NaN : total.average())
                .toArray();
    }
}
