package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;

/**
 * Two distributions per row and the logarithm of their ratio, from which every divergence follows
 * without cancellation. Nothing is differentiated.
 *
 * @param p the labels, along axis 1
 * @param q the predictions
 * @param logRatio {@code log(q / p)}, 0 where both are 0; from logits it has all digits however
 *     near the distributions are
 * @param ofLogits whether both are made of logits, so that they add up to 1 whatever those are
 */
record Distributions(NDArray p, NDArray q, NDArray logRatio, boolean ofLogits) {

    /** The exponential of it is finite in float64. */
    private static final double BOUND = 700;

    static Distributions of(
            NDArray label,
            Encoding labelEncoding,
            NDArray prediction,
            Encoding predictionEncoding) {
        if (labelEncoding == Encoding.LOGITS && predictionEncoding == Encoding.LOGITS) {
            return LogitDivergence.distributions(label, prediction);
        }
        NDArray p = labelEncoding.probabilities(label, 1);
        NDArray q = predictionEncoding.probabilities(prediction, 1);
        NDArray logP = labelEncoding.logProbabilities(label, 1);
        NDArray difference = predictionEncoding.logProbabilities(prediction, 1).sub(logP);
        return new Distributions(p, q, whereEither(p, q, difference), false);
    }

    private static NDArray whereEither(NDArray p, NDArray q, NDArray difference) {
        if (!Double.isNaN(Numbers.toDouble(difference.sum()))) {
            return difference;
        }
        return NDArrays.where(p.add(q).eq(0), difference.zerosLike(), difference);
    }

    /** Returns {@code p + q}. */
    NDArray total() {
        return p.add(q);
    }

    /** Returns {@code (q - p) / (q + p)}, in [-1, 1]. */
    NDArray contrast() {
        return logRatio.div(Numbers.scalar(logRatio, 2)).tanh();
    }

    /** Returns {@code q - p}. */
    NDArray difference() {
        return total().muli(contrast());
    }

    /** Returns exponents, bounded so that their exponentials are finite. */
    static NDArray bounded(NDArray x) {
        return StableMath.clip(x, BOUND);
    }

    /** Returns exponents, bounded so that their exponentials as slopes bear any weight. */
    static NDArray boundedForSlopes(NDArray x) {
        return StableMath.clip(x, BOUND / 2);
    }
}
