"""Fixtures whose answer is one function: PyTorch's, or a published formula evaluated with 50 digits.

Other than in fixture.py there is no second opinion: the functions are well-conditioned at the arguments that are
chosen, and the ids say which is which ("torch/..." or "formula/...").
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import mpmath
import numpy as np
import torch

from fixture import Options, _array, _number, _ratio, _stored, _typed_array

mpmath.mp.dps = 60
STEP = mpmath.mpf(10) ** -20

DTYPES = ("float32", "float64")


@dataclass(frozen=True)
class Arguments:
    """What one call gets; the data type is that of the predictions."""

    options: Options
    labels: list[np.ndarray]
    predictions: list[np.ndarray]
    weights: np.ndarray | None = None


@dataclass(frozen=True)
class Plain:
    """A case with its answer: values without example weights, gradients of their weighted sum."""

    id: str
    arguments: Arguments
    values: np.ndarray
    gradients: list[np.ndarray]
    divisor: float
    # Where terms of either sign make up a value, its error is relative to their size.
    scale: float = 0.0

    @property
    def problem(self) -> Plain:
        return self

    def line(self) -> str:
        arguments = self.arguments
        dtype = arguments.predictions[0].dtype
        total = math.fsum(self.values.ravel())
        inputs = arguments.labels + ([] if arguments.weights is None else [arguments.weights])
        batch = self.values.shape[0] if self.values.ndim else 1
        record = {
            "id": self.id,
            "dtype": dtype.name,
            "options": arguments.options,
            "labels": [_typed_array(array) for array in inputs],
            "predictions": [_typed_array(array) for array in arguments.predictions],
            "values": _array(_stored(self.values, dtype)),
            "sum": _number(_stored(total, dtype)),
            "mean": _number(_stored(_ratio(total, self.divisor), dtype)),
            "divisor": self.divisor,
            "scale": self.scale,
            "batchMean": _number(_stored(_ratio(total, batch), dtype)),
        }
        for i, gradient in enumerate(self.gradients):
            suffix = str(i) if i else ""
            record["gradient" + suffix] = _array(_stored(_ratio(gradient, self.divisor), dtype))
            record["gradientSum" + suffix] = _array(_stored(gradient, dtype))
        return json.dumps(record, allow_nan=False, separators=(",", ":"))


def by_torch(id: str, arguments: Arguments, loss: Callable[..., torch.Tensor], divisor: float | None = None, scale=0.0) -> Plain:
    """`loss(options, labels, predictions)` gives PyTorch's values, reduction "none", in float64."""
    predictions = [torch.tensor(p.astype(np.float64), requires_grad=True) for p in arguments.predictions]
    labels = [torch.tensor(_float64(y)) for y in arguments.labels]
    values = loss(arguments.options, labels, predictions) * arguments.options.get("weight", 1.0)
    if arguments.weights is not None:
        values = values * torch.tensor(arguments.weights.astype(np.float64))
    gradients = torch.autograd.grad(values.sum(), predictions)
    return _plain("torch/" + id, arguments, values.detach().numpy(), [g.numpy() for g in gradients], divisor, scale)


def by_formula(id: str, arguments: Arguments, loss: Callable[..., np.ndarray], divisor: float | None = None, scale=0.0) -> Plain:
    """`loss(options, labels, predictions)` works on arrays of mpmath numbers; gradients are central differences."""

    def weighted(predictions: list[np.ndarray]) -> np.ndarray:
        labels = [y if y.dtype.kind in "iu" else _exact(y) for y in arguments.labels]
        values = loss(arguments.options, labels, predictions) * mpmath.mpf(arguments.options.get("weight", 1.0))
        return values if arguments.weights is None else values * _exact(arguments.weights)

    exact = [_exact(p) for p in arguments.predictions]
    gradients = []
    for i, prediction in enumerate(exact):
        gradient = np.zeros(prediction.shape)
        for index in np.ndindex(prediction.shape):
            sides = []
            for step in (STEP, -STEP):
                moved = prediction.copy()
                moved[index] += step
                sides.append(np.sum(weighted(exact[:i] + [moved] + exact[i + 1 :])))
            gradient[index] = float((sides[0] - sides[1]) / (2 * STEP))
        gradients.append(gradient)
    values = np.asarray(weighted(exact))
    return _plain("formula/" + id, arguments, values.astype(np.float64), gradients, divisor, scale)


def _plain(
    id: str,
    arguments: Arguments,
    values: np.ndarray,
    gradients: list[np.ndarray],
    divisor: float | None,
    scale: float,
) -> Plain:
    if divisor is None:
        weights = arguments.weights
        divisor = float(values.size if weights is None else math.fsum(weights.astype(np.float64).ravel()))
    return Plain(f"{id}/{arguments.predictions[0].dtype.name}", arguments, values, gradients, divisor, scale)


def _float64(array: np.ndarray) -> np.ndarray:
    return array if array.dtype.kind in "iu" else array.astype(np.float64)


def _exact(array: np.ndarray) -> np.ndarray:
    exact = np.empty(array.shape, dtype=object)
    for index in np.ndindex(array.shape):
        exact[index] = mpmath.mpf(float(array[index]))
    return exact


def variants(**choices: tuple[Any, ...]) -> Iterator[Options]:
    """The full product of options; None leaves an option out."""
    for values in product(*choices.values()):
        yield {name: value for name, value in zip(choices, values) if value is not None}


def described(options: Options, weighted: bool) -> str:
    parts = [f"{name}={value}" for name, value in options.items()] + (["weighted"] if weighted else [])
    return ",".join(parts).replace(" ", "") or "default"


exp = np.frompyfunc(mpmath.exp, 1, 1)
log = np.frompyfunc(mpmath.log, 1, 1)
sqrt = np.frompyfunc(mpmath.sqrt, 1, 1)
cosh = np.frompyfunc(mpmath.cosh, 1, 1)
largest = np.frompyfunc(max, 2, 1)


def softmax(x: np.ndarray) -> np.ndarray:
    e = exp(x)
    return e / e.sum(axis=-1, keepdims=True)
