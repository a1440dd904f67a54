"""Losses of one label per score: soft margin and hinge of signs, focal and asymmetric of yes-or-no questions.

Example weights are ours, so MEAN divides by their sum; without them the divisor is torch's: the number of elements.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F
from mpmath import log1p, mpf

import sampling
from binary_problems import product_problem
from exact_derivatives import sigmoid, slopes, softplus
from fixture import Fixture, Options, Outcome, Problem, edge_problem, settle
from sampling import DTYPES, Layout, variants

INF, NAN = np.inf, np.nan
LAYOUTS = (Layout((2, 3)), Layout((4,)), Layout((2, 3, 2)))
# The float32 nearest to 0.05, which is what a float option holds.
CLIP = float(np.float32(0.05))
Exact = Callable[[mpf, mpf, Options], mpf]
Torch = Callable[[torch.Tensor, torch.Tensor, Options], torch.Tensor]


def soft_margin() -> Iterator[Fixture]:
    return _fixtures(_soft_margin, _torch_soft_margin, [{}], ("signs",))


def hinge() -> Iterator[Fixture]:
    options = variants(margin=(None, 0.25, 3.0), squared=(None, True))
    return _fixtures(_hinge, _torch_hinge, options, ("signs",), far=False)


def sigmoid_focal() -> Iterator[Fixture]:
    options = variants(gamma=(None, 0.0, 0.5, 5.0), alpha=(None, 0.25))
    return _fixtures(_sigmoid_focal, _torch_sigmoid_focal, options, ("hard", "soft"))


def asymmetric() -> Iterator[Fixture]:
    options = variants(gammaPositive=(None, 0.5), gammaNegative=(None, 0.5), clip=(None, 0.0))
    options.append({"gammaPositive": 0.0, "gammaNegative": 0.0, "clip": 0.25})
    return _fixtures(_asymmetric, _torch_asymmetric, options, ("hard", "soft"))


def _soft_margin(x: mpf, y: mpf, options: Options) -> mpf:
    return softplus(-y * x)


def _torch_soft_margin(x: torch.Tensor, y: torch.Tensor, options: Options) -> torch.Tensor:
    return F.soft_margin_loss(x, y, reduction="none")


def _hinge(x: mpf, y: mpf, options: Options) -> mpf:
    lack = max(mpf(0), options.get("margin", 1.0) - y * x)
    return lack**2 if options.get("squared") else lack


def _torch_hinge(x: torch.Tensor, y: torch.Tensor, options: Options) -> torch.Tensor:
    lack = F.relu(options.get("margin", 1.0) - y * x)
    return lack**2 if options.get("squared") else lack


def _sigmoid_focal(x: mpf, y: mpf, options: Options) -> mpf:
    entropy = (y * softplus(-x) if y else 0) + ((1 - y) * softplus(x) if y != 1 else 0)
    mistake = y * sigmoid(-x) + (1 - y) * sigmoid(x)
    alpha = options["alpha"] * y + (1 - options["alpha"]) * (1 - y) if "alpha" in options else 1
    return alpha * mistake ** mpf(options.get("gamma", 2.0)) * entropy


def _torch_sigmoid_focal(x: torch.Tensor, y: torch.Tensor, options: Options) -> torch.Tensor:
    """The formula of torchvision.ops.sigmoid_focal_loss."""
    p = torch.sigmoid(x)
    right = p * y + (1 - p) * (1 - y)
    values = F.binary_cross_entropy_with_logits(x, y, reduction="none") * (1 - right) ** options.get("gamma", 2.0)
    alpha = options.get("alpha")
    return values if alpha is None else (alpha * y + (1 - alpha) * (1 - y)) * values


def _asymmetric(x: mpf, y: mpf, options: Options) -> mpf:
    total = mpf(0)
    if y:
        total += y * sigmoid(-x) ** mpf(options.get("gammaPositive", 1.0)) * softplus(-x)
    clip = mpf(options.get("clip", CLIP))
    u = max(mpf(0), sigmoid(x) - clip)
    if y != 1 and u > 0:
        entropy = softplus(x) - log1p(clip / sigmoid(-x))
        total += (1 - y) * u ** mpf(options.get("gammaNegative", 4.0)) * entropy
    return total


def _torch_asymmetric(x: torch.Tensor, y: torch.Tensor, options: Options) -> torch.Tensor:
    """As the authors' code has it, with the focus of each side by itself, so that labels may lie between 0 and 1."""
    p = torch.sigmoid(x)
    u = (p - options.get("clip", CLIP)).clamp(min=0)
    yes = (1 - p) ** options.get("gammaPositive", 1.0) * -F.logsigmoid(x)
    no = u ** options.get("gammaNegative", 4.0) * -torch.log(1 - u)
    return y * yes + (1 - y) * no


