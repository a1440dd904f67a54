"""BceLoss: the product of its options, then probabilities at the ends of [0, 1]."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import sampling
from binary_losses import solve
from binary_problems import product_problem
from fixture import Fixture, Options, Problem, edge_problem
from sampling import CLASS_WEIGHTS, DTYPES, LAYOUTS, MATRIX, Layout, variants


def fixtures() -> Iterator[Fixture]:
    for dtype in DTYPES:
        for problem in (*_options(dtype), *_layouts(dtype), *_edges(dtype)):
            yield solve(problem, from_logits=False)


def _options(dtype: str) -> Iterator[Problem]:
    """Every option with every other, on one matrix."""
    for label in ("hard", "soft"):
        for weighted in (False, True):
            for options in variants(classWeights=(None, list(CLASS_WEIGHTS)), weight=(None, 0.5)):
                yield _product(MATRIX, dtype, options, label, weighted)


def _layouts(dtype: str) -> Iterator[Problem]:
    for layout in LAYOUTS:
        if layout == MATRIX:
            continue
        weights = list(CLASS_WEIGHTS[: layout.classes])
        for options in variants(classWeights=(None, weights)):
            yield _product(layout, dtype, options, "hard", weighted=False)
        yield _product(layout, dtype, {"classWeights": weights, "weight": 2.0}, "soft", weighted=True)


def _product(layout: Layout, dtype: str, options: Options, label: str, weighted: bool) -> Problem:
    return product_problem(layout, dtype, options, label, "PROBABILITIES", weighted)


def _edges(dtype: str) -> Iterator[Problem]:
    below_one = 1 - (2**-24 if dtype == "float32" else 2**-53)
    for options in variants(classWeights=(None, [2.0, 0.5, 1.0])):
        tag = sampling.described(options, False)
        yield edge_problem(f"textbook/{tag}", dtype, options, [[1, 0, 0.25]], [[0.5, 0.875, 0.0625]])
        yield edge_problem(f"ends-right/{tag}", dtype, options, [[0, 1, 0.5]], [[0, 1, 0.5]])
        yield edge_problem(f"ends-wrong/{tag}", dtype, options, [[1, 0, 0.5]], [[0, 1, 0.5]])
        yield edge_problem(f"ends-soft/{tag}", dtype, options, [[0.25, 0.75, 0.5]], [[0, 1, 0.5]])
    yield edge_problem("tiny/right", dtype, {}, [[0, 0]], [[2**-100, 2**-20]])
    yield edge_problem("tiny/wrong", dtype, {}, [[1, 1]], [[2**-100, 2**-20]])
    yield edge_problem("below-the-floor/wrong", dtype, {}, [[1, 1]], [[2**-146, 0.5]])
    yield edge_problem("below-one/right", dtype, {}, [[1, 1]], [[below_one, 0.5]])
    yield edge_problem("below-one/wrong", dtype, {}, [[0, 0]], [[below_one, 0.5]])
    yield edge_problem("ends-wrong/weightless", dtype, {}, [[1, 0]], [[0, 0.5]], [[0, 1]])
    yield edge_problem("no-example-weight", dtype, {}, [[1, 0]], [[0.25, 0.5]], [[0, 0]])
    yield edge_problem("one-class-weight", dtype, {"classWeights": [0.0, 2.0]}, [[1, 0]], [[0.25, 0.5]])
    yield edge_problem("empty/0x5", dtype, {}, np.empty((0, 5)), np.empty((0, 5)))
