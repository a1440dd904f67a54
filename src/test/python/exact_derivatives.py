"""Values and derivatives with 60 digits, of formulas that are written once: no derivative is derived by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import mpmath
from mpmath import exp, log, log1p, mp, mpf

mp.dps = 60

# An infinite argument stands for its limit, and so does a number so large; a value that still grows is infinite.
FAR, GROWN = mpf(10) ** 12, mpf(10) ** 7


def slopes(function: Callable[[list[mpf]], mpf], at: Sequence[float]) -> tuple[float, list[float]]:
    """The value of a function of several numbers, and its derivative by each."""
    if any(math.isnan(number) for number in at):
        return math.nan, [math.nan] * len(at)
    infinite = any(math.isinf(number) for number in at)
    point = [mpf(float(number)) if math.isfinite(number) else mpmath.sign(number) * FAR for number in at]
    value = function(point)

    def along(k: int) -> float:
        return float(mpmath.diff(lambda number: function(point[:k] + [number] + point[k + 1 :]), point[k]))

    return math.inf if infinite and value > GROWN else float(value), [along(k) for k in range(len(point))]


def sigmoid(x: mpf) -> mpf:
    return 1 / (1 + exp(-x))


def softplus(x: mpf) -> mpf:
    return log1p(exp(x))


def surprisals(scores: Sequence[mpf], encoding: str) -> list[mpf]:
    """-log p of every class, which does not cancel when p is near 1."""
    if encoding == "LOG_PROBABILITIES":
        return [-score for score in scores]
    if encoding == "PROBABILITIES":
        return [-log(score) for score in scores]
    return [
        log1p(mpmath.fsum(exp(other - score) for j, other in enumerate(scores) if j != k))
        for k, score in enumerate(scores)
    ]