def _fixtures(
    exact: Exact, by_torch: Torch, options: list[Options], labels: tuple[str, ...], far: bool = True
) -> Iterator[Fixture]:
    for dtype in DTYPES:
        for problem in (*_options(dtype, options, labels), *_edges(dtype, options, labels, far)):
            outcome, wrong = settle(problem, _by_torch(problem, by_torch), _exact(problem, exact), by_class=False)
            shape = outcome.values.shape
            divisor = math.fsum(problem.example_weights_or_ones(shape).ravel())
            yield Fixture(problem, outcome, divisor, shape[0], wrong)


def _options(dtype: str, options: list[Options], labels: tuple[str, ...]) -> Iterator[Problem]:
    for label in labels:
        for layout in LAYOUTS:
            for own in options if layout == LAYOUTS[0] else options[-1:]:
                for weighted in (False, True):
                    weight = {"weight": 2.0} if weighted and layout != LAYOUTS[0] else {}
                    problem = product_problem(layout, dtype, {**own, **weight}, _kind(label), "LOGITS", weighted)
                    yield replace(problem, labels=_signs(problem.labels)) if label == "signs" else problem


def _kind(label: str) -> str:
    return "hard" if label == "signs" else label


def _signs(labels: np.ndarray) -> np.ndarray:
    return 2 * labels - 1


def _edges(dtype: str, options: list[Options], labels: tuple[str, ...], far: bool) -> Iterator[Problem]:
    for own in options:
        tag = sampling.described(own, False)
        for label in labels:
            y = {"hard": [1, 0], "soft": [0.25, 0.5], "signs": [1, -1]}[label]
            for size in (0, 1, 17, 100, 1e4, INF) if far else (0, 1e4):
                name = f"{label}/{tag}/{size:g}"
                yield edge_problem(f"right/{name}", dtype, own, [y], [[size, -size]])
                yield edge_problem(f"wrong/{name}", dtype, own, [y], [[-size, size]])
        y = [1, 1] if "signs" in labels else [1, 0.25]
        yield edge_problem(f"weightless-nan/{tag}", dtype, own, [y], [[NAN, 0.5]], [[0, 2]])
    yield edge_problem("empty", dtype, {}, np.empty((0, 3)), np.empty((0, 3)))


def _exact(problem: Problem, exact: Exact) -> Outcome:
    options, shape = problem.options, problem.predictions.shape
    scale = options.get("weight", 1.0) * problem.example_weights_or_ones(shape)
    values, gradient = np.zeros(shape), np.zeros(shape)
    for at in np.argwhere(scale):
        i = tuple(at)
        y = mpf(float(problem.labels[i]))
        value, (slope,) = slopes(lambda x: exact(x[0], y, options), [float(problem.predictions[i])])
        values[i], gradient[i] = scale[i] * value, scale[i] * slope
    return Outcome(values, gradient)


def _by_torch(problem: Problem, by_torch: Torch) -> Outcome:
    x = torch.tensor(problem.predictions, dtype=torch.float64, requires_grad=True)
    y = torch.tensor(problem.labels, dtype=torch.float64)
    scale = problem.options.get("weight", 1.0) * problem.example_weights_or_ones(problem.predictions.shape)
    values = by_torch(x, y, problem.options) * torch.tensor(scale)
    (gradient,) = torch.autograd.grad(values.sum(), x)
    return Outcome(values.detach().numpy(), gradient.numpy())


LOSSES = {
    "SoftMarginLoss": soft_margin,
    "HingeLoss": hinge,
    "SigmoidFocalLoss": sigmoid_focal,
    "AsymmetricLoss": asymmetric,
}
