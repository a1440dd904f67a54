package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;

/**
 * Terms {@code h - sum_k a_k x_k}: the gradient is {@code -a}, which is there already, so only the
 * values are computed.
 */
final class LinearTerms extends Terms {

    private final NDArray coefficients;
    private final NDArray x;
    private final ClosedForm.ValuesOfRows values;

    LinearTerms(NDArray coefficients, NDArray x, ClosedForm.ValuesOfRows values) {
        this.coefficients = coefficients;
        this.x = x;
        this.values = values;
    }

    @Override
    NDArray values() {
        return new ClosedForm(
                        x,
                        true,
                        (part, from) ->
                                new ValueAndGradient(
                                        values.apply(part, from),
                                        ClosedForm.rows(coefficients, from, part).neg()))
                .values();
    }

    @Override
    Total sum() {
        double total = ClosedForm.addUp(x.stopGradient(), values);
        return new Total(ClosedForm.carrier(x, coefficients), -1, total);
    }

    @Override
    Total carefulSum() {
        return sum();
    }

    @Override
    public Terms times(NDArray weights) {
        NDArray rows = weights.reshape(x.getShape().get(0), -1);
        return new LinearTerms(
                coefficients.mul(perRow(weights, coefficients)),
                x,
                (part, from) -> {
                    NDArray unweighted = values.apply(part, from);
                    NDArray w = ClosedForm.rows(rows, from, part);
                    return unweighted.muli(w.reshape(unweighted.getShape()));
                });
    }
}
