package io.github.djllosses.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.nn.Activation;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.ValueAndGradient;

/**
 * Binary cross-entropy from logits, in closed form, for losses that are built of it.
 *
 * <pre>{@code
 * value = y softplus(-x) + (1 - y) softplus(x),   d/dx = (1 - y) sigmoid(x) - y sigmoid(-x)
 * }</pre>
 */
final class BinaryCrossEntropy {

    private BinaryCrossEntropy() {}

    /** Returns the loss of labels in [0, 1], right for infinite logits too. */
    static ValueAndGradient of(NDArray x, NDArray y) {
        NDArray no = y.neg().addi(1);

        // softplus(x) = softplus(-|x|) + max(x, 0), split so that nothing cancels
        NDArray size = x.abs();
        NDArray values = StableMath.product(NDArrays.where(x.gt(0), no, y), size);
        values.addi(StableMath.softplus(size.negi()));
        NDArray gradient = Activation.sigmoid(x).muli(no).subi(Activation.sigmoid(x.neg()).muli(y));
        return new ValueAndGradient(values, gradient);
    }

    /** Returns the loss of labels that are 1 or -1. */
    static ValueAndGradient ofSigns(NDArray x, NDArray sign) {
        NDArray z = x.mul(sign).negi();
        return new ValueAndGradient(
                StableMath.softplus(z), Activation.sigmoid(z).muli(sign).negi());
    }

    /** Turns labels 0 and 1 into -1 and 1. */
    static NDArray signs(NDArray y) {
        return y.mul(2).subi(1);
    }
}
