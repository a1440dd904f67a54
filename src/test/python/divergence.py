"""Divergences between distributions by their definitions, with 50 digits; of Gaussians too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from plain import DTYPES, Arguments, Plain, by_formula, described, exp, log, softmax, sqrt, variants

ENCODINGS = ("LOGITS", "LOG_PROBABILITIES", "PROBABILITIES")
SHAPES = ((3,), (4, 3), (2, 3, 2))


def _probabilities(array: np.ndarray, encoding: str) -> np.ndarray:
    if encoding == "LOGITS":
        return softmax(array)
    return exp(array) if encoding == "LOG_PROBABILITIES" else array


def _spelled(logits: np.ndarray, encoding: str, dtype: str) -> np.ndarray:
    if encoding == "LOGITS":
        return logits.astype(dtype)
    p = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    return (np.log(p) if encoding == "LOG_PROBABILITIES" else p).astype(dtype)


def _pair(options, labels, predictions) -> tuple[np.ndarray, np.ndarray]:
    p = _probabilities(labels[0], options.get("labelEncoding", "PROBABILITIES"))
    q = _probabilities(predictions[0], options.get("predictionEncoding", "LOG_PROBABILITIES"))
    return p, q


def _cases(seed: int, loss: Callable, options: list[dict]) -> Iterator[Plain]:
    rng = np.random.default_rng(seed)
    for dtype in DTYPES:
        for shape in SHAPES:
            for distance in (1.5, 1e-3):
                for label in ENCODINGS:
                    for prediction in ENCODINGS:
                        # what is spelled as probabilities has no digits left for near distributions
                        if distance < 1 and (label, prediction) != ("LOGITS", "LOGITS"):
                            continue
                        for option in options:
                            weighted = bool(rng.integers(2))
                            a = 2 * rng.standard_normal(shape)
                            b = a + distance * rng.standard_normal(shape)
                            full = {"labelEncoding": label, "predictionEncoding": prediction, **option}
                            weights = np.asarray(rng.uniform(0.5, 2, shape[:-1])).astype(dtype) if weighted else None
                            name = "x".join(map(str, shape)) + ("/near" if distance < 1 else "")
                            arguments = Arguments(
                                full, [_spelled(a, label, dtype)], [_spelled(b, prediction, dtype)], weights
                            )
                            # the rounding of what is spelled outweighs a small divergence
                            scale = 0.0 if (label, prediction) == ("LOGITS", "LOGITS") else 1.0
                            yield by_formula(f"{name}/{described(full, weighted)}", arguments, loss, scale=scale)


def total_variation() -> Iterator[Plain]:
    def loss(options, labels, predictions):
        p, q = _pair(options, labels, predictions)
        return abs(p - q).sum(axis=-1) / 2

    yield from _cases(21, loss, list(variants(weight=(None, 2.0))))


def jeffreys() -> Iterator[Plain]:
    def loss(options, labels, predictions):
        p, q = _pair(options, labels, predictions)
        return (p * log(p / q) + q * log(q / p)).sum(axis=-1)

    yield from _cases(22, loss, list(variants(weight=(None, 2.0))))


def hellinger() -> Iterator[Plain]:
    def loss(options, labels, predictions):
        p, q = _pair(options, labels, predictions)
        squared = ((sqrt(p) - sqrt(q)) ** 2).sum(axis=-1) / 2
        return squared if options.get("squared", True) else sqrt(squared)

    yield from _cases(23, loss, list(variants(squared=(None, False))))


def jensen_shannon() -> Iterator[Plain]:
    """Lin 1991, (4.1), with the weights beta and 1 - beta."""

    def loss(options, labels, predictions):
        p, q = _pair(options, labels, predictions)
        beta = options.get("beta", 0.5)
        m = beta * p + (1 - beta) * q
        return (beta * p * log(p / m) + (1 - beta) * q * log(q / m)).sum(axis=-1)

    yield from _cases(24, loss, list(variants(beta=(None, 0.125, 0.875))))


def renyi() -> Iterator[Plain]:
    """van Erven and Harremoes 2014, (1); KL for alpha = 1."""

    def loss(options, labels, predictions):
        p, q = _pair(options, labels, predictions)
        alpha = options.get("alpha", 0.5)
        if alpha == 1:
            return (p * log(p / q)).sum(axis=-1)
        return log((p**alpha * q ** (1 - alpha)).sum(axis=-1)) / (alpha - 1)

    yield from _cases(25, loss, list(variants(alpha=(None, 1.0, 0.25, 2.5))))


def gaussian_kl() -> Iterator[Plain]:
    """Kingma and Welling 2014, appendix B, against any Gaussian with diagonal covariance."""

    def loss(options, labels, predictions):
        m, v = predictions
        n, l = labels or (0 * m, 0 * v)
        return (l - v - 1 + exp(v - l) + (m - n) ** 2 / exp(l)).sum(axis=-1) / 2

    rng = np.random.default_rng(26)
    for dtype in DTYPES:
        for shape in SHAPES:
            for given in (False, True):
                for distance in (1.0, 1e-3):
                    for option in variants(weight=(None, 2.0)):
                        weighted = bool(rng.integers(2))
                        n, l = (given * rng.standard_normal(shape) for _ in range(2))
                        m, v = (x + distance * rng.standard_normal(shape) for x in (n, l))
                        weights = np.asarray(rng.uniform(0.5, 2, shape[:-1])).astype(dtype) if weighted else None
                        labels = [n.astype(dtype), l.astype(dtype)] if given else []
                        arguments = Arguments(option, labels, [m.astype(dtype), v.astype(dtype)], weights)
                        name = "x".join(map(str, shape)) + ("/labelled" if given else "")
                        name += "/near" if distance < 1 else ""
                        yield by_formula(f"{name}/{described(option, weighted)}", arguments, loss)


def distillation() -> Iterator[Plain]:
    """Hinton, Vinyals, Dean 2015; JS as above."""

    def loss(options, labels, predictions):
        x, (t, z) = predictions[0], labels
        alpha, temperature = options.get("alpha", 0.5), options.get("temperature", 2.0)
        student = log(softmax(x))
        if t.ndim < x.ndim:
            hard = -np.take_along_axis(student, t[..., None], axis=-1)[..., 0]
        else:
            hard = -(t * student).sum(axis=-1)
        p, q = softmax(z / temperature), softmax(x / temperature)
        m = (p + q) / 2
        soft = {
            "FORWARD_KL": p * log(p / q),
            "REVERSE_KL": q * log(q / p),
            "JENSEN_SHANNON": (p * log(p / m) + q * log(q / m)) / 2,
        }[options.get("objective", "FORWARD_KL")].sum(axis=-1)
        return (1 - alpha) * hard + alpha * temperature**2 * soft

    rng = np.random.default_rng(27)
    objectives = (None, "REVERSE_KL", "JENSEN_SHANNON")
    for dtype in DTYPES:
        for shape in SHAPES:
            for hard in (True, False):
                for option in variants(alpha=(None, 0.0, 0.75, 1.0), temperature=(None, 0.5), objective=objectives):
                    weighted = bool(rng.integers(2))
                    x, z = (2 * rng.standard_normal(shape).astype(dtype) for _ in range(2))
                    p = rng.dirichlet(np.ones(shape[-1]), shape[:-1]).astype(dtype)
                    t = rng.integers(shape[-1], size=shape[:-1]) if hard else p
                    weights = np.asarray(rng.uniform(0.5, 2, shape[:-1])).astype(dtype) if weighted else None
                    name = "x".join(map(str, shape)) + ("/indices" if hard else "/distributions")
                    arguments = Arguments(option, [np.asarray(t), z], [x], weights)
                    yield by_formula(f"{name}/{described(option, weighted)}", arguments, loss)


LOSSES = {
    "DistillationLoss": distillation,
    "TotalVariationLoss": total_variation,
    "JeffreysLoss": jeffreys,
    "HellingerLoss": hellinger,
    "JensenShannonLoss": jensen_shannon,
    "RenyiDivergenceLoss": renyi,
    "GaussianKlLoss": gaussian_kl,
}
