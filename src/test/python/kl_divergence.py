"""KlDivergenceLoss: any spelling of either distribution, both directions, temperature.

The library's values are torch's 'none' summed over the classes: one divergence per distribution, and MEAN divides by
the number of distributions (or the sum of their example weights). torch's 'mean' divides by the number of elements,
its 'batchmean' by the size of axis 0. Also, 0 log 0 is 0 whichever way the zero is spelled; torch has NaN for some.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

import sampling
from distributions import probabilities_and_logs, product
from fixture import Fixture, Options, Outcome, Problem, edge_problem, settle
from sampling import DTYPES, LAYOUTS, MATRIX, Layout, variants

INF, NAN = np.inf, np.nan
ENCODING = "LOG_PROBABILITIES"
DIRECTIONS = (None, "REVERSE")
FROM_LOGITS: Options = {"predictionEncoding": "LOGITS", "labelEncoding": "LOGITS"}


def fixtures() -> Iterator[Fixture]:
    for index, dtype in enumerate(DTYPES):
        for problem in (*_options(dtype), *_layouts(dtype, index), *_edges(dtype)):
            yield _solve(problem)


def _options(dtype: str) -> Iterator[Problem]:
    """Every option with every other, on one matrix."""
    for weighted in (False, True):
        for options in _encodings(direction=DIRECTIONS, weight=(None, 0.5)):
            yield _product(MATRIX, dtype, options, weighted)
        for options in variants(direction=DIRECTIONS, temperature=(0.5, 2.0, 4.0), weight=(None, 0.5)):
            yield _product(MATRIX, dtype, {**FROM_LOGITS, **options}, weighted)


def _layouts(dtype: str, turn: int) -> Iterator[Problem]:
    """Every spelling on every layout; the two data types take turns in the order of the product."""
    for layout in LAYOUTS:
        if layout == MATRIX:
            continue
        for index, options in enumerate(_encodings(direction=DIRECTIONS)):
            if index % 2 == turn:
                yield _product(layout, dtype, options, weighted=False)
        for options in variants(direction=DIRECTIONS, temperature=(2.0,)):
            yield _product(layout, dtype, {**FROM_LOGITS, **options}, weighted=True)


def _encodings(**choices: tuple[Any, ...]) -> list[Options]:
    """The 3 x 3 encodings, defaults left out, times the other choices."""
    return variants(
        predictionEncoding=("LOGITS", None, "PROBABILITIES"),
        labelEncoding=("LOGITS", "LOG_PROBABILITIES", None),
        **choices,
    )


def _product(layout: Layout, dtype: str, options: Options, weighted: bool) -> Problem:
    sizes = layout.sizes
    label_encoding, prediction_encoding = _label_encoding(options), options.get("predictionEncoding", ENCODING)
    rng = sampling.random("label", sizes, label_encoding)
    # A zero label has an infinite reverse divergence, so the zeros stay in the forward direction.
    if label_encoding == "PROBABILITIES" and "direction" not in options:
        label = sampling.distributions(rng, sizes, zeros=True)
    else:
        label = sampling.encoded(rng, sizes, label_encoding)
    prediction = sampling.encoded(sampling.random("prediction", sizes, prediction_encoding), sizes, prediction_encoding)
    weights = sampling.example_weights(sampling.random("weights", layout.rows), layout.rows).astype(dtype)
    return Problem(
        id=f"{layout}/{sampling.described(options, weighted)}/{dtype}",
        options={**layout.options, **options},
        labels=layout.place(label).astype(dtype),
        predictions=layout.place(prediction).astype(dtype),
        example_weights=weights if weighted else None,
        default_encoding=ENCODING,
    )


def _label_encoding(options: Options) -> str:
    return options.get("labelEncoding", "PROBABILITIES")


def _solve(problem: Problem) -> Fixture:
    outcome, wrong = settle(problem, _by_torch(problem), _exact(problem), by_class=True)
    shape = outcome.values.shape
    divisor = math.fsum(problem.example_weights_or_ones(shape).ravel())
    _check_batch_mean(problem, outcome)
    return Fixture(problem, outcome, divisor, None if problem.class_axis_is_first() else shape[0], wrong)


def _row_weights(problem: Problem) -> np.ndarray:
    shape = problem.scores.shape[:-1]
    return problem.options.get("weight", 1.0) * problem.example_weights_or_ones(shape)


def _torch_terms(problem: Problem, prediction: torch.Tensor) -> torch.Tensor:
    """F.kl_div takes the logarithm of the second argument of KL first."""
    temperature = problem.options.get("temperature", 1.0)
    label = torch.tensor(problem.labels, dtype=torch.float64)
    given = ((label, _label_encoding(problem.options)), (prediction, problem.encoding))
    first, second = given[::-1] if "direction" in problem.options else given
    target, is_log = _torch_target(*first, problem.class_axis, temperature)
    log_other = _torch_log(*second, problem.class_axis, temperature)
    return temperature**2 * F.kl_div(log_other, target, reduction="none", log_target=is_log)


def _torch_log(array: torch.Tensor, encoding: str, axis: int, temperature: float) -> torch.Tensor:
    if encoding == "LOGITS":
        return F.log_softmax(array / temperature, dim=axis)
    return array.log() if encoding == "PROBABILITIES" else array


def _torch_target(array: torch.Tensor, encoding: str, axis: int, temperature: float) -> tuple[torch.Tensor, bool]:
    if encoding == "PROBABILITIES":
        return array, False
    return _torch_log(array, encoding, axis, temperature), True


def _by_torch(problem: Problem) -> Outcome:
    prediction = torch.tensor(problem.predictions, dtype=torch.float64, requires_grad=True)
    values = _torch_terms(problem, prediction).sum(problem.class_axis) * torch.tensor(_row_weights(problem))
    (gradient,) = torch.autograd.grad(values.sum(), prediction)
    return Outcome(values.detach().numpy(), gradient.numpy())


def _check_batch_mean(problem: Problem, outcome: Outcome) -> None:
    scaled = problem.example_weights is not None or {"weight", "temperature"} & problem.options.keys()
    if problem.edge or scaled or problem.class_axis_is_first():
        return
    terms = _torch_terms(problem, torch.tensor(problem.predictions, dtype=torch.float64))
    expected = float(terms.sum()) / len(terms)
    found = math.fsum(outcome.values.ravel()) / outcome.values.shape[0]
    assert math.isclose(found, expected, rel_tol=1e-12), (problem.id, found, expected)


def _exact(problem: Problem) -> Outcome:
    temperature = problem.options.get("temperature", 1.0)
    label, prediction = problem.classes_last(problem.labels) / temperature, problem.scores / temperature
    p, log_p = probabilities_and_logs(label, _label_encoding(problem.options))
    q, log_q = probabilities_and_logs(prediction, problem.encoding)
    with np.errstate(invalid="ignore"):
        log_ratio = log_q - log_p
    from_logits = {_label_encoding(problem.options), problem.encoding} == {"LOGITS"}
    if from_logits:
        log_ratio = _log_ratio(label, prediction, p, log_ratio)

    divergence = _bregman if from_logits else _plain
    if "direction" in problem.options:
        values = divergence(q, p, -log_ratio)
        gradient = _reverse_gradient(q, log_ratio, values[..., None], problem.encoding)
    else:
        values = divergence(p, q, log_ratio)
        gradient = _forward_gradient(p, q, log_ratio, problem.encoding, from_logits)
    # T^2 of the scale and 1/T of the softmax.
    row = _row_weights(problem)
    return Outcome(
        product(row, temperature**2 * values), problem.as_given(product(row[..., None], temperature * gradient))
    )


def _log_ratio(label: np.ndarray, prediction: np.ndarray, p: np.ndarray, plain: np.ndarray) -> np.ndarray:
    """log q - log p from the difference of the logits, where the distributions are close and logarithms cancel."""
    with np.errstate(invalid="ignore"):
        apart = prediction - label
        # First the shift that the likeliest class tells, so that shifted logits are exactly equal ones.
        apart = apart - np.take_along_axis(apart, label.argmax(axis=-1)[..., None], axis=-1)
        apart = apart - product(p, apart).sum(axis=-1, keepdims=True)
        near = (np.abs(apart) < 0.5).all(axis=-1, keepdims=True)
        return np.where(near, apart - np.log1p((p * _excess(apart)).sum(axis=-1, keepdims=True)), plain)


def _excess(d: np.ndarray) -> np.ndarray:
    """exp(d) - 1 - d, by its series where that cancels."""
    with np.errstate(invalid="ignore", over="ignore"):
        series = sum(d**k / math.factorial(k) for k in range(2, 20))
        return np.where(np.abs(d) < 0.5, series, np.expm1(d) - d)


def _plain(p: np.ndarray, _: np.ndarray, log_ratio: np.ndarray) -> np.ndarray:
    return product(p, -log_ratio).sum(axis=-1)


def _bregman(p: np.ndarray, q: np.ndarray, log_ratio: np.ndarray) -> np.ndarray:
    """sum q - p + p log(p/q): the same for exact distributions, with no negative term to cancel against."""
    return np.where(p == 0, q, product(p, _excess(log_ratio))).sum(axis=-1)


def _forward_gradient(
    p: np.ndarray, q: np.ndarray, log_ratio: np.ndarray, encoding: str, from_logits: bool
) -> np.ndarray:
    with np.errstate(all="ignore"):
        if encoding == "LOG_PROBABILITIES":
            return -p
        if encoding == "PROBABILITIES":
            return product(-p, 1 / q)
        near = from_logits & (np.abs(log_ratio) < 0.5)
        return np.where(near, p * np.expm1(log_ratio), q * p.sum(axis=-1, keepdims=True) - p)


def _reverse_gradient(q: np.ndarray, log_ratio: np.ndarray, value: np.ndarray, encoding: str) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        if encoding == "LOGITS":
            gradient = product(q, log_ratio - value)
            # A row adds up to 0, which gives the most probable class without cancellation.
            top = q.argmax(axis=-1)[..., None]
            np.put_along_axis(gradient, top, 0, axis=-1)
            np.put_along_axis(gradient, top, -gradient.sum(axis=-1, keepdims=True), axis=-1)
            return gradient
        return product(q, log_ratio + 1) if encoding == "LOG_PROBABILITIES" else log_ratio + 1


def _edge(name: str, dtype: str, options: Options, label: Any, prediction: Any, weights: Any = None) -> Problem:
    name = f"{name}/{sampling.described(options, False)}"
    return edge_problem(name, dtype, options, label, prediction, weights, default_encoding=ENCODING)


def _edges(dtype: str) -> Iterator[Problem]:
    for options in _encodings(direction=DIRECTIONS):
        yield from _spelled_edges(dtype, options)
    for direction in variants(direction=DIRECTIONS):
        yield from _edges_from_logits(dtype, {**FROM_LOGITS, **direction})
    yield _edge("largest", dtype, FROM_LOGITS, [[0, 0, 0]], [[3e38, 0, 0]])


def _spelled_edges(dtype: str, options: Options) -> Iterator[Problem]:
    """The same distributions with zeros in all nine spellings."""
    q = [[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]]
    inner, corner, hole = [[0.25, 0.25, 0.5], [0.5, 0.25, 0.25]], [[1, 0, 0], [0.25, 0.75, 0]], [[0.25, 0, 0.75]]

    def edge(name: str, p: Any, q: Any, weights: Any = None) -> Problem:
        return _edge(
            name,
            dtype,
            options,
            _spelled(p, _label_encoding(options)),
            _spelled(q, options.get("predictionEncoding", ENCODING)),
            weights,
        )

    yield edge("textbook", inner, q)
    yield edge("zero-label", corner, q)
    yield edge("zero-prediction", inner, corner)
    yield edge("zero-both", hole, [[0.5, 0, 0.5]])
    yield edge("disjoint", [[1, 0, 0]], [[0, 1, 0]])
    yield edge("certain-and-right", [[0, 1, 0]], [[0, 1, 0]])
    yield edge("weightless", [*hole, [0.25, 0.25, 0.5]], [[0, 0.5, 0.5], [0.5, 0.25, 0.25]], [0, 1])
    yield edge("weightless-nan", [*hole, [0.5, 0.25, 0.25]], [[NAN] * 3, [0.25, 0.25, 0.5]], [0, 1])
    yield edge("no-example-weight", inner, q, [0, 0])
    yield edge("one-class", [[1], [1]], [[1], [1]])
    if dtype == "float64":
        yield edge("empty", np.empty((0, 5)), np.empty((0, 5)))


def _spelled(p: object, encoding: str) -> np.ndarray:
    """Logarithms serve as logits too, and a zero is then a masked class."""
    with np.errstate(divide="ignore"):
        return np.array(p, float) if encoding == "PROBABILITIES" else np.log(np.array(p, float))


def _edges_from_logits(dtype: str, options: Options) -> Iterator[Problem]:
    x, t = [[1, 2, 3], [3, 1, 0], [0, 0, 0]], [[2, 1, 3], [0, 1, -1], [0.5, 0, -0.5]]
    for temperature in variants(temperature=(None, 2.0)):
        both = {**options, **temperature}
        yield _edge("logits", dtype, both, t, x)
        yield _edge("identical", dtype, both, x, x)
        yield _edge("shifted", dtype, both, x, np.array(x) + 64)
        for bits in (10, 20):
            near = np.array(x, float) + 2.0**-bits * np.array([[1, 0, -1], [0, 1, 0.5], [1, -1, 0.25]])
            yield _edge(f"near/2^-{bits}", dtype, both, x, near)
        yield _edge("confident", dtype, both, [[30, 0, 1], [0, 40, 2]], [[30.5, 0, 0], [0, 32, -3]])
        yield _edge("confident-apart", dtype, both, [[30, 0, 1]], [[0, 32, -3]])
        yield _edge("scale-1e4", dtype, both, [[1e4, 0, -1e4]], [[0, 1e4, 0]])
        yield _edge("ties", dtype, both, [[7, 7, 7]], [[1, 2, 3]])
