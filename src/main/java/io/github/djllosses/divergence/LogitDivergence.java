package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.Terms;

/**
 * {@code KL(p, q)} of {@code p = softmax(a)} and {@code q = softmax(b)} from their logits, in
 * closed form.
 *
 * <p>The difference of two logarithms of nearly equal probabilities has no digits left, but the
 * difference {@code d = b - a} of the logits is exact:
 *
 * <pre>{@code
 * u_k = d_k - sum_j p_j d_j
 * KL  = log sum_k p_k e^u_k = log(1 + sum_k p_k (e^u_k - 1 - u_k))     since sum_k p_k u_k = 0
 * log(q_k / p_k) = u_k - KL
 * }</pre>
 *
 * <p>{@code d} is taken relative to the most probable class, so that a shift of the logits drops
 * out. Every term of the sum is positive. Where some {@code u} is large (a class that only one side
 * believes in), the same sum is taken of {@code v = log q - log p}: {@code KL = sum p (e^v - 1 -
 * v)}.
 */
final class LogitDivergence {

    private static final int[] CLASSES = {1};

    private final NDArray p;
    private final NDArray q;
    private final NDArray top;
    private final NDArray logRatio;
    private final NDArray kl;

    /** Computes {@code KL(softmax(a / t), softmax(b / t))} per row; nothing is differentiated. */
    private LogitDivergence(NDArray a, NDArray b, double t) {
        NDArray logP = a.div(t).logSoftmax(1);
        NDArray logQ = b.div(t).logSoftmax(1);
        p = logP.exp();
        q = logQ.exp();
        top = p.argMax(1).expandDims(1);
        NDArray d = b.sub(a).divi(t);
        d = d.sub(d.gather(top, 1));
        NDArray u = d.sub(p.mul(d).sum(CLASSES, true));
        NDArray near = u.abs().max(CLASSES, true).lt(1);
        NDArray allNear = near.broadcast(u.getShape());
        NDArray far = logQ.sub(logP);
        NDArray v = NDArrays.where(allNear, u, far);

        NDArray small = p.mul(StableMath.expm1MinusX(v.clip(-1, 1)));
        NDArray large = q.sub(p).subi(StableMath.product(p, v));
        NDArray sum = NDArrays.where(v.abs().lt(1), small, large).sum(CLASSES, true);
        NDArray nearKl = StableMath.log1p(sum);
        kl = NDArrays.where(near, nearKl, sum);
        logRatio = NDArrays.where(allNear, u.sub(nearKl), far);
    }

    /**
     * Returns {@code KL(p, q)}.
     *
     * @param a the logits of {@code p}, finite
     * @param b the logits of {@code q}, finite, by which the terms are differentiable
     * @param t the temperature
     */
    static Terms forward(NDArray a, NDArray b, double t) {
        LogitDivergence pq = new LogitDivergence(a, b.stopGradient(), t);
        // d KL / d b_k = q_k - p_k, without the cancellation
        NDArray gradient = pq.p.add(pq.q).muli(pq.logRatio.div(2).tanh());
        return pq.terms(b, gradient, t);
    }

    /**
     * Returns {@code KL(q, p)}.
     *
     * @param a the logits of {@code p}, finite
     * @param b the logits of {@code q}, finite, by which the terms are differentiable
     * @param t the temperature
     */
    static Terms reverse(NDArray a, NDArray b, double t) {
        LogitDivergence qp = new LogitDivergence(b.stopGradient(), a, t);
        // d KL / d b_k = q_k (log(q_k / p_k) - KL), where the prediction q is what qp calls p
        NDArray gradient = StableMath.product(qp.p, qp.logRatio.add(qp.kl).negi());
        return qp.terms(b, gradient, t);
    }

    private Terms terms(NDArray b, NDArray gradient, double t) {
        // the logits were divided by t, the divergence is multiplied by its square
        NDArray balanced = StableMath.balanced(gradient, top).divi(t);
        return Terms.closedForm(kl.squeeze(1), b, balanced).times(t * t);
    }
}
