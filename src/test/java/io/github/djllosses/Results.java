package io.github.djllosses;

import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Reduction;
import java.util.Arrays;

/** What a loss makes of the inputs of a {@link Truth}, in the order of its numbers. */
final class Results {

    private Results() {}

    /** Our values before reduction, and the gradient of their sum as training takes it. */
    static double[] ours(Truth truth) {
        AbstractLoss sum = truth.problem().ours(Reduction.SUM);
        Outcome values = Outcome.pointwise(sum, all(truth));
        Outcome gradient = Outcome.evaluated(sum, all(truth));
        return inOrder(truth, values.result(), gradient.gradient());
    }

    /** Our values before reduction, and their gradient. */
    static double[] pointwise(Truth truth) {
        Outcome outcome = Outcome.pointwise(truth.problem().ours(Reduction.SUM), all(truth));
        return inOrder(truth, outcome.result(), outcome.gradient());
    }

    /** DJL's own mean of every row by itself, and the gradient of its mean of all. */
    static double[] djl(Truth truth, Loss mean) {
        double[] values = new double[truth.values()];
        Arrays.setAll(values, row -> Outcome.value(mean, rows(truth, row, row + 1)));
        double[] gradient = Outcome.evaluated(mean, all(truth)).gradient();
        // exact: the number of rows is a power of two
        Arrays.setAll(gradient, i -> gradient[i] * truth.values());
        return inOrder(truth, values, gradient);
    }

    static Outcome.Batch all(Truth truth) {
        return rows(truth, 0, truth.values());
    }

    static Outcome.Batch rows(Truth truth, int from, int to) {
        return manager ->
                new NDList[] {
                    truth.inputs().labels(manager, from, to),
                    truth.inputs().predictions(manager, from, to)
                };
    }

    private static double[] inOrder(Truth truth, double[] values, double... gradient) {
        double[] numbers = Arrays.copyOf(values, truth.size());
        if (truth.regime().levels() > 0) {
            worstPerLevel(truth, numbers, gradient);
        } else {
            System.arraycopy(gradient, 0, numbers, values.length, gradient.length);
        }
        return numbers;
    }

    private static void worstPerLevel(Truth truth, double[] numbers, double... gradient) {
        int label = (int) truth.inputs().label(0)[0];
        numbers[1] = gradient[label];
        Arrays.fill(numbers, 2, numbers.length, Double.NaN);
        for (int k = 0; k < gradient.length; k++) {
            if (k != label) {
                int at = 2 + (int) Math.round(truth.inputs().x(k) / truth.regime().scale());
                double worst = truth.distance(at, numbers[at]);
                numbers[at] = truth.distance(at, gradient[k]) <= worst ? numbers[at] : gradient[k];
            }
        }
    }
}
