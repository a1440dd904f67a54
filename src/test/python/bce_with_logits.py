"""BceWithLogitsLoss: the product of its options, then logits far from zero."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import sampling
from binary_losses import solve
from binary_problems import product_problem
from fixture import Fixture, Options, Problem, edge_problem
from sampling import CLASS_WEIGHTS, DTYPES, LAYOUTS, MATRIX, POS_WEIGHTS, SMOOTHING, Layout, variants

INF, NAN = np.inf, np.nan


def fixtures() -> Iterator[Fixture]:
    for dtype in DTYPES:
        for problem in (*_options(dtype), *_layouts(dtype), *_edges(dtype)):
            yield solve(problem, from_logits=True)


def _options(dtype: str) -> Iterator[Problem]:
    """Every option with every other, on one matrix."""
    for label in ("hard", "soft"):
        for weighted in (False, True):
            for options in variants(
                posWeights=(None, list(POS_WEIGHTS)),
                classWeights=(None, list(CLASS_WEIGHTS)),
                labelSmoothing=(None, SMOOTHING),
                weight=(None, 0.5),
            ):
                yield _product(MATRIX, dtype, options, label, weighted)


def _layouts(dtype: str) -> Iterator[Problem]:
    for layout in LAYOUTS:
        if layout == MATRIX:
            continue
        positive, weights = list(POS_WEIGHTS[: layout.classes]), list(CLASS_WEIGHTS[: layout.classes])
        for options in variants(posWeights=(None, positive), classWeights=(None, weights)):
            yield _product(layout, dtype, options, "hard", weighted=False)
        everything = {"posWeights": positive, "classWeights": weights, "labelSmoothing": SMOOTHING, "weight": 2.0}
        yield _product(layout, dtype, everything, "soft", weighted=True)


def _product(layout: Layout, dtype: str, options: Options, label: str, weighted: bool) -> Problem:
    return product_problem(layout, dtype, options, label, "LOGITS", weighted)


def _edges(dtype: str) -> Iterator[Problem]:
    yield from _textbook(dtype)
    yield from _far_from_zero(dtype)
    yield from _infinite(dtype)
    yield from _uncounted(dtype)


def _textbook(dtype: str) -> Iterator[Problem]:
    x, y = [0, 2, -3], [1, 0, 0.25]
    for options in variants(
        posWeights=(None, [3.0, 3.0, 3.0]), classWeights=(None, [2.0, 1.0, 1.0]), labelSmoothing=(None, 1.0)
    ):
        yield edge_problem(f"textbook/{sampling.described(options, False)}", dtype, options, y, x)
    # The built-in loss of the engine has a wrong gradient at exactly 0.
    yield edge_problem("zero", dtype, {}, [[0, 1, 0.5]], [[0, 0, 0]])
    yield edge_problem("zero/pos-weights", dtype, {"posWeights": [3.0, 0.5, 0.0]}, [[0, 1, 1]], [[0, 0, 0]])
    # At the optimum of a soft label the gradient is exactly zero, just beside it almost.
    yield edge_problem("optimum", dtype, {}, [[0.5, 0.5]], [[0, 2**-10]])


def _far_from_zero(dtype: str) -> Iterator[Problem]:
    for size in (8, 17, 40, 80):
        yield edge_problem(f"right/{size}", dtype, {}, [[1, 0]], [[size, -size]])
        yield edge_problem(f"wrong/{size}", dtype, {}, [[0, 1]], [[size, -size]])
        yield edge_problem(f"soft/{size}", dtype, {}, [[0.25, 0.25]], [[size, -size]])
        almost = 1 - 2**-20
        yield edge_problem(f"almost-hard/{size}", dtype, {}, [[almost, 1 - almost]], [[size, -size]])
        weights = {"posWeights": [3.0, 0.5], "classWeights": [0.5, 2.0]}
        yield edge_problem(f"right/{size}/weights", dtype, weights, [[1, 0]], [[size, -size]])
    # exp(-100) is subnormal in float32, so it stands alone here and may be flushed there.
    for far in (100, 10000):
        yield edge_problem(f"right/{far}", dtype, {}, [[1, 0]], [[far, -far]])
        yield edge_problem(f"wrong/{far}", dtype, {}, [[0, 1]], [[far, -far]])
        yield edge_problem(f"soft/{far}", dtype, {}, [[0.25, 0.25]], [[far, -far]])
    for label in (0, 0.5, 1):
        yield edge_problem(f"largest/label-{label}", dtype, {}, [[label]], [[3e38]])
        yield edge_problem(f"smallest/label-{label}", dtype, {}, [[label]], [[-3e38]])


def _infinite(dtype: str) -> Iterator[Problem]:
    for name, x in (("infinity", INF), ("minus-infinity", -INF)):
        for label in (0, 0.5, 1):
            yield edge_problem(f"{name}/label-{label}", dtype, {}, [[label, 1]], [[x, 0.5]])
        right = 1 if x > 0 else 0
        options = {"posWeights": [3.0, 0.5], "classWeights": [0.5, 2.0]}
        yield edge_problem(f"{name}/right/weights", dtype, options, [[right, 1]], [[x, 0.5]])
        yield edge_problem(f"{name}/weightless", dtype, {}, [[1 - right, 1]], [[x, 0.5]], [[0, 1]])
    yield edge_problem("nan", dtype, {}, [[1, 1]], [[NAN, 0.5]])
    yield edge_problem("nan/weightless", dtype, {}, [[1, 1]], [[NAN, 0.5]], [[0, 1]])


def _uncounted(dtype: str) -> Iterator[Problem]:
    yield edge_problem("no-example-weight", dtype, {}, [[1, 0]], [[1, 2]], [[0, 0]])
    yield edge_problem("one-class-weight", dtype, {"classWeights": [0.0, 2.0]}, [[1, 0]], [[1, 2]])
    yield edge_problem("empty/0x5", dtype, {}, np.empty((0, 5)), np.empty((0, 5)))
    yield edge_problem("empty/pos-weights", dtype, {"posWeights": [1.0, 3.0]}, np.empty((0, 2)), np.empty((0, 2)))
