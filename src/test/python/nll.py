"""NllLoss: class indices and log-probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import sampling
from class_losses import solve
from class_problems import IGNORED, IGNORED_CLASS, ignored_everywhere, product_problem
from fixture import Fixture, Options, Problem, edge_problem
from sampling import CLASS_WEIGHTS, DTYPES, LAYOUTS, MATRIX, Layout, variants

INF, NAN = np.inf, np.nan
WEIGHTS = list(CLASS_WEIGHTS)
ENCODING = "LOG_PROBABILITIES"


def fixtures() -> Iterator[Fixture]:
    for dtype in DTYPES:
        for problem in (*_options(dtype), *_layouts(dtype), *_label_types(dtype), *_edges(dtype)):
            yield solve(problem)


def _product(layout: Layout, dtype: str, options: Options, label: str, weighted: bool, own_axis: bool) -> Problem:
    return product_problem(layout, dtype, options, label, weighted, own_axis, ENCODING)


def _edge(name: str, dtype: str, options: Options, labels: Any, predictions: Any, weights: Any = None) -> Problem:
    return edge_problem(name, dtype, options, labels, predictions, weights, "int64", ENCODING)


def _options(dtype: str) -> Iterator[Problem]:
    for own_axis in (False, True):
        for weighted in (False, True):
            for options in variants(
                classWeights=(None, WEIGHTS), ignoreIndex=(None, IGNORED, IGNORED_CLASS), weight=(None, 0.5)
            ):
                yield _product(MATRIX, dtype, options, "int64", weighted, own_axis)


def _layouts(dtype: str) -> Iterator[Problem]:
    for layout in LAYOUTS:
        if layout == MATRIX:
            continue
        weights = list(CLASS_WEIGHTS[: layout.classes])
        # A single unbatched row cannot be partly ignored.
        masks = (IGNORED, IGNORED_CLASS) if layout.rows else (None,)
        for options in ({}, {"classWeights": weights}):
            yield _product(layout, dtype, options, "int64", weighted=False, own_axis=False)
        for options in variants(classWeights=(weights,), ignoreIndex=masks, weight=(2.0,)):
            yield _product(layout, dtype, options, "int64", weighted=True, own_axis=True)


def _label_types(dtype: str) -> Iterator[Problem]:
    for layout in (MATRIX, Layout((3, 4, 5)), Layout((3, 4, 5), 1)):
        for label in ("int32", "uint8", "float32"):
            ignored = IGNORED_CLASS if label == "uint8" else IGNORED
            for own_axis in (False, True):
                yield _product(layout, dtype, {}, label, False, own_axis)
                options = {"classWeights": WEIGHTS, "ignoreIndex": ignored}
                yield _product(layout, dtype, options, label, True, own_axis)


def _edges(dtype: str) -> Iterator[Problem]:
    log_p = sampling.log_softmax(np.array([[1, 2, 3], [3, 1, 0], [0, 0, 0]], dtype=float))
    ignoring = {"ignoreIndex": IGNORED}
    for options in variants(classWeights=(None, [1.0, 2.0, 4.0])):
        tag = sampling.described(options, False)
        yield _edge(f"textbook/{tag}", dtype, options, [2, 0, 1], log_p)
        yield _edge(f"textbook-ignored/{tag}", dtype, {**options, **ignoring}, [2, IGNORED, 1], log_p)
        yield ignored_everywhere(tag, dtype, options, log_p, ENCODING)
        yield ignored_everywhere(f"(3)/{tag}", dtype, options, log_p[0], ENCODING)
    # Not a distribution, and none is asked for: the loss only picks and weighs.
    yield _edge("unnormalised", dtype, {}, [0, 1], [[-1, -2, -3], [-4, 0, -6]])
    yield _edge("certain", dtype, {}, [0, 1], [[0, -INF, -INF], [-INF, 0, -INF]])
    yield _edge("impossible", dtype, {}, [1, 1], [[0, -INF, -INF], [-1, -1, -1]])
    yield _edge("impossible/example-weight-0", dtype, {}, [1, 1], [[0, -INF, -INF], [-1, -1, -1]], [0, 1])
    yield _edge(
        "impossible/weight-0", dtype, {"classWeights": [1.0, 0.0, 1.0]}, [1, 2], [[0, -INF, -INF], [-1, -1, -1]]
    )
    yield _edge("tiny", dtype, {}, [0, 0], [[-1e-30, -69], [-1e-7, -16]])
    yield _edge("huge", dtype, {}, [1, 0], [[0, -1e4], [-3e37, 0]])
    yield _edge("nan", dtype, {}, [0, 1], [[NAN, -1, -1], [-1, -1, -1]])
    yield _edge("ignored-nan", dtype, ignoring, [IGNORED, 1], [[NAN, NAN, NAN], [-1, -1, -1]])
    yield _edge("weightless-nan", dtype, {}, [0, 1], [[NAN, NAN, NAN], [-1, -1, -1]], [0, 1])
    yield _edge("no-example-weight", dtype, {}, [1, 2], log_p[:2], [0, 0])
    yield _edge("no-class-weight", dtype, {"classWeights": [0.0, 0.0, 1.0]}, [0, 1], log_p[:2])
    yield _edge("one-class", dtype, {}, [0, 0], [[0], [0]])
    for sizes in ((0, 5), (0, 4, 5)):
        yield _edge("empty/" + "x".join(map(str, sizes)), dtype, {}, np.empty(sizes[:-1]), np.empty(sizes))
