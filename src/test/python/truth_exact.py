"""The losses with 60 digits, from the very floating point inputs, so that 50 are left after what cancels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mpmath import exp, expm1, fsum, log, log1p, mp, mpf, sinh, tanh

mp.dps = 60

Numbers = list[mpf]


def cross_entropy(x: Sequence[float], label: int) -> tuple[mpf, Numbers]:
    logits = exactly(x)
    gradient = probabilities(logits)
    gradient[label] = -others(gradient, label)
    return log1p(fsum(exp(xk - logits[label]) for k, xk in enumerate(logits) if k != label)), gradient


def focal(x: Sequence[float], label: int, gamma: float) -> tuple[mpf, Numbers]:
    """A function f(s) of the cross-entropy s, so its gradient is f'(s) times that of the cross-entropy."""
    s, gradient = cross_entropy(x, label)
    rest, power = -expm1(-s), mpf(gamma)
    slope = rest**power + power * s * exp(-s) * rest ** (power - 1)
    return rest**power * s, [slope * number for number in gradient]


def cross_entropy_of_levels(
    levels: Sequence[float], counts: Sequence[int], label: float
) -> tuple[mpf, mpf, Numbers]:
    """One row of few different logits that occur often: `label` once for the label, `levels` for all other classes.

    Returns the value, the gradient at the label, and the gradient at each level.
    """
    here = mpf(float(label))
    odds = [exp(level - here) for level in exactly(levels)]
    against = fsum(int(count) * odd for count, odd in zip(counts, odds))
    return log1p(against), -against / (1 + against), [odd / (1 + against) for odd in odds]


def binary_cross_entropy(x: float, y: float) -> tuple[mpf, mpf]:
    z, yes = exactly((x, y))
    no = 1 - yes
    value = yes * log1p(exp(-z)) + no * log1p(exp(z))
    return value, no / (1 + exp(-z)) - yes / (1 + exp(z))


def log_cosh(x: Sequence[float], y: Sequence[float]) -> tuple[mpf, Numbers]:
    error = mpf(float(x[0])) - mpf(float(y[0]))
    # cosh = 1 + 2 sinh^2 of the half: the 1 would hide a tiny error
    return log1p(2 * sinh(error / 2) ** 2), [tanh(error)]


def sigmoid_focal(x: float, y: float) -> tuple[mpf, mpf]:
    """Of the probability m of a mistake, -m^2 log(1 - m); gamma is 2."""
    z = mpf(float(x)) * (1 - 2 * mpf(float(y)))
    mistake, entropy = 1 / (1 + exp(-z)), log1p(exp(z))
    slope = mistake**2 * (mistake + 2 * entropy * (1 - mistake))
    return mistake**2 * entropy, slope * (1 - 2 * mpf(float(y)))


def soft_margin(x: float, sign: float) -> tuple[mpf, mpf]:
    z = -mpf(float(x)) * mpf(float(sign))
    return log1p(exp(z)), -mpf(float(sign)) / (1 + exp(-z))


def forward_kl(a: Sequence[float], b: Sequence[float]) -> tuple[mpf, Numbers]:
    """KL(p, q) of p = softmax(a), q = softmax(b), and its derivative by b."""
    log_p, log_q = log_probabilities(exactly(a)), log_probabilities(exactly(b))
    value = kl(log_p, log_q)
    return value, balanced([exp(lq) - exp(lp) for lp, lq in zip(log_p, log_q)], largest(log_q))


def reverse_kl(a: Sequence[float], b: Sequence[float]) -> tuple[mpf, Numbers]:
    """KL(q, p) of p = softmax(a), q = softmax(b), and its derivative by b."""
    log_p, log_q = log_probabilities(exactly(a)), log_probabilities(exactly(b))
    value = kl(log_q, log_p)
    return value, balanced([exp(lq) * (lq - lp - value) for lp, lq in zip(log_p, log_q)], largest(log_q))


def divergence(
    a: Sequence[float], b: Sequence[float], formula: Callable[[Numbers, Numbers], tuple[mpf, Numbers]]
) -> tuple[mpf, Numbers]:
    """A function of p = softmax(a), q = softmax(b), and its derivative by b.

    `formula` gets log p and log q, and returns the value and its derivative by every q_k.
    """
    # probabilities near 1 differ from it by as little as 1e-74
    with mp.workdps(200):
        log_p, log_q = log_probabilities(exactly(a)), log_probabilities(exactly(b))
        value, slopes = formula(log_p, log_q)
        mean = fsum(exp(lq) * slope for lq, slope in zip(log_q, slopes))
        gradient = [exp(lq) * (slope - mean) for lq, slope in zip(log_q, slopes)]
    return value, balanced(gradient, largest(log_q))


def jensen_shannon(log_p: Numbers, log_q: Numbers) -> tuple[mpf, Numbers]:
    log_m = [log((exp(lp) + exp(lq)) / 2) for lp, lq in zip(log_p, log_q)]
    return (kl(log_p, log_m) + kl(log_q, log_m)) / 2, [(lq - lm) / 2 for lq, lm in zip(log_q, log_m)]


def squared_hellinger(log_p: Numbers, log_q: Numbers) -> tuple[mpf, Numbers]:
    value = fsum((exp(lp / 2) - exp(lq / 2)) ** 2 for lp, lq in zip(log_p, log_q)) / 2
    return value, [(1 - exp((lp - lq) / 2)) / 2 for lp, lq in zip(log_p, log_q)]


def jeffreys(log_p: Numbers, log_q: Numbers) -> tuple[mpf, Numbers]:
    value = kl(log_p, log_q) + kl(log_q, log_p)
    return value, [lq - lp + 1 - exp(lp - lq) for lp, lq in zip(log_p, log_q)]


def renyi(log_p: Numbers, log_q: Numbers, alpha: float) -> tuple[mpf, Numbers]:
    order = mpf(alpha)
    total = fsum(exp(order * lp + (1 - order) * lq) for lp, lq in zip(log_p, log_q))
    return log(total) / (order - 1), [-exp(order * (lp - lq)) / total for lp, lq in zip(log_p, log_q)]


def exactly(numbers: Sequence[float]) -> Numbers:
    return [mpf(float(number)) for number in numbers]


def kl(log_p: Numbers, log_q: Numbers) -> mpf:
    return fsum(exp(lp) * (lp - lq) for lp, lq in zip(log_p, log_q))


def probabilities(logits: Numbers) -> Numbers:
    return [1 / fsum(exp(xj - xk) for xj in logits) for xk in logits]


def log_probabilities(logits: Numbers) -> Numbers:
    """Exact for a probability near 1 too: of 1 + tiny only the tiny is kept."""
    return [-log1p(fsum(exp(xj - xk) for j, xj in enumerate(logits) if j != k)) for k, xk in enumerate(logits)]


def others(numbers: Numbers, index: int) -> mpf:
    return fsum(number for k, number in enumerate(numbers) if k != index)


def balanced(gradient: Numbers, index: int) -> Numbers:
    """The gradients of a row add up to 0; the one that would cancel is made of the others."""
    gradient[index] = -others(gradient, index)
    return gradient


def largest(numbers: Numbers) -> int:
    return max(range(len(numbers)), key=numbers.__getitem__)
