"""The losses of numbers: PyTorch's, and log-cosh and the pinball loss by formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch.nn.functional as F

from plain import DTYPES, Arguments, Plain, by_formula, by_torch, cosh, described, largest, log, variants

SHAPES = ((), (5,), (3, 4), (2, 1, 3))


def _arguments(rng, shape, dtype, options, label="real", second=None, weighted=False, positive=False) -> Arguments:
    x = 2 * rng.standard_normal(shape)
    x = np.asarray(np.exp(x / 2) if positive else x).astype(dtype)
    y = rng.poisson(3.0, shape) if label == "count" else 2 * rng.standard_normal(shape)
    predictions = [x]
    if second == "variance":
        variance = np.exp(rng.standard_normal(shape))
        predictions.append(np.asarray(variance).astype(dtype))
    weights = np.asarray(rng.uniform(0.5, 2, shape)).astype(dtype) if weighted else None
    return Arguments(options, [np.asarray(y).astype(dtype)], predictions, weights)


def _cases(
    seed: int, reference: Callable, loss: Callable, options: list[dict], scale: float = 0.0, **kinds
) -> Iterator[Plain]:
    rng = np.random.default_rng(seed)
    for dtype in DTYPES:
        for shape in SHAPES:
            for weighted in (False, True):
                for option in options:
                    arguments = _arguments(rng, shape, dtype, option, weighted=weighted, **kinds)
                    name = "x".join(map(str, shape)) or "scalar"
                    yield reference(f"{name}/{described(option, weighted)}", arguments, loss, scale=scale)


def _edge(id: str, options: dict, y: list, *x: list, loss: Callable, reference: Callable = by_torch) -> Iterator[Plain]:
    for dtype in DTYPES:
        arguments = Arguments(options, [np.array(y, dtype)], [np.array(p, dtype) for p in x])
        yield reference("edge/" + id, arguments, loss)


def l1() -> Iterator[Plain]:
    def loss(options, labels, predictions):
        return F.l1_loss(predictions[0], labels[0], reduction="none")

    yield from _cases(1, by_torch, loss, list(variants(weight=(None, -0.5))))
    yield from _edge("at-zero", {}, [1, 0, -2], [1, 0, -2.5], loss=loss)


def mse() -> Iterator[Plain]:
    def loss(options, labels, predictions):
        return F.mse_loss(predictions[0], labels[0], reduction="none")

    yield from _cases(2, by_torch, loss, list(variants(weight=(None, -0.5))))
    yield from _edge("at-zero", {}, [1, 0, 1e-20], [1, 0, 0], loss=loss)


def smooth_l1() -> Iterator[Plain]:
    def loss(options, labels, predictions):
        return F.smooth_l1_loss(predictions[0], labels[0], reduction="none", beta=options.get("beta", 1.0))

    yield from _cases(3, by_torch, loss, list(variants(beta=(None, 0.25, 3.0, 0.0), weight=(None, 2.0))))
    yield from _edge("at-the-joint", {}, [0, 0, 0, 0], [1, -1, 0, 1e6], loss=loss)
    yield from _edge("at-zero,beta=0", {"beta": 0.0}, [1, 0], [1, 0.5], loss=loss)


def huber() -> Iterator[Plain]:
    def loss(options, labels, predictions):
        return F.huber_loss(predictions[0], labels[0], reduction="none", delta=options.get("delta", 1.0))

    yield from _cases(4, by_torch, loss, list(variants(delta=(None, 0.25, 3.0), weight=(None, 2.0))))
    yield from _edge("at-the-joint", {}, [0, 0, 0, 0], [1, -1, 0, 1e6], loss=loss)


def log_cosh() -> Iterator[Plain]:
    """keras.losses.LogCosh: log(cosh(x - y))."""

    def loss(options, labels, predictions):
        return log(cosh(predictions[0] - labels[0]))

    yield from _cases(5, by_formula, loss, list(variants(weight=(None, 2.0))))
    far = [1e-6, -1e-3, 0.5, 1, -1.0625, 20, -89, 100, 1e4]
    yield from _edge("tiny-to-huge", {}, [0] * len(far), far, loss=loss, reference=by_formula)


def quantile() -> Iterator[Plain]:
    """Koenker and Bassett 1978: max(q d, (q - 1) d), d = y - x."""

    def loss(options, labels, predictions):
        q, d = np.float32(options.get("quantile", 0.5)).item(), labels[0] - predictions[0]
        return largest(q * d, (q - 1) * d)

    quantiles = tuple(float(np.float32(q)) for q in (0.9, 0.01))
    yield from _cases(6, by_formula, loss, list(variants(quantile=(None, *quantiles), weight=(None, 2.0))))


def poisson_nll() -> Iterator[Plain]:
    def loss(options, labels, predictions):
        return F.poisson_nll_loss(
            predictions[0],
            labels[0],
            log_input=options.get("logInput", True),
            full=options.get("full", False),
            eps=options.get("epsilon", float(np.float32(1e-8))),
            reduction="none",
        )

    full = (None, True)
    yield from _cases(7, by_torch, loss, list(variants(full=full, weight=(None, 2.0))), label="count", scale=1.0)
    rates = list(variants(logInput=(False,), full=full, epsilon=(None, 0.5)))
    yield from _cases(8, by_torch, loss, rates, label="count", positive=True, scale=1.0)
    yield from _edge("no-rate", {"logInput": False}, [0, 0], [0, 1], loss=loss)


def gaussian_nll() -> Iterator[Plain]:
    def loss(options, labels, predictions):
        return F.gaussian_nll_loss(
            predictions[0],
            labels[0],
            predictions[1],
            full=options.get("full", False),
            eps=options.get("epsilon", float(np.float32(1e-6))),
            reduction="none",
        )

    options = list(variants(full=(None, True), epsilon=(None, 0.5), weight=(None, 2.0)))
    yield from _cases(9, by_torch, loss, options, second="variance", scale=1.0)
    yield from _edge("no-variance", {"epsilon": 0.25}, [0, 1], [0.5, 1], [0, 0.125], loss=loss)


LOSSES = {
    "L1Loss": l1,
    "MseLoss": mse,
    "SmoothL1Loss": smooth_l1,
    "HuberLoss": huber,
    "LogCoshLoss": log_cosh,
    "QuantileLoss": quantile,
    "PoissonNllLoss": poisson_nll,
    "GaussianNllLoss": gaussian_nll,
}
