package io.github.djllosses.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import io.github.djllosses.core.StableMath;
import io.github.djllosses.core.ValueAndGradient;

/**
 * {@code KL(p, q)} of {@code p = softmax(a)} and {@code q = softmax(b)} for any logits: infinite
 * ones, and classes that only one side believes in.
 *
 * <p>As {@link LogitDivergence} where {@code u} is small. Elsewhere the same sum is taken of {@code
 * v = log q - log p}: {@code KL = sum_k p_k (e^v_k - 1 - v_k)}.
 */
final class LimitDivergence {

    private static final int[] CLASSES = {1};

    private final NDArray p;
    private final NDArray q;
    private final NDArray top;
    private final NDArray u;
    private final NDArray logRatio;
    private final NDArray kl;

    /** Computes {@code KL(softmax(a / t), softmax(b / t))} per row; nothing is differentiated. */
    private LimitDivergence(NDArray a, NDArray b, double t) {
        p = StableMath.softmax(tempered(a, t));
        q = StableMath.softmax(tempered(b, t));
        top = p.argMax(1).expandDims(1);
        NDArray gone = p.add(q).eq(0);
        NDArray rounded = b.sub(a);
        NDArray lost = StableMath.roundingOf(rounded, b, a);
        NDArray shift = rounded.gather(top, 1);
        NDArray exact = rounded.sub(shift).add(lost.sub(lost.gather(top, 1)));
        NDArray shifted = NDArrays.where(lost.isNaN(), rounded.sub(shift), exact);
        NDArray d = NDArrays.where(gone, p.zerosLike(), tempered(shifted, t));

        // twice, since the first mean is rounded as coarsely as d is large
        NDArray centred = centred(centred(d));
        u = NDArrays.where(gone, d.zerosLike(), centred);
        NDArray near = u.abs().max(CLASSES, true).lt(1);
        NDArray allNear = near.broadcast(u.getShape());
        NDArray logP = StableMath.logAt(top, p, p.log());
        NDArray logQ = StableMath.logAt(top, q, tempered(b, t).logSoftmax(1));
        NDArray far = d.add(logQ.sub(logP));
        // where q has nothing at the top of p the divergence is infinite, and d says nothing
        NDArray disjoint = shift.isInfinite().broadcast(u.getShape());
        far = NDArrays.where(disjoint, q.log().sub(p.log()), far);
        NDArray v = NDArrays.where(allNear, u, NDArrays.where(gone, u.zerosLike(), far));

        NDArray small = p.mul(StableMath.expm1MinusX(v.clip(-1, 1)));
        NDArray large = q.sub(p).subi(StableMath.product(p, v));
        NDArray sum = NDArrays.where(v.abs().lt(1), small, large).sum(CLASSES, true);
        NDArray nearKl = StableMath.log1p(sum);
        kl = NDArrays.where(near, nearKl, sum);
        logRatio = NDArrays.where(allNear, u.sub(nearKl), v);
    }

    private NDArray centred(NDArray d) {
        return d.sub(StableMath.product(p, d).sum(CLASSES, true));
    }

    private static NDArray tempered(NDArray logits, double t) {
        return t == 1 ? logits : logits.div(t);
    }

    /**
     * Returns {@code KL(p, q)}.
     *
     * @param a the logits of {@code p}
     * @param b the logits of {@code q}, by which the terms are differentiable
     * @param t the temperature
     */
    static ValueAndGradient forward(NDArray a, NDArray b, double t) {
        LimitDivergence pq = new LimitDivergence(a, b, t);
        // d KL / d b_k = q_k - p_k; where they are near, without the cancellation
        NDArray near = pq.p.add(pq.q).muli(pq.logRatio.div(2).tanh());
        NDArray far = pq.q.sub(pq.p);
        return pq.result(NDArrays.where(pq.logRatio.abs().lt(1), near, far), t);
    }

    /**
     * Returns {@code KL(q, p)}.
     *
     * @param a the logits of {@code p}
     * @param b the logits of {@code q}, by which the gradient is taken
     * @param t the temperature
     */
    static ValueAndGradient reverse(NDArray a, NDArray b, double t) {
        LimitDivergence qp = new LimitDivergence(b, a, t);
        // d KL / d b_k = q_k (log(q_k / p_k) - KL) = -q_k u_k; the prediction q is what qp calls p
        return qp.result(StableMath.product(qp.p, qp.u).negi(), t);
    }

    /** Returns both distributions and the logarithm of their ratio. */
    static Distributions distributions(NDArray a, NDArray b) {
        LimitDivergence pq = new LimitDivergence(a, b, 1);
        return new Distributions(pq.p, pq.q, pq.logRatio, true);
    }

    private ValueAndGradient result(NDArray gradient, double t) {
        NDArray balanced = StableMath.balanced(gradient, top);
        // an infinite divergence has no gradient, unless all that it lacks is what p has
        NDArray undefined = balanced.isNaN().logicalAnd(kl.isInfinite());
        NDArray defined = NDArrays.where(undefined, balanced.zerosLike(), balanced);
        // the logits were divided by t, the divergence is multiplied by its square
        return new ValueAndGradient(kl.mul(t * t).squeeze(1), defined.muli(t));
    }
}
