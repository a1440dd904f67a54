"""Closed forms on distributions in float64 that keep every digit and take the limits: 0 log 0 = 0."""

from __future__ import annotations

import numpy as np


def product(weight: np.ndarray, quantity: np.ndarray) -> np.ndarray:
    """weight * quantity, where weight 0 takes nothing at all, not even from infinity."""
    with np.errstate(all="ignore"):
        return np.where(weight == 0, 0.0, weight * quantity)


def softplus(x: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.logaddexp(0.0, x)


def neg_log_softmax(scores: np.ndarray) -> np.ndarray:
    """-log p of every class as softplus of the log-odds against it, which does not cancel when p is near 1."""
    others = np.where(np.eye(scores.shape[-1], dtype=bool), -np.inf, scores[..., None, :])
    with np.errstate(all="ignore"):
        top = others.max(axis=-1)
        top = np.where(np.isneginf(top), 0.0, top)
        # Subtract the score before adding the small logarithm: an offset of all scores then changes nothing.
        against = (top - scores) + np.log(np.exp(others - top[..., None]).sum(axis=-1))
        result = softplus(against)
    return np.where(np.isposinf(scores).any(axis=-1, keepdims=True), np.nan, result)


def softmax(scores: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True, initial=-np.inf))
        return powers / powers.sum(axis=-1, keepdims=True)


def sum_of_others(numbers: np.ndarray) -> np.ndarray:
    """For each class the sum over all other classes, without subtracting from a total."""
    return numbers @ (1.0 - np.eye(numbers.shape[-1]))


def probabilities_and_logs(array: np.ndarray, encoding: str) -> tuple[np.ndarray, np.ndarray]:
    with np.errstate(all="ignore"):
        if encoding == "LOGITS":
            return softmax(array), -neg_log_softmax(array)
        if encoding == "LOG_PROBABILITIES":
            return np.exp(array), array
        return array, np.log(array)
