"""Losses of several scores per row that torch has: the margins of one or several classes, and yes-or-no per class.

Class weights multiply the values and stay out of the divisor, which is the number of rows or the sum of their example
weights, as in torch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F

import sampling
from class_problems import IGNORED, IGNORED_CLASS, product_problem
from distributions import product, softplus
from fixture import Fixture, Options, Outcome, Problem, edge_problem, settle
from sampling import CLASS_WEIGHTS, DTYPES, Layout, variants

INF, NAN = np.inf, np.nan
MATRIX = Layout((3, 4))
LAYOUTS = (Layout((4,)), Layout((2, 3, 4)), Layout((2, 3, 4), 1), Layout((3, 4), 0))
WEIGHTS = list(CLASS_WEIGHTS[:4])
Rows = Callable[[np.ndarray, np.ndarray, Options], tuple[np.ndarray, np.ndarray]]
Torch = Callable[[torch.Tensor, torch.Tensor, Options], torch.Tensor]


def multi_margin() -> Iterator[Fixture]:
    options = variants(classWeights=(None, WEIGHTS), ignoreIndex=(None, IGNORED_CLASS), p=(None, 2), margin=(None, 0.5))
    return _fixtures(_multi_margin, _torch_multi_margin, options, "int64", _multi_margin_edges)


def multi_label_margin() -> Iterator[Fixture]:
    return _fixtures(_multi_label_margin, _torch_multi_label_margin, [{}], "sets", _multi_label_margin_edges)


def multi_label_soft_margin() -> Iterator[Fixture]:
    options = variants(classWeights=(None, WEIGHTS))
    return _fixtures(_soft_margin, _torch_soft_margin, options, "answers", _soft_margin_edges)


def _weights(options: Options, classes: int) -> np.ndarray:
    return np.array(options.get("classWeights", [1.0] * classes))


def _tensor(options: Options) -> torch.Tensor | None:
    return torch.tensor(options["classWeights"], dtype=torch.float64) if "classWeights" in options else None


def _multi_margin(x: np.ndarray, labels: np.ndarray, options: Options) -> tuple[np.ndarray, np.ndarray]:
    classes, rows, p = x.shape[1], np.arange(len(x)), options.get("p", 1)
    lack = np.maximum(0, options.get("margin", 1.0) - x[rows, labels][:, None] + x)
    lack[rows, labels] = 0
    scale = _weights(options, classes)[labels][:, None] / classes
    slopes = scale * (2 * lack if p == 2 else lack > 0)
    slopes[rows, labels] = -slopes.sum(axis=1)
    return (scale * lack**p).sum(axis=1), slopes


def _torch_multi_margin(x: torch.Tensor, labels: torch.Tensor, options: Options) -> torch.Tensor:
    p, margin = options.get("p", 1), options.get("margin", 1.0)
    return F.multi_margin_loss(x, labels, p, margin, _tensor(options), reduction="none")


def _multi_label_margin(x: np.ndarray, labels: np.ndarray, options: Options) -> tuple[np.ndarray, np.ndarray]:
    values, slopes = np.zeros(len(x)), np.zeros(x.shape)
    for row, listed in enumerate(labels):
        members = [k for k in listed if k >= 0]
        for j in members:
            for k in set(range(x.shape[1])) - set(members):
                lack = max(0.0, 1 - x[row, j] + x[row, k])
                values[row] += lack
                slopes[row, [k, j]] += np.array([1, -1]) * (lack > 0)
    return values / x.shape[1], slopes / x.shape[1]


def _torch_multi_label_margin(x: torch.Tensor, labels: torch.Tensor, options: Options) -> torch.Tensor:
    return F.multilabel_margin_loss(x, labels, reduction="none")


def _soft_margin(x: np.ndarray, y: np.ndarray, options: Options) -> tuple[np.ndarray, np.ndarray]:
    scale = _weights(options, x.shape[1]) / x.shape[1]
    values = scale * (product(y, softplus(-x)) + product(1 - y, softplus(x)))
    slopes = scale * ((1 - y) * np.exp(-softplus(-x)) - y * np.exp(-softplus(x)))
    return values.sum(axis=1), slopes


def _torch_soft_margin(x: torch.Tensor, y: torch.Tensor, options: Options) -> torch.Tensor:
    return F.multilabel_soft_margin_loss(x, y.double(), _tensor(options), reduction="none")


def _fixtures(
    exact: Rows,
    by_torch: Torch,
    options: list[Options],
    label: str,
    edges: Callable[[str], Iterator[Problem]],
) -> Iterator[Fixture]:
    for dtype in DTYPES:
        for problem in (*_options(dtype, options, label), *edges(dtype)):
            outcome, wrong = settle(problem, _by_torch(problem, by_torch), _exact(problem, exact), by_class=True)
            divisor = math.fsum((_row_weights(problem) / problem.options.get("weight", 1.0)).ravel())
            batch = None if problem.class_axis_is_first() else outcome.values.shape[0]
            yield Fixture(problem, outcome, divisor, batch, wrong)


def _options(dtype: str, options: list[Options], label: str) -> Iterator[Problem]:
    for own in options:
        for weighted in (False, True):
            yield _product(MATRIX, dtype, own, label, weighted)
    for layout in LAYOUTS:
        last = {name: value for name, value in options[-1].items() if layout.rows or name != "ignoreIndex"}
        yield _product(layout, dtype, {**last, "weight": 2.0}, label, bool(layout.rows))


def _product(layout: Layout, dtype: str, options: Options, label: str, weighted: bool) -> Problem:
    problem = product_problem(layout, dtype, options, "int64", weighted)
    if label == "int64":
        return problem
    rng = sampling.random(label, layout.sizes)
    if label == "answers":
        labels = rng.randint(0, 2 if weighted else 5, size=layout.sizes) / (1 if weighted else 4)
    else:
        labels = np.full(layout.sizes, -1)
        for row in np.ndindex(layout.rows):
            members = rng.permutation(layout.classes)[: rng.randint(0, layout.classes + 1)]
            labels[row][: len(members)] = members
    labels = layout.place(labels).astype(dtype if label == "answers" else "int64")
    return replace(problem, id=problem.id.replace("int64", label), labels=labels)


def _multi_margin_edges(dtype: str) -> Iterator[Problem]:
    x = [[0.5, 1.5, -0.5], [2, 0, 1]]
    for options in ({}, {"p": 2}):
        tag = sampling.described(options, False)
        yield edge_problem(f"kink/{tag}", dtype, options, [1, 0], x, None, "int64")
        masked = [[0, -INF, 0.25], [1, 2, -INF]]
        yield edge_problem(f"masked-class/{tag}", dtype, options, [0, 1], masked, None, "int64")
        ignoring = {**options, "ignoreIndex": IGNORED}
        rows = [[NAN, 0, 1], [1, 2, 3]]
        yield edge_problem(f"ignored-nan/{tag}", dtype, ignoring, [IGNORED, 1], rows, None, "int64")
        yield edge_problem(f"weightless-nan/{tag}", dtype, options, [0, 1], rows, [0, 2], "int64")
        yield edge_problem(f"far/{tag}", dtype, options, [0, 1], [[1e4, 0, -1e4]] * 2, None, "int64")
    yield edge_problem("one-class", dtype, {}, [0, 0], [[3], [-7]], None, "int64")
    yield edge_problem("empty", dtype, {}, np.empty((0,)), np.empty((0, 3)), None, "int64")


def _multi_label_margin_edges(dtype: str) -> Iterator[Problem]:
    yield edge_problem("documented", dtype, {}, [[3, 0, -1, -1]], [[0.1, 0.2, 0.4, 0.8]], None, "int64")
    yield edge_problem("kink", dtype, {}, [[1, -1, -1]], [[0.5, 1.5, -0.5]], None, "int64")
    masked = [[0, -INF, 0.25], [1, 2, -INF], [1, 2, 3]]
    sets = [[0, 2, -1], [1, -1, -1], [-1, -1, -1]]
    yield edge_problem("masked-class", dtype, {}, sets, masked, None, "int64")
    rows = [[NAN, 0, 1], [1, 2, 3], [0, 1, 0]]
    yield edge_problem("weightless-nan", dtype, {}, [[0, 1, -1], [2, -1, -1], [2, 1, 0]], rows, [0, 2, 1], "int64")
    yield edge_problem("one-class", dtype, {}, [[0], [-1]], [[3], [-7]], None, "int64")
    yield edge_problem("empty", dtype, {}, np.empty((0, 3)), np.empty((0, 3)), None, "int64")


def _soft_margin_edges(dtype: str) -> Iterator[Problem]:
    for size in (0, 17, 100, 1e4, INF):
        yield edge_problem(f"right/{size:g}", dtype, {}, [[1, 0]], [[size, -size]])
        yield edge_problem(f"wrong/{size:g}", dtype, {}, [[0, 1], [1, 0]], [[size, 0.5], [0.5, size]])
        yield edge_problem(f"soft/{size:g}", dtype, {}, [[0.25, 0.75], [0.25, 0.75]], [[size, 0.5], [0.5, -size]])
    yield edge_problem("weightless-nan", dtype, {}, [[1, 0], [1, 0]], [[NAN, 0.5], [1, 2]], [0, 2])
    yield edge_problem("empty", dtype, {}, np.empty((0, 3)), np.empty((0, 3)))


def _ignored(problem: Problem) -> np.ndarray:
    shape = problem.scores.shape[:-1]
    if problem.labels.shape == problem.predictions.shape:
        return np.zeros(shape, bool)
    return problem.labels == problem.options.get("ignoreIndex", -(2**31))


def _row_weights(problem: Problem) -> np.ndarray:
    shape = problem.scores.shape[:-1]
    return problem.options.get("weight", 1.0) * problem.example_weights_or_ones(shape) * ~_ignored(problem)


def _labels(problem: Problem) -> np.ndarray:
    """Rows of labels with the classes last; in an ignored row class 0, in a weightless row what is given."""
    if problem.labels.shape == problem.predictions.shape:
        rows = np.moveaxis(problem.labels, problem.class_axis, -1)
        return rows.reshape(-1, rows.shape[-1])
    return np.where(_ignored(problem), 0, problem.labels).reshape(-1)


def _exact(problem: Problem, formula: Rows) -> Outcome:
    scores, weights = problem.scores, _row_weights(problem)
    rows = np.where(weights[..., None] == 0, 1.0, scores).reshape(-1, scores.shape[-1])
    values, slopes = formula(rows, _labels(problem), problem.options)
    values = product(weights, values.reshape(weights.shape))
    return Outcome(values, problem.as_given(weights[..., None] * slopes.reshape(scores.shape)))


def _by_torch(problem: Problem, formula: Torch) -> Outcome:
    predictions = torch.tensor(problem.predictions, dtype=torch.float64, requires_grad=True)
    rows = predictions.movedim(problem.class_axis, -1)
    weights = _row_weights(problem)
    labels = torch.tensor(_labels(problem))
    values = formula(rows.reshape(-1, rows.shape[-1]), labels, problem.options).reshape(weights.shape)
    values = values * torch.tensor(weights)
    (gradient,) = torch.autograd.grad(values.sum(), predictions)
    return Outcome(values.detach().numpy(), gradient.numpy())


LOSSES = {
    "MultiMarginLoss": multi_margin,
    "MultiLabelMarginLoss": multi_label_margin,
    "MultiLabelSoftMarginLoss": multi_label_soft_margin,
}
