package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;

/** Functions that the engine lacks, or computes with a loss of digits. */
public final class StableMath {

    /** Up to here a difference of exponentials loses digits. */
    private static final double SMALL = 0.5;

    private StableMath() {}

    /**
     * Returns {@code log(1 + exp(x))}.
     *
     * @param x any numbers; the array is not differentiated
     * @return a new array; 0 at {@code -inf}
     */
    public static NDArray softplus(NDArray x) {
        if (x.getDataType() == DataType.FLOAT32) {
            return Activation.softPlus(x);
        }
        // above 20 the engine returns x, which is exact in float32 but drops 2e-9 in float64
        return Activation.softPlus(x.abs().negi()).addi(Activation.relu(x));
    }

    /**
     * Returns {@code a b}, with {@code 0 * inf = 0}.
     *
     * @param a finite numbers
     * @param b numbers, perhaps infinite
     * @return a new array
     */
    public static NDArray product(NDArray a, NDArray b) {
        NDArray plain = a.mul(b);
        // the choice takes many times longer than the product
        return Double.isNaN(Numbers.toDouble(plain.stopGradient().sum()))
                ? a.mul(NDArrays.where(a.eq(0), b.zerosLike(), b))
                : plain;
    }

    /**
     * Returns every number, or the bound that it lies beyond.
     *
     * @param x any numbers
     * @param bound the largest absolute value
     * @return a new array
     */
    public static NDArray clip(NDArray x, double bound) {
        // one pass over many numbers; over few a call that makes its scalars itself costs more
        return x.size() > Numbers.FEW
                ? x.clip(-bound, bound)
                : x.maximum(Numbers.scalar(x, -bound)).minimum(Numbers.scalar(x, bound));
    }

    /**
     * Returns the row sums of {@code a b}, with {@code 0 * inf = 0}.
     *
     * @param a finite numbers
     * @param b numbers, perhaps infinite, which the products replace; not differentiated
     * @return a new array, the sums over axis 1
     */
    public static NDArray rowProducts(NDArray a, NDArray b) {
        NDArray sums = b.muli(a).sum(new int[] {1});
        return Double.isNaN(Numbers.toDouble(sums.sum()))
                ? NDArrays.where(a.eq(0), a, b).sum(new int[] {1})
                : sums;
    }

    /**
     * Returns {@code log x}, differentiable; the derivative at 0 is taken as 0, so that an entry
     * that another factor of 0 removes does not come back as NaN.
     *
     * @param x numbers not below 0
     * @return a new array; {@code -inf} at 0
     */
    public static NDArray log(NDArray x) {
        NDArray zero = x.eq(0);
        NDArray positive = NDArrays.where(zero, x.onesLike(), x);
        return NDArrays.where(zero, x.stopGradient().log(), positive.log());
    }

    /**
     * Returns {@code log x}, or the logarithm of the smallest normal number where {@code x} is
     * less: finite, and right wherever {@code x log x} is not negligible.
     *
     * @param x numbers not below 0; the array is not differentiated
     * @return a new array
     */
    public static NDArray logOfNormal(NDArray x) {
        double least = x.getDataType() == DataType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
        return x.maximum(Numbers.scalar(x, least)).log();
    }

    /**
     * Returns {@code log(1 + x)}.
     *
     * @param x finite numbers not below -1; the array is not differentiated
     * @return a new array; {@code -inf} at -1
     */
    public static NDArray log1p(NDArray x) {
        // what rounding 1 + x changes is undone by a factor (Goldberg, 1991, theorem 4)
        NDArray sum = x.add(1);
        NDArray rounded = sum.sub(1);
        return NDArrays.where(rounded.eq(0), x, sum.log().muli(x).divi(rounded));
    }

    /**
     * Returns {@code exp(x) - 1 - x}.
     *
     * @param x finite numbers; the array is not differentiated
     * @return a new array, exact to a few units in the last place however small {@code x} is
     */
    public static NDArray expm1MinusX(NDArray x) {
        double largest = Numbers.largest(x);
        if (largest <= SMALL) {
            return expm1MinusX(x, largest);
        }
        // where x is small the exponentials are the same number, and the series is all there is
        NDArray small = clip(x, SMALL);
        return expm1MinusX(small, SMALL).addi(x.exp().subi(small.exp())).addi(small.sub(x));
    }

