"""Losses of class labels that are a function of the probability of the right class: focal, poly, generalized.

Of several classes, sum_k a_k f(-log p_k) with the label, its smoothing and all weights in `a`, as for cross-entropy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from mpmath import expm1, fsum, mpf

import exact_derivatives as exact
import sampling
from class_losses import class_weights_of, counts_of, divisor_of, row_weights_of, target_of
from class_problems import IGNORED, IGNORED_CLASS, product_problem
from fixture import Fixture, Options, Outcome, Problem, edge_problem, settle
from sampling import CLASS_WEIGHTS, DTYPES, SMOOTHING, Layout, variants

INF, NAN = np.inf, np.nan
ENCODINGS = (None, "LOG_PROBABILITIES", "PROBABILITIES")
ALPHA = (0.25, 1.5, 1.0, 0.5)
SMALL = Layout((2, 3))
OTHERS = (Layout((4,)), Layout((2, 3, 2), 1), Layout((3, 2), 0))
Exact = Callable[[mpf, Options], mpf]
Torch = Callable[[torch.Tensor, torch.Tensor, Options], torch.Tensor]


def focal() -> Iterator[Fixture]:
    return _fixtures(_focal, _torch_focal, ({}, {"gamma": 0.5}), ({"gamma": 0.0}, {"gamma": 5.0}), (None, ALPHA))


def poly() -> Iterator[Fixture]:
    return _fixtures(_poly, _torch_poly, ({}, {"epsilon": -0.75}), ({"epsilon": 0.0}, {"epsilon": 3.0}), (None,))


def generalized() -> Iterator[Fixture]:
    rest = ({"q": 1.0}, {"q": 0.0625})
    return _fixtures(_generalized, _torch_generalized, ({}, {"q": 0.25}), rest, (None,))


def _focal(s: mpf, options: Options) -> mpf:
    return (-expm1(-s)) ** mpf(options.get("gamma", 2.0)) * s


def _torch_focal(log_p: torch.Tensor, p: torch.Tensor, options: Options) -> torch.Tensor:
    return -((1 - p) ** options.get("gamma", 2.0)) * log_p


def _poly(s: mpf, options: Options) -> mpf:
    return s - mpf(options.get("epsilon", 1.0)) * expm1(-s)


def _torch_poly(log_p: torch.Tensor, p: torch.Tensor, options: Options) -> torch.Tensor:
    return -log_p + options.get("epsilon", 1.0) * (1 - p)


def _q(options: Options) -> float:
    return options.get("q", float(np.float32(0.7)))


def _generalized(s: mpf, options: Options) -> mpf:
    return -expm1(-_q(options) * s) / _q(options)


def _torch_generalized(log_p: torch.Tensor, p: torch.Tensor, options: Options) -> torch.Tensor:
    return (1 - p ** _q(options)) / _q(options)


def _fixtures(
    cost: Exact, torch_cost: Torch, product: tuple[Options, ...], rest: tuple[Options, ...], alphas: tuple
) -> Iterator[Fixture]:
    for dtype in DTYPES:
        problems = [*_options(dtype, product, alphas), *_layouts(dtype, alphas), *_edges(dtype, (*product, *rest))]
        for problem in problems:
            by_torch, truth = _by_torch(problem, torch_cost), _exact(problem, cost)
            outcome, wrong = settle(problem, by_torch, truth, by_class=True)
            batch = None if problem.class_axis_is_first() else outcome.values.shape[0]
            yield Fixture(problem, outcome, divisor_of(problem), batch, wrong)


def _options(dtype: str, product: tuple[Options, ...], alphas: tuple) -> Iterator[Problem]:
    for label, ignored in (("int64", (None, IGNORED_CLASS)), ("distribution", (None,))):
        for options in variants(
            predictionEncoding=ENCODINGS,
            classWeights=(None, list(CLASS_WEIGHTS[:3])),
            alpha=tuple(alpha and list(alpha[:3]) for alpha in alphas),
            ignoreIndex=ignored,
            labelSmoothing=(None, SMOOTHING),
        ):
            for own in product:
                yield product_problem(SMALL, dtype, {**options, **own}, label)


def _layouts(dtype: str, alphas: tuple) -> Iterator[Problem]:
    for layout in OTHERS:
        options = {"classWeights": list(CLASS_WEIGHTS[: layout.classes]), "weight": 2.0}
        if alphas[-1]:
            options["alpha"] = list(alphas[-1][: layout.classes])
        for smoothing in variants(labelSmoothing=(None, SMOOTHING)):
            weighted = bool(layout.rows)
            yield product_problem(layout, dtype, {**options, **smoothing}, "int64", weighted, own_axis=True)
            yield product_problem(layout, dtype, {**options, **smoothing}, "distribution", weighted)


def _edges(dtype: str, options: tuple[Options, ...]) -> Iterator[Problem]:
    for own in options:
        tag = sampling.described(own, False)
        for margin in (8, 17, 40):
            x = [[margin, 0, -1], [0, margin, 1]]
            yield edge_problem(f"confident/{tag}/{margin}", dtype, own, [0, 1], x, None, "int64")
            yield edge_problem(f"wrong/{tag}/{margin}", dtype, own, [1, 0], x, None, "int64")
            yield edge_problem(f"soft/{tag}/{margin}", dtype, own, [[1, 0, 0], [0.25, 0.75, 0]], x)
        far = [[1e4, 0, -1e4], [-1e4, 1e4, 0]]
        yield edge_problem(f"far/{tag}", dtype, own, [0, 0], far, None, "int64")
        yield edge_problem(f"far-soft/{tag}", dtype, own, [[1, 0, 0], [0, 0.5, 0.5]], far)
        masked = [[-INF, 0, 1], [2, 1, -INF]]
        yield edge_problem(f"masked-class/{tag}", dtype, own, [1, 0], masked, None, "int64")
        yield edge_problem(f"masked-class-soft/{tag}", dtype, own, [[0, 0.5, 0.5], [1, 0, 0]], masked)
        ignoring = {**own, "ignoreIndex": IGNORED}
        rows = [[NAN, 0, 1], [1, 2, 3]]
        yield edge_problem(f"ignored-nan/{tag}", dtype, ignoring, [IGNORED, 1], rows, None, "int64")
        yield edge_problem(f"weightless-nan/{tag}", dtype, own, [[1, 0, 0], [0, 0.5, 0.5]], rows, [0, 2])
        sure = {**own, "predictionEncoding": "PROBABILITIES"}
        p = [[0.5, 0.5, 0], [0.125, 0.25, 0.625]]
        yield edge_problem(f"impossible-class/{tag}", dtype, sure, [1, 2], p, None, "int64")
    yield edge_problem("one-class", dtype, {}, [0, 0], [[3], [-7]], None, "int64")
    yield edge_problem("empty", dtype, {}, np.empty((0,)), np.empty((0, 3)), None, "int64")


def _coefficients(problem: Problem) -> np.ndarray:
    target, smoothing = target_of(problem), problem.options.get("labelSmoothing", 0.0)
    smoothed = (1 - smoothing) * target + smoothing / target.shape[-1]
    row = (row_weights_of(problem) * counts_of(problem))[..., None]
    return smoothed * class_weights_of(problem) * np.array(problem.options.get("alpha", 1.0)) * row


def _exact(problem: Problem, cost: Exact) -> Outcome:
    a, scores = _coefficients(problem), problem.scores
    values, gradient = np.zeros(a.shape[:-1]), np.zeros(a.shape)
    for row in np.ndindex(a.shape[:-1]):
        if a[row].any():
            values[row], gradient[row] = _exact_row(a[row], scores[row], problem, cost)
    return Outcome(values, problem.as_given(gradient))


def _exact_row(a: np.ndarray, scores: np.ndarray, problem: Problem, cost: Exact) -> tuple[float, np.ndarray]:
    # a class that cannot be and is not asked for has neither a value nor a gradient
    used = np.flatnonzero(~np.isneginf(scores) & ((a != 0) | (problem.encoding == "LOGITS")))

    def value(x: list[mpf]) -> mpf:
        s = exact.surprisals(x, problem.encoding)
        return fsum(mpf(float(a[k])) * cost(s[i], problem.options) for i, k in enumerate(used) if a[k])

    found, slopes = exact.slopes(value, scores[used].tolist())
    gradient = np.zeros(len(a))
    gradient[used] = slopes
    return found, gradient


def _by_torch(problem: Problem, cost: Torch) -> Outcome:
    predictions = torch.tensor(problem.predictions, dtype=torch.float64, requires_grad=True)
    scores = predictions.movedim(problem.class_axis, -1)
    log_p = {"LOGITS": scores.log_softmax(-1), "LOG_PROBABILITIES": scores}.get(problem.encoding, scores.log())
    values = (torch.tensor(_coefficients(problem)) * cost(log_p, log_p.exp(), problem.options)).sum(-1)
    (gradient,) = torch.autograd.grad(values.sum(), predictions)
    return Outcome(values.detach().numpy(), gradient.numpy())


LOSSES = {
    "FocalLoss": focal,
    "PolyLoss": poly,
    "GeneralizedCrossEntropyLoss": generalized,
}
