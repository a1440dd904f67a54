package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;

/**
 * Terms whose values and gradient are computed by formula, a large array piece by piece: the
 * temporaries of a piece stay in the processor's cache, where those of the whole would cost a page
 * fault for every 4 KiB, several times what the arithmetic costs.
 */
final class ClosedForm extends Terms {

    /** Elements in a piece: in float32 1 MiB, so that its temporaries share a processor's cache. */
    private static final long PIECE = 1 << 18;

    /**
     * From this many elements on an array is mapped afresh each time: 32 MiB of float32 (glibc).
     */
    private static final long LARGE = 1 << 23;

    /** A power of two, so that multiplying and dividing by it leaves a gradient as it is. */
    private static final double SMALL = 0x1p-64;

    private final NDArray x;
    private final boolean divisible;
    private final ValueAndGradient.RowsFormula formula;

    /**
     * Binds a formula to its array.
     *
     * @param x the array that the gradient belongs to
     * @param divisible whether the formula may be given some rows of {@code x} instead of all
     * @param formula the formula
     */
    ClosedForm(NDArray x, boolean divisible, ValueAndGradient.RowsFormula formula) {
        this.x = x;
        this.divisible = divisible;
        this.formula = formula;
    }

    /** Cuts some rows out of an array; what is made of them goes with the scope. */
    static NDArray rows(NDArray array, long from, long count, NDManager scope) {
        NDArray part = array.split(new long[] {from, from + count}, 0).get(1);
        part.attach(scope);
        return part;
    }

    /** Returns the rows of an array that some rows of {@code x} belong to. */
    static NDArray rows(NDArray array, long from, NDArray like) {
        long count = like.getShape().get(0);
        return count == array.getShape().get(0)
                ? array
                : rows(array, from, count, like.getManager());
    }

    /** Multiplies what a formula yields by the weights of the rows of {@code x}. */
    static ValueAndGradient.RowsFormula weighted(
            ValueAndGradient.RowsFormula formula, NDArray x, NDArray weights) {
        NDArray matrix = weights.reshape(x.getShape().get(0), -1);
        return (part, from) -> formula.apply(part, from).times(rows(matrix, from, part));
    }

    @Override
    public Terms times(NDArray weights) {
        return new ClosedForm(x, divisible, weighted(formula, x, weights));
    }

    @Override
    Total carefulSum() {
        return sum();
    }

    @Override
    NDArray values() {
        ValueAndGradient all = formula.apply(x.stopGradient(), 0);
        NDArray carrier = finite().mul(all.gradient());
        NDArray rows = all.isElementwise() ? carrier : carrier.sum(new int[] {1});
        NDArray zero = rows.sub(rows.stopGradient()).mul(Numbers.scalar(x, 1 / SMALL));
        return all.values().add(zero.reshape(all.values().getShape()));
    }

    /** Returns x with its gradient, without infinities, and small enough to be added up. */
    private NDArray finite() {
        NDArray copy = x.mul(Numbers.scalar(x, SMALL));
        // a write to the detached alias is not seen by the gradient, which still reaches x
        copy.stopGradient().set(x.isInfinite(), 0);
        return copy;
    }

    @Override
    Total sum() {
        NDArray constant = x.stopGradient();
        if (!divisible || isOnePiece(x)) {
            ValueAndGradient all = formula.apply(constant, 0);
            return new Total(carrier(x, all.gradient()), 1, total(all.values()));
        }
        NDArray gradient = x.getManager().zeros(x.getShape(), x.getDataType(), x.getDevice());
        double total = eachPiece(constant, 0, formula, gradient);
        return new Total(carrier(x, gradient), 1, total);
    }

    /** Tells whether an array is so small, or cannot be cut, that it is computed in one piece. */
    static boolean isOnePiece(NDArray x) {
        return x.size() < LARGE || pieces(x) == 1;
    }

    /**
     * Turns some rows of scores into their gradient, in place and piece by piece.
     *
     * @return the sum of the values
     */
    static double replaceByGradient(
            NDArray scores, long from, ValueAndGradient.RowsFormula formula) {
        return eachPiece(scores, from, formula, scores);
    }

    private static long pieces(NDArray x) {
        return Math.min(x.getShape().get(0), (x.size() + PIECE - 1) / PIECE);
    }

    /** Writes the gradient where it belongs and returns the sum of the values. */
    private static double eachPiece(
            NDArray x, long first, ValueAndGradient.RowsFormula formula, NDArray gradient) {
        return addUp(
                x,
                pieces(x),
                (part, from) -> {
                    ValueAndGradient piece = formula.apply(part, first + from);
                    long to = from + part.getShape().get(0);
                    gradient.set(new NDIndex().addSliceDim(from, to), piece.gradient());
                    return piece.values();
                });
    }

    /** Returns the sum of values that are computed row by row, of a large array piece by piece. */
    static double addUp(NDArray x, ValuesOfRows values) {
        return addUp(x, isOnePiece(x) ? 1 : pieces(x), values);
    }

    private static double addUp(NDArray x, long pieces, ValuesOfRows values) {
        long rows = x.getShape().get(0);
        double total = 0;
        for (int i = 0; i < pieces; i++) {
            long from = rows * i / pieces;
            long count = rows * (i + 1) / pieces - from;
            try (NDManager scope = x.getManager().newSubManager()) {
                total += total(values.apply(rows(x, from, count, scope), from));
            }
        }
        return total;
    }

    /** Returns a scalar whose derivative by x is the gradient; its value means nothing. */
    static NDArray carrier(NDArray x, NDArray gradient) {
        return flat(x).dot(flat(gradient));
    }

    private static NDArray flat(NDArray array) {
        return array.getShape().dimension() == 1 ? array : array.reshape(-1);
    }

    private static double total(NDArray values) {
        return Numbers.toDouble(values.sum());
    }

    /** Computes the values of some rows, given the number of the first. */
    @FunctionalInterface
    interface ValuesOfRows {
        NDArray apply(NDArray x, long from);
    }
}