    /** Adds up the series of {@code exp(x) - 1 - x}: {@code x^2/2! + x^3/3! + ...}. */
    private static NDArray expm1MinusX(NDArray x, double largest) {
        double coefficient = 0.5;
        int terms = 1;
        for (double rest = 1; rest > Numbers.epsilon(x) / 8; terms++) {
            coefficient /= terms + 2;
            rest *= largest / (terms + 2);
        }
        NDArray series = x.mul(Numbers.scalar(x, coefficient));
        for (int k = terms + 1; k > 2; k--) {
            coefficient *= k;
            series.addi(Numbers.scalar(x, coefficient)).muli(x);
        }
        return series.muli(x);
    }

    /**
     * Returns the inverse hyperbolic tangent of small numbers.
     *
     * @param x numbers in [-1/4, 1/4]; the array is not differentiated
     * @return a new array, exact to a few units in the last place however small {@code x} is
     */
    public static NDArray atanh(NDArray x) {
        return atanhMinusX(x).addi(x);
    }

    /**
     * Returns {@code atanh(x) - x} for small numbers.
     *
     * @param x numbers in [-1/4, 1/4]; the array is not differentiated
     * @return a new array, exact to a few units in the last place however small {@code x} is
     */
    public static NDArray atanhMinusX(NDArray x) {
        // x (x^2/3 + x^4/5 + ...), where x^2 is at most 1/16
        int terms = (int) Math.ceil(-Math.log(Numbers.epsilon(x)) / Math.log(16)) + 1;
        NDArray square = x.square();
        NDArray series = square.mul(Numbers.scalar(x, 1.0 / (2 * terms + 1)));
        for (int k = terms - 1; k > 0; k--) {
            series.addi(Numbers.scalar(x, 1.0 / (2 * k + 1))).muli(square);
        }
        return series.muli(x);
    }

    /**
     * Returns what rounding has taken from a difference: exactly {@code x - y - difference}.
     *
     * @param difference {@code x - y}, rounded
     * @param x numbers
     * @param y numbers
     * @return a new array; NaN where a number is infinite
     */
    public static NDArray roundingOf(NDArray difference, NDArray x, NDArray y) {
        // TwoSum (Knuth, The Art of Computer Programming 2, 1969)
        NDArray back = x.sub(difference);
        return x.sub(difference.add(back)).addi(back.sub(y));
    }

    /**
     * Returns {@code softmax(x)} with all digits of its small entries.
     *
     * @param x logits along axis 1; the array is not differentiated
     * @return a new array
     */
    public static NDArray softmax(NDArray x) {
        // exp(x - max) multiplies the rounding of x - max, as large as 4e-6 at a distance of 85,
        // into its result; exp(x + e) = exp(x) (1 + e)
        NDArray max = x.max(new int[] {1}, true);
        NDArray e = roundingOf(x.sub(max), x, max);
        NDArray exact = x.softmax(1).muli(e.add(Numbers.scalar(x, 1)));
        return Double.isNaN(Numbers.toDouble(exact.sum()))
                ? NDArrays.where(e.abs().lt(1), exact, x.softmax(1))
                : exact;
    }

    /**
     * Replaces one entry of every row by minus the sum of the others: the entry of a row that adds
     * up to 0, without the cancellation that it would take to compute it alone.
     *
     * @param matrix numbers whose rows along axis 1 add up to 0
     * @param top which entry, along axis 1
     * @return a new array
     */
    public static NDArray balanced(NDArray matrix, NDArray top) {
        NDArray zero = top.zerosLike().toType(matrix.getDataType(), false);
        NDArray others = matrix.scatter(top, zero, 1);
        return others.scatter(top, others.sum(new int[] {1}, true).negi(), 1);
    }

    /**
     * Returns the logarithm of one probability of every row, from the others where it is nearly 1.
     *
     * @param at which entry, along axis 1
     * @param p distributions along axis 1
     * @param logP their logarithms, which need not be exact near 0
     * @return a new array
     */
    public static NDArray logAt(NDArray at, NDArray p, NDArray logP) {
        NDArray minusOthers = balanced(p, at).gather(at, 1);
        return NDArrays.where(minusOthers.gt(-0.5), log1p(minusOthers), logP.gather(at, 1));
    }
}
