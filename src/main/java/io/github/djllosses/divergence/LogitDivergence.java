package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.ValueAndGradient;

/**
 * {@code KL(p, q)} of {@code p = softmax(a)} and {@code q = softmax(b)} from their logits, in
 * closed form.
 *
 * <p>The difference of two logarithms of nearly equal probabilities has no digits left, but the
 * difference {@code d = b - a} of the logits is exact:
 *
 * <pre>{@code
 * u_k = d_k - sum_j p_j d_j
 * S   = sum_k p_k (e^u_k - 1 - u_k)
 * KL  = log sum_k p_k e^u_k = log(1 + S)                         since sum_k p_k u_k = 0
 * q_k = p_k e^u_k / (1 + S)
 * }</pre>
 *
 * <p>Every term of the sum is positive. {@code d} is taken relative to the most probable class, so
 * that a shift of the logits drops out.
 */
final class LogitDivergence {

    private static final int[] CLASSES = {1};

    /** From this divergence on, a difference of logarithms has enough digits. */
    private static final double LARGE = 0.25;

    /** From this share of the largest probability on, a difference from it has enough digits. */
    private static final double LARGE_SHARE = 0.1;

    /** Up to this {@code u}, {@code p e^u} keeps its digits even where {@code p} is tiny. */
    private static final double MODERATE = 30;

    private final NDArray p;
    private final NDArray u;
    private final double t;

    /** Prepares the divergence of {@code softmax(b / t)} from {@code softmax(a / t)}. */
    private LogitDivergence(NDArray a, NDArray b, double t) {
        this.t = t;
        p = StableMath.softmax(tempered(a, t));
        NDArray top = p.argMax(1).expandDims(1);
        NDArray d = b.sub(a);
        NDArray lost = StableMath.roundingOf(d, b, a);
        NDArray lostAtTop = lost.gather(top, 1);
        d = tempered(d.sub(d.gather(top, 1)).addi(lost.subi(lostAtTop)), t);
        // twice, since the first mean is rounded as coarsely as d is large
        u = centred(centred(d));
    }

    private static NDArray tempered(NDArray logits, double t) {
        return t == 1 ? logits : logits.div(Numbers.scalar(logits, t));
    }

    private NDArray centred(NDArray d) {
        return d.subi(p.mul(d).sum(CLASSES, true));
    }

    private boolean isModerate() {
        return Numbers.largest(u) < MODERATE;
    }

    /**
     * Returns {@code KL(p, q)}.
     *
     * @param a the logits of {@code p}
     * @param b the logits of {@code q}, by which the gradient is taken
     * @param t the temperature
     */
    static ValueAndGradient forward(NDArray a, NDArray b, double t) {
        NDArray x = tempered(a, t);
        NDArray y = tempered(b, t);
        NDArray p = x.softmax(1);
        NDArray plain = x.logSoftmax(1).subi(y.logSoftmax(1)).muli(p).sum(CLASSES);
        NDArray difference = y.softmax(1).subi(p);
        if (Numbers.toDouble(plain.min()) >= LARGE
                && Numbers.toDouble(share(difference, p).min()) >= LARGE_SHARE) {
            return scaled(plain, difference, t);
        }
        LogitDivergence pq = new LogitDivergence(a, b, t);
        if (!pq.isModerate()) {
            return LimitDivergence.forward(a, b, t);
        }
        NDArray excess = StableMath.expm1MinusX(pq.u);
        NDArray sum = pq.mean(excess);

        // d KL / d b_k = q_k - p_k
        NDArray gradient = excess.addi(pq.u).subi(sum).muli(pq.p).divi(sum.add(1));
        return pq.result(sum, gradient);
    }

    /** Returns both distributions and the logarithm of their ratio. */
    static Distributions distributions(NDArray a, NDArray b) {
        LogitDivergence pq = new LogitDivergence(a, b, 1);
        if (!pq.isModerate()) {
            return LimitDivergence.distributions(a, b);
        }
        NDArray sum = pq.mean(StableMath.expm1MinusX(pq.u));
        return new Distributions(
                pq.p, StableMath.softmax(b), pq.u.sub(StableMath.log1p(sum)), true);
    }

    private static NDArray share(NDArray difference, NDArray p) {
        return difference.abs().max(CLASSES).divi(p.max(CLASSES));
    }

    /**
     * Returns {@code KL(q, p)}.
     *
     * @param a the logits of {@code p}
     * @param b the logits of {@code q}, by which the gradient is taken
     * @param t the temperature
     */
    static ValueAndGradient reverse(NDArray a, NDArray b, double t) {
        LogitDivergence qp = new LogitDivergence(b, a, t);
        if (!qp.isModerate()) {
            return LimitDivergence.reverse(a, b, t);
        }
        NDArray sum = qp.mean(StableMath.expm1MinusX(qp.u));

        // d KL / d b_k = q_k (log(q_k / p_k) - KL) = -q_k u_k; the prediction q is what qp calls p
        return qp.result(sum, qp.p.muli(qp.u).negi());
    }

    private NDArray mean(NDArray x) {
        return p.mul(x).sum(CLASSES, true);
    }

    private ValueAndGradient result(NDArray sum, NDArray gradient) {
        return scaled(StableMath.log1p(sum).squeeze(1), gradient, t);
    }

    /** The logits were divided by t, the divergence is multiplied by its square. */
    private static ValueAndGradient scaled(NDArray values, NDArray gradient, double t) {
        return t == 1
                ? new ValueAndGradient(values, gradient)
                : new ValueAndGradient(values.muli(t * t), gradient.muli(t));
    }
}
