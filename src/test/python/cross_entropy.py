"""CrossEntropyLoss: the product of its options, then the inputs that break naive formulas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import sampling
from class_losses import solve
from class_problems import IGNORED, IGNORED_CLASS, ignored_everywhere, product_problem
from fixture import Fixture, Options, Problem, edge_problem
from sampling import CLASS_WEIGHTS, DTYPES, LAYOUTS, MATRIX, SMOOTHING, Layout, variants

INF, NAN = np.inf, np.nan
WEIGHTS = list(CLASS_WEIGHTS)
ENCODINGS = (None, "LOG_PROBABILITIES", "PROBABILITIES")
# The float32 nearest to 0.1, which is what a float option holds.
TENTH = float(np.float32(0.1))


def fixtures() -> Iterator[Fixture]:
    for dtype in DTYPES:
        for problem in (*_options(dtype), *_layouts(dtype), *_label_types(dtype), *_edges(dtype)):
            yield solve(problem)


def _options(dtype: str) -> Iterator[Problem]:
    """Every option with every other, on one matrix."""
    for label, ignored in (("int64", (None, IGNORED, IGNORED_CLASS)), ("distribution", (None,))):
        for weighted in (False, True):
            for options in variants(
                predictionEncoding=ENCODINGS,
                classWeights=(None, WEIGHTS),
                ignoreIndex=ignored,
                labelSmoothing=(None, SMOOTHING),
                weight=(None, 0.5),
            ):
                yield product_problem(MATRIX, dtype, options, label, weighted)


def _layouts(dtype: str) -> Iterator[Problem]:
    """Each option alone and all together, on every layout but the matrix above."""
    for layout in LAYOUTS:
        if layout == MATRIX:
            continue
        weights = list(CLASS_WEIGHTS[: layout.classes])
        for options in ({}, {"classWeights": weights}, {"labelSmoothing": SMOOTHING}):
            yield product_problem(layout, dtype, options, "int64")
            yield product_problem(layout, dtype, options, "distribution")
        everything: Options = {"classWeights": weights, "labelSmoothing": SMOOTHING, "weight": 2.0}
        yield product_problem(layout, dtype, everything, "distribution", weighted=True)
        # A single unbatched row cannot be partly ignored.
        for mask in variants(ignoreIndex=(IGNORED, IGNORED_CLASS) if layout.rows else (None,)):
            yield product_problem(layout, dtype, {**everything, **mask}, "int64", weighted=True)
            yield product_problem(layout, dtype, mask, "int64", own_axis=True)


def _label_types(dtype: str) -> Iterator[Problem]:
    """The same indices as any number type, with and without a class axis of size 1."""
    for layout in (MATRIX, Layout((3, 4, 5)), Layout((3, 4, 5), 1)):
        for label in ("int32", "uint8", "float32"):
            ignored = IGNORED_CLASS if label == "uint8" else IGNORED
            everything = {"classWeights": WEIGHTS, "ignoreIndex": ignored, "labelSmoothing": SMOOTHING}
            for own_axis in (False, True):
                yield product_problem(layout, dtype, {}, label, own_axis=own_axis)
                yield product_problem(layout, dtype, everything, label, weighted=True, own_axis=own_axis)


def _index_edge(name: str, dtype: str, options: Options, labels: Any, predictions: Any, weights: Any = None) -> Problem:
    return edge_problem(name, dtype, options, labels, predictions, weights, "int64")


def _edges(dtype: str) -> Iterator[Problem]:
    yield from _textbook(dtype)
    yield from _confident(dtype)
    yield from _infinite(dtype)
    yield from _huge(dtype)
    yield from _not_a_number(dtype)
    yield from _uncounted(dtype)
    yield from _given_probabilities(dtype)
    yield from _small_shapes(dtype)


def _textbook(dtype: str) -> Iterator[Problem]:
    """A small example with numbers that are easy to find elsewhere."""
    x, t = [[1, 2, 3], [3, 1, 0], [0, 0, 0]], [2, 0, 1]
    one_hot, soft = np.eye(3)[t], [[0.75, 0.125, 0.125], [0.125, 0.75, 0.125], [0.25, 0.25, 0.5]]
    for options in variants(classWeights=(None, [1.0, 2.0, 4.0]), labelSmoothing=(None, TENTH, 1.0)):
        tag = sampling.described(options, False)
        yield _index_edge(f"textbook/{tag}", dtype, options, t, x)
        yield edge_problem(f"textbook-one-hot/{tag}", dtype, options, one_hot, x)
        yield edge_problem(f"textbook-soft/{tag}", dtype, options, soft, x)
        ignoring = {**options, "ignoreIndex": IGNORED}
        yield _index_edge(f"textbook-ignored/{tag}", dtype, ignoring, [2, IGNORED, 1], x)


def _confident(dtype: str) -> Iterator[Problem]:
    """Margins where 1 - p rounds to 0: the loss must keep its digits."""
    for margin in (8, 17, 20, 40, 80):
        x = [[margin, 0], [0, margin]]
        yield _index_edge(f"confident/{margin}", dtype, {}, [0, 1], x)
        yield edge_problem(f"confident-one-hot/{margin}", dtype, {}, np.eye(2), x)
        yield _index_edge(f"confident-wrong/{margin}", dtype, {}, [1, 0], x)
        yield _index_edge(f"confident-weights/{margin}", dtype, {"classWeights": [0.5, 3.0]}, [0, 1], x)
        yield _index_edge(f"confident-smoothing/{margin}", dtype, {"labelSmoothing": SMOOTHING}, [0, 1], x)
    yield _index_edge("confident/among-others", dtype, {}, [0, 1], [[20, -1, 0, 1, 2], [0.5, 0.25, 0, -3, 1]])


def _infinite(dtype: str) -> Iterator[Problem]:
    masked = [[-INF, 0, 0], [1, -INF, 2]]
    yield _index_edge("masked-class", dtype, {}, [1, 2], masked)
    yield _index_edge("masked-label", dtype, {}, [0, 2], masked)
    yield _index_edge("masked-class/class-weights", dtype, {"classWeights": [0.5, 2.0, 1.0]}, [1, 2], masked)
    yield edge_problem("masked-class/soft", dtype, {}, [[0, 0.5, 0.5], [0.25, 0, 0.75]], masked)
    yield edge_problem("masked-label/soft", dtype, {}, [[0.5, 0.25, 0.25], [0.25, 0, 0.75]], masked)
    yield _index_edge("masked-class/smoothing", dtype, {"labelSmoothing": SMOOTHING}, [1, 2], masked)
    yield _index_edge("one-class-left", dtype, {}, [1, 1], [[-INF, 3, -INF], [0, 1, -1]])
    yield _index_edge("masked-label/weight-0", dtype, {"classWeights": [0.0, 2.0, 1.0]}, [0, 2], masked)
    yield _index_edge("masked-label/example-weight-0", dtype, {}, [0, 2], masked, weights=[0, 2])


def _huge(dtype: str) -> Iterator[Problem]:
    largest = 3e38 if dtype == "float32" else 1e308
    yield _index_edge("scale-1e4", dtype, {}, [0, 1, 2], [[1e4, 0, -1e4], [1e4, 0, -1e4], [1e4, 9999, 9998]])
    yield _index_edge("offset-1e6", dtype, {}, [0, 1], [[1000001, 1000002, 1000000.5], [-1e6, -999999, -1000001]])
    yield edge_problem("offset-1e6/soft", dtype, {}, [[0.5, 0.25, 0.25]], [[1000001, 1000002, 1000000.5]])
    for label in (0, 1):
        yield _index_edge(f"largest/label-{label}", dtype, {}, [label], [[largest, 0, 0]])
        yield _index_edge(f"largest-apart/label-{label}", dtype, {}, [label], [[largest, -largest]])
    yield _index_edge("ties", dtype, {}, [0, 1, 2], [[0, 0, 0], [7, 7, 7], [1e6, 1e6, 1e6]])
    yield edge_problem("ties/soft", dtype, {}, [[0.5, 0.25, 0.25]], [[7, 7, 7]])
    yield _index_edge("tied-top", dtype, {}, [0, 1], [[90, 90, 0], [90, 90, 0]])


def _not_a_number(dtype: str) -> Iterator[Problem]:
    ignoring = {"ignoreIndex": IGNORED}
    for name, row in (("nan", [NAN, 0, 1]), ("plus-infinity", [INF, 0, 1]), ("all-minus-infinity", [-INF] * 3)):
        x = [row, [1, 2, 3]]
        yield _index_edge(name, dtype, {}, [1, 2], x)
        yield _index_edge(f"ignored-{name}", dtype, ignoring, [IGNORED, 2], x)
        smooth = {**ignoring, "classWeights": [0.5, 2.0, 1.0], "labelSmoothing": SMOOTHING}
        yield _index_edge(f"ignored-{name}/smoothing", dtype, smooth, [IGNORED, 2], x)
        yield _index_edge(f"weightless-{name}", dtype, {}, [1, 2], x, weights=[0, 1])
        yield edge_problem(f"weightless-{name}/soft", dtype, {}, [[0.5, 0.5, 0], [0, 0.25, 0.75]], x, [0, 1])


def _uncounted(dtype: str) -> Iterator[Problem]:
    x = np.array([[1, 2, 3], [3, 1, 0]])
    for options in variants(classWeights=(None, [0.5, 2.0, 1.0]), labelSmoothing=(None, SMOOTHING)):
        tag = sampling.described(options, False)
        yield ignored_everywhere(tag, dtype, options, x)
        yield ignored_everywhere(f"(1,2,3)/{tag}", dtype, options, x[None])
        yield ignored_everywhere(f"(3)/{tag}", dtype, options, x[0])
    yield _index_edge("no-example-weight", dtype, {}, [1, 2], x, weights=[0, 0])
    yield _index_edge("no-class-weight", dtype, {"classWeights": [0.0, 0.0, 1.0]}, [0, 1], x)
    yield _index_edge("one-class-weight", dtype, {"classWeights": [0.0, 0.0, 1.0]}, [0, 2], x)
    one_hot = np.eye(3)[[0, 1]]
    yield edge_problem("no-class-weight/one-hot", dtype, {"classWeights": [0.0, 0.0, 1.0]}, one_hot, x)


def _given_probabilities(dtype: str) -> Iterator[Problem]:
    """Exact zeros and ones where probabilities or their logarithms are given."""
    p = np.array([[1, 0, 0], [0.25, 0, 0.75]])
    with np.errstate(divide="ignore"):
        encoded = (("PROBABILITIES", p), ("LOG_PROBABILITIES", np.log(p)))
    for encoding, array in encoded:
        options = {"predictionEncoding": encoding}
        smooth = {**options, "labelSmoothing": SMOOTHING}
        yield _index_edge(f"zeros/{encoding}", dtype, options, [0, 2], array)
        yield _index_edge(f"zero-label/{encoding}", dtype, options, [1, 2], array)
        yield edge_problem(f"zeros-soft/{encoding}", dtype, options, [[1, 0, 0], [0.5, 0, 0.5]], array)
        yield _index_edge(f"zeros-smoothing/{encoding}", dtype, smooth, [0, 2], array)
        weighted = {**options, "classWeights": [1.0, 0.0, 2.0]}
        yield _index_edge(f"zero-label-weight-0/{encoding}", dtype, weighted, [1, 2], array)


def _small_shapes(dtype: str) -> Iterator[Problem]:
    yield _index_edge("one-class", dtype, {}, [0, 0], [[3], [-7]])
    yield edge_problem("one-class/distribution", dtype, {}, [[1], [1]], [[3], [-7]])
    yield _index_edge("one-class/smoothing", dtype, {"labelSmoothing": SMOOTHING}, [0, 0], [[3], [-7]])
    yield _index_edge("two-classes", dtype, {}, [0, 1], [[0.5, -1], [0.25, 2]])
    yield _index_edge("one-row", dtype, {"classWeights": [0.5, 2.0, 1.0]}, [1], [[1, 2, 3]])
    for sizes in ((0, 5), (0, 4, 5)):
        name = "empty/" + "x".join(map(str, sizes))
        yield _index_edge(name, dtype, {}, np.empty(sizes[:-1]), np.empty(sizes))
        yield _index_edge(
            f"{name}/class-weights", dtype, {"classWeights": WEIGHTS}, np.empty(sizes[:-1]), np.empty(sizes)
        )
        yield edge_problem(f"{name}/distribution", dtype, {}, np.empty(sizes), np.empty(sizes))
