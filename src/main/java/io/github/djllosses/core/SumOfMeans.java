package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A weighted sum of the means of several losses, with the divisor of one of them. Its parts mask,
 * weight and add up themselves.
 */
final class SumOfMeans extends Evaluation {

    private final Inputs in;
    private final List<Part> parts;
    private final Consumer<Map<String, Double>> report;

    /**
     * Collects the parts.
     *
     * @param in the arguments of the whole
     * @param parts the parts, at least one
     * @param report is told their means
     */
    SumOfMeans(Inputs in, List<Part> parts, Consumer<Map<String, Double>> report) {
        this.in = in;
        this.parts = parts;
        this.report = report;
    }

    @Override
    Shape shape() {
        return parts.get(0).evaluation().shape();
    }

    @Override
    double divisor() {
        return parts.stream()
                .mapToDouble(Part::divisor)
                .filter(divisor -> divisor > 0)
                .findFirst()
                .orElse(0);
    }

    @Override
    NDArray values(NDList predictions) {
        NDArray sum = Numbers.scalar(predictions.head(), 0).broadcast(shape());
        for (Part part : parts) {
            Shape shape = part.evaluation().shape();
            if (!shape.equals(shape())) {
                throw in.error(
                        "part \"%s\" has values %s but part \"%s\" has values %s, so that they have"
                                + " no sum before reduction",
                        part.name(), shape, parts.get(0).name(), shape());
            }
            double share = part.share(divisor());
            NDArray values =
                    share == 0
                            ? Total.zero(part.predictions()).carrier()
                            : part.evaluation().values(part.predictions());
            sum = sum.add(values.mul(Numbers.scalar(values, share)));
        }
        return sum;
    }

    @Override
    Total sum(NDList predictions) {
        Map<String, Double> means = new LinkedHashMap<>();
        List<Total> shares = new ArrayList<>();
        for (Part part : parts) {
            Total sum = part.evaluation().sum(part.predictions());
            double share = part.share(divisor());
            means.put(part.name(), part.mean(sum.value()));
            // what has no weight yet must not spoil the rest, but its predictions get a gradient
            boolean counts = share != 0 || Double.isFinite(sum.value());
            shares.add((counts ? sum : Total.zero(part.predictions())).times(share));
        }
        report.accept(means);
        return shares.stream().reduce(Total::plus).orElseThrow();
    }

    /**
     * A loss with its arguments.
     *
     * @param name its name
     * @param evaluation its evaluation
     * @param divisor what its mean divides by
     * @param weight its own coefficient
     * @param factor what its mean is multiplied by
     * @param predictions its predictions
     */
    record Part(
            String name,
            Evaluation evaluation,
            double divisor,
            double weight,
            double factor,
            NDList predictions) {

        /** Returns what its sum is multiplied by, so that the whole has another divisor. */
        double share(double whole) {
            return divisor == 0 ? 0 : whole * factor * weight / divisor;
        }

        double mean(double sum) {
            return divisor == 0 ? 0 : weight * sum / divisor;
        }
    }
}
