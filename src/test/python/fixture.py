"""What a fixture is: a problem, its settled answer, and one line of JSON."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

Options = dict[str, Any]

# Two float64 evaluations of a well-conditioned loss agree to this; further apart, one of them has lost digits.
AGREEMENT = 1e-13


@dataclass(frozen=True)
class Problem:
    """The inputs of one call, exactly as the library will get them."""

    id: str
    options: Options
    labels: np.ndarray
    predictions: np.ndarray
    example_weights: np.ndarray | None = None
    default_encoding: str = "LOGITS"
    # Only an edge case may show torch and the closed form apart; anywhere else that is a fault in the generator.
    edge: bool = False

    @property
    def class_axis(self) -> int:
        return self.options.get("classAxis", -1)

    @property
    def encoding(self) -> str:
        return self.options.get("predictionEncoding", self.default_encoding)

    @property
    def scores(self) -> np.ndarray:
        """The predictions in float64 with the classes last."""
        return self.classes_last(self.predictions)

    def classes_last(self, array: np.ndarray) -> np.ndarray:
        return np.moveaxis(array.astype(np.float64), self.class_axis, -1)

    def as_given(self, classes_last: np.ndarray) -> np.ndarray:
        return np.moveaxis(classes_last, -1, self.class_axis)

    def example_weights_or_ones(self, shape: tuple[int, ...]) -> np.ndarray:
        return np.ones(shape) if self.example_weights is None else self.example_weights.astype(np.float64)

    def class_axis_is_first(self) -> bool:
        return self.class_axis % self.predictions.ndim == 0


def edge_problem(
    name: str,
    dtype: str,
    options: Options,
    labels: Any,
    predictions: Any,
    weights: Any = None,
    label_type: str | None = None,
    default_encoding: str = "LOGITS",
) -> Problem:
    """A problem written by hand; labels have the data type of the predictions unless `label_type` says otherwise."""
    return Problem(
        id=f"edge/{name}/{dtype}",
        options=options,
        labels=np.array(labels, dtype=label_type or dtype),
        predictions=np.array(predictions, dtype=dtype),
        example_weights=None if weights is None else np.array(weights, dtype=dtype),
        default_encoding=default_encoding,
        edge=True,
    )


@dataclass(frozen=True)
class Outcome:
    """The loss before reduction, and the gradient of its sum with respect to the predictions."""

    values: np.ndarray
    gradient: np.ndarray


@dataclass(frozen=True)
class Fixture:
    """A problem with its answer; `batch` is None where no axis is the batch axis beyond doubt."""

    problem: Problem
    outcome: Outcome
    divisor: float
    batch: int | None
    torch_wrong: str | None

    def line(self) -> str:
        problem, dtype = self.problem, self.problem.predictions.dtype
        total = math.fsum(self.outcome.values.ravel())
        inputs = [problem.labels] + ([] if problem.example_weights is None else [problem.example_weights])
        record = {
            "id": problem.id,
            "dtype": dtype.name,
            "options": problem.options,
            "labels": [_typed_array(array) for array in inputs],
            "predictions": [_typed_array(problem.predictions)],
            "values": _array(_stored(self.outcome.values, dtype)),
            "sum": _number(_stored(total, dtype)),
            "mean": _number(_stored(_ratio(total, self.divisor), dtype)),
            "divisor": self.divisor,
            "batchMean": None if self.batch is None else _number(_stored(_ratio(total, self.batch), dtype)),
            "gradient": self._gradient(self.divisor),
            "gradientSum": self._gradient(1.0),
        }
        if self.torch_wrong:
            record["torchWrong"] = self.torch_wrong
        return json.dumps(record, allow_nan=False, separators=(",", ":"))

    def _gradient(self, divisor: float) -> dict[str, Any] | None:
        if not np.isfinite(self.outcome.gradient).all():
            return None
        return _array(_stored(_ratio(self.outcome.gradient, divisor), self.problem.predictions.dtype))


def settle(problem: Problem, by_torch: Outcome, exact: Outcome, by_class: bool) -> tuple[Outcome, str | None]:
    """Takes torch's numbers, or the exact ones with a reason where torch is wrong.

    Gradients are compared with the largest element of their distribution (`by_class`) or one by one. A gradient that
    the exact form cannot give, or that torch cannot give at an infinite loss, is undefined: NaN, stored as null.
    """
    defined = bool(np.isfinite(exact.gradient).all())
    faults = _value_faults(by_torch.values, exact.values)
    faults += _gradient_faults(problem, by_torch, exact, by_class) if defined else []
    if not problem.edge and (faults or not defined):
        raise AssertionError(f"{problem.id}: {'; '.join(faults) or 'undefined gradient'}")
    if not np.isfinite(exact.values).all() and not np.isfinite(by_torch.gradient).all():
        defined = False
    answer = exact if faults else by_torch
    gradient = answer.gradient if defined else np.full_like(exact.gradient, np.nan)
    return Outcome(answer.values, gradient), "; ".join(faults) or None


def _value_faults(found: np.ndarray, expected: np.ndarray) -> list[str]:
    if (np.isnan(found) & ~np.isnan(expected)).any():
        return ["value is NaN, not the limit"]
    if np.isclose(found, expected, rtol=AGREEMENT, atol=0, equal_nan=True).all():
        return []
    return ["value " + _error(found, expected, np.abs(expected))]


def _gradient_faults(problem: Problem, by_torch: Outcome, exact: Outcome, by_class: bool) -> list[str]:
    if not np.isfinite(by_torch.gradient).all():
        return ["gradient is not finite, but the limit is"]
    scale = np.abs(exact.gradient)
    if by_class and scale.size:
        scale = np.broadcast_to(scale.max(axis=problem.class_axis, keepdims=True), scale.shape)
    if (np.abs(by_torch.gradient - exact.gradient) <= AGREEMENT * scale).all():
        return []
    return ["gradient " + _error(by_torch.gradient, exact.gradient, scale)]


def _error(found: np.ndarray, expected: np.ndarray, scale: np.ndarray) -> str:
    with np.errstate(all="ignore"):
        worst = np.nanmax(np.abs(found - expected) / scale)
    return f"has a relative error of {worst:.0e}" if np.isfinite(worst) else "is not exactly zero"


def _ratio(numerator: Any, divisor: float) -> Any:
    """Nothing counted, nothing lost: 0 where torch has 0 / 0."""
    return numerator / divisor if divisor else numerator * 0.0


def _stored(numbers: Any, dtype: np.dtype) -> Any:
    """Keeps float64 digits, but an answer beyond float32's range is infinite for a float32 loss."""
    limit = float(np.finfo(dtype).max)
    # Adding zero turns -0.0, which is noise in a diff, into 0.0.
    return np.where(np.abs(numbers) > limit, np.copysign(np.inf, numbers), numbers) + 0.0


def _typed_array(array: np.ndarray) -> dict[str, Any]:
    return {"dtype": array.dtype.name, **_array(array)}


def _array(array: np.ndarray) -> dict[str, Any]:
    array = np.asarray(array)
    return {"shape": list(array.shape), "data": [_number(number) for number in array.ravel().tolist()]}


def _number(number: Any) -> Any:
    number = number.item() if isinstance(number, (np.ndarray, np.generic)) else number
    if isinstance(number, int) or math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
