"""Binary cross-entropy from logits and from probabilities: one label in [0, 1] per prediction.

Example weights are ours, so MEAN divides by their sum; without them the divisor is torch's: the number of elements,
whatever the class weights. BCE from probabilities keeps torch's clamp of the logarithms at -100.
"""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F

from distributions import product, softplus
from fixture import Fixture, Outcome, Problem, settle

LOG_FLOOR = -100.0
LEAST = 1e-12


def solve(problem: Problem, from_logits: bool) -> Fixture:
    exact = _exact_from_logits(problem) if from_logits else _exact_from_probabilities(problem)
    outcome, wrong = settle(problem, _by_torch(problem, from_logits), exact, by_class=False)
    shape = outcome.values.shape
    divisor = math.fsum(problem.example_weights_or_ones(shape).ravel())
    _check_mean(problem, outcome, from_logits)
    per_class = {"classWeights", "posWeights"} & problem.options.keys()
    unclear = per_class and problem.class_axis_is_first()
    return Fixture(problem, outcome, divisor, None if unclear else shape[0], wrong)


def _label(problem: Problem) -> np.ndarray:
    smoothing = problem.options.get("labelSmoothing", 0.0)
    return problem.classes_last(problem.labels) * (1 - smoothing) + smoothing / 2


def _scale(problem: Problem) -> np.ndarray:
    """All weights but the positive ones, in the shape of the values with the classes last."""
    examples = problem.example_weights_or_ones(problem.predictions.shape)
    weights = problem.options.get("weight", 1.0) * problem.classes_last(examples)
    return weights * np.array(problem.options.get("classWeights", 1.0))


def _exact_from_logits(problem: Problem) -> Outcome:
    """Two terms of one sign: nothing cancels, and an infinity on the right side costs nothing."""
    x, y, scale = problem.scores, _label(problem), _scale(problem)
    positive = y * np.array(problem.options.get("posWeights", 1.0))
    values = product(positive, softplus(-x)) + product(1 - y, softplus(x))
    gradient = (1 - y) * _sigmoid(x) - positive * _sigmoid(-x)
    return Outcome(problem.as_given(product(scale, values)), problem.as_given(product(scale, gradient)))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return np.exp(-softplus(-x))


def _exact_from_probabilities(problem: Problem) -> Outcome:
    p, y, scale = problem.scores, _label(problem), _scale(problem)
    with np.errstate(divide="ignore"):
        log_p, log_rest = np.log(p), np.log1p(-p)
        values = product(-y, np.maximum(log_p, LOG_FLOOR)) + product(y - 1, np.maximum(log_rest, LOG_FLOOR))
        # torch never divides by less than 1e-12, and so do we; it rounds p (1 - p) first, which we do not.
        gradient = product(1 - y, 1 / np.maximum(1 - p, LEAST)) - product(y, 1 / np.maximum(p, LEAST))
    # On the floor the value is flat and the loss is not: no derivative is right there.
    floored = (y > 0) & (log_p < LOG_FLOOR) | (y < 1) & (log_rest < LOG_FLOOR)
    gradient = np.where(floored, np.nan, gradient)
    return Outcome(problem.as_given(product(scale, values)), problem.as_given(product(scale, gradient)))


def _by_torch(problem: Problem, from_logits: bool) -> Outcome:
    predictions = torch.tensor(problem.predictions, dtype=torch.float64, requires_grad=True)
    examples = problem.example_weights_or_ones(problem.predictions.shape)
    values = _torch_values(problem, predictions, from_logits, "none")
    values = values * torch.tensor(problem.options.get("weight", 1.0) * examples)
    (gradient,) = torch.autograd.grad(values.sum(), predictions)
    return Outcome(values.detach().numpy(), gradient.numpy())


def _torch_values(problem: Problem, predictions: torch.Tensor, from_logits: bool, reduction: str) -> torch.Tensor:
    """torch broadcasts weights from the right, so the classes go last and back."""
    inputs = predictions.movedim(problem.class_axis, -1)
    label = torch.tensor(_label(problem))
    weights = _tensor(problem.options.get("classWeights"))
    if from_logits:
        positive = _tensor(problem.options.get("posWeights"))
        values = F.binary_cross_entropy_with_logits(inputs, label, weights, reduction=reduction, pos_weight=positive)
    else:
        values = F.binary_cross_entropy(inputs, label, weights, reduction=reduction)
    return values.movedim(-1, problem.class_axis) if reduction == "none" else values


def _tensor(weights: list[float] | None) -> torch.Tensor | None:
    return None if weights is None else torch.tensor(weights, dtype=torch.float64)


def _check_mean(problem: Problem, outcome: Outcome, from_logits: bool) -> None:
    if problem.edge or problem.example_weights is not None or "weight" in problem.options:
        return
    predictions = torch.tensor(problem.predictions, dtype=torch.float64)
    expected = float(_torch_values(problem, predictions, from_logits, "mean"))
    found = math.fsum(outcome.values.ravel()) / outcome.values.size
    assert math.isclose(found, expected, rel_tol=1e-12), (problem.id, found, expected)
