"""Cross-entropy and negative log-likelihood: labels are class indices or distributions.

Where the library departs from torch on purpose, the answer is built from torch's 'none' values:
- the divisor for distribution labels is the expected class weight under the (unsmoothed) label; torch divides by
  the number of rows, so that a one-hot label and its index disagree there;
- nothing counted gives 0, not NaN;
- a row that does not count has gradient 0 whatever it holds.
"""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F

from distributions import probabilities_and_logs, product, sum_of_others
from fixture import Fixture, Outcome, Problem, settle

NO_SUCH_LABEL = -(2**31)


def solve(problem: Problem) -> Fixture:
    outcome, wrong = settle(problem, _by_torch(problem), _exact(problem), by_class=True)
    divisor = divisor_of(problem)
    _check_reductions(problem, outcome, divisor)
    shape = outcome.values.shape
    return Fixture(problem, outcome, divisor, None if problem.class_axis_is_first() else shape[0], wrong)


def _is_distribution(problem: Problem) -> bool:
    return problem.labels.shape == problem.predictions.shape


def _indices(problem: Problem) -> np.ndarray:
    """Class indices in the shape of the values, from any type and with or without the class axis."""
    labels = problem.labels.astype(np.int64)
    return labels.squeeze(problem.class_axis) if labels.ndim == problem.predictions.ndim else labels


def counts_of(problem: Problem) -> np.ndarray:
    if _is_distribution(problem):
        return np.ones(problem.scores.shape[:-1])
    return (_indices(problem) != problem.options.get("ignoreIndex", NO_SUCH_LABEL)).astype(np.float64)


def target_of(problem: Problem) -> np.ndarray:
    """Labels as distributions with the classes last; all zeros in an ignored row."""
    if _is_distribution(problem):
        return problem.classes_last(problem.labels)
    return (_indices(problem)[..., None] == np.arange(problem.scores.shape[-1])) * counts_of(problem)[..., None]


def class_weights_of(problem: Problem) -> np.ndarray:
    return np.array(problem.options.get("classWeights", [1.0] * problem.scores.shape[-1]))


def row_weights_of(problem: Problem) -> np.ndarray:
    """What multiplies torch's values: example weights and the coefficient of the loss."""
    shape = problem.scores.shape[:-1]
    return problem.options.get("weight", 1.0) * problem.example_weights_or_ones(shape)


def divisor_of(problem: Problem) -> float:
    row = np.ones(problem.scores.shape[:-1])
    if "classWeights" in problem.options:
        row = target_of(problem) @ class_weights_of(problem)
    return math.fsum((row * counts_of(problem) * problem.example_weights_or_ones(row.shape)).ravel())


def _exact(problem: Problem) -> Outcome:
    """Every variant is sum_k a_k * (-log p_k); `a` gathers label, smoothing and all weights."""
    target, smoothing = target_of(problem), problem.options.get("labelSmoothing", 0.0)
    smoothed = (1 - smoothing) * target + smoothing / target.shape[-1]
    row = (row_weights_of(problem) * counts_of(problem))[..., None]
    a = smoothed * class_weights_of(problem) * row

    scores = np.where((a == 0).all(axis=-1, keepdims=True), 0.0, problem.scores)
    p, log_p = probabilities_and_logs(scores, problem.encoding)
    values = product(a, -log_p).sum(axis=-1)
    return Outcome(values, problem.as_given(_gradient(a, p, problem.encoding)))


def _gradient(a: np.ndarray, p: np.ndarray, encoding: str) -> np.ndarray:
    if encoding == "LOG_PROBABILITIES":
        return -a
    if encoding == "PROBABILITIES":
        with np.errstate(divide="ignore"):
            return product(-a, 1 / p)
    # p_j sum_k a_k - a_j, regrouped so that a confident label does not cancel.
    return p * sum_of_others(a) - a * sum_of_others(p)


def _by_torch(problem: Problem) -> Outcome:
    predictions = torch.tensor(problem.predictions, dtype=torch.float64, requires_grad=True)
    values = _torch_values(problem, predictions, "none") * torch.tensor(row_weights_of(problem))
    (gradient,) = torch.autograd.grad(values.sum(), predictions)
    return Outcome(values.detach().numpy(), gradient.numpy())


def _classes_second(problem: Problem, tensor: torch.Tensor) -> torch.Tensor:
    """torch's layout: (C), (N, C) or (N, C, d1, ...)."""
    return tensor.movedim(problem.class_axis, min(1, tensor.dim() - 1)).contiguous()


def _torch_values(problem: Problem, predictions: torch.Tensor, reduction: str) -> torch.Tensor:
    scores = _classes_second(problem, predictions)
    if _is_distribution(problem):
        label = _classes_second(problem, torch.tensor(problem.labels, dtype=torch.float64))
    else:
        label = torch.tensor(_indices(problem))
    weights = torch.tensor(problem.options["classWeights"]).double() if "classWeights" in problem.options else None
    ignored = problem.options.get("ignoreIndex", NO_SUCH_LABEL)
    smoothing = problem.options.get("labelSmoothing", 0.0)
    if problem.encoding == "LOGITS":
        ignore = {} if _is_distribution(problem) else {"ignore_index": ignored}
        return F.cross_entropy(scores, label, weights, reduction=reduction, label_smoothing=smoothing, **ignore)
    log_p = scores if problem.encoding == "LOG_PROBABILITIES" else scores.log()
    if not _is_distribution(problem) and smoothing == 0:
        return F.nll_loss(log_p, label, weights, ignore_index=ignored, reduction=reduction)
    return _smooth_values(problem, log_p, label, weights, smoothing)


def _smooth_values(
    problem: Problem, log_p: torch.Tensor, label: torch.Tensor, weights: torch.Tensor | None, smoothing: float
) -> torch.Tensor:
    """cross_entropy's formulas for soft and smoothed labels, which torch has for logits alone."""
    axis = min(1, log_p.dim() - 1)
    weighted = log_p if weights is None else log_p * weights.view([-1] + [1] * (log_p.dim() - 1 - axis))
    if _is_distribution(problem):
        return -((label * (1 - smoothing) + smoothing / log_p.shape[axis]) * weighted).sum(axis)
    ignored = problem.options.get("ignoreIndex", NO_SUCH_LABEL)
    hard = F.nll_loss(log_p, label, weights, ignore_index=ignored, reduction="none")
    uniform = torch.where(label == ignored, 0.0, -weighted.sum(axis))
    return (1 - smoothing) * hard + smoothing / log_p.shape[axis] * uniform


def _check_reductions(problem: Problem, outcome: Outcome, divisor: float) -> None:
    """Our mean and sum are torch's wherever torch has the same divisor."""
    shared = problem.encoding == "LOGITS" or not (_is_distribution(problem) or "labelSmoothing" in problem.options)
    other_divisor = _is_distribution(problem) and "classWeights" in problem.options
    scaled = problem.example_weights is not None or "weight" in problem.options
    if problem.edge or not shared or other_divisor or scaled or not divisor:
        return
    total = math.fsum(outcome.values.ravel())
    predictions = torch.tensor(problem.predictions, dtype=torch.float64)
    for reduction, expected in (("sum", total), ("mean", total / divisor)):
        found = float(_torch_values(problem, predictions, reduction))
        assert math.isclose(found, expected, rel_tol=1e-12), (problem.id, reduction, found, expected)
