package io.github.djllosses.divergence;

/** Which of label {@code p} and prediction {@code q} a divergence takes its expectation under. */
public enum Direction {
    /**
     * {@code KL(p, q) = sum p log(p / q)}: the prediction must cover all of the label
     * (mean-seeking).
     */
    FORWARD,

    /**
     * {@code KL(q, p) = sum q log(q / p)}: the prediction must stay within the label
     * (mode-seeking).
     */
    REVERSE
}
