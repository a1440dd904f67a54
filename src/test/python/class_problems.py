"""The problems that cross-entropy and negative log-likelihood share: layouts, label types, weights, ignored rows."""

from __future__ import annotations

import numpy as np

import sampling
from fixture import Options, Problem, edge_problem
from sampling import Layout

IGNORED = -100
IGNORED_CLASS = 1


def product_problem(
    layout: Layout,
    dtype: str,
    options: Options,
    label: str,
    weighted: bool = False,
    own_axis: bool = False,
    default_encoding: str = "LOGITS",
) -> Problem:
    """One point of the product; `label` is an index type or "distribution", `own_axis` keeps a class axis of size 1."""
    encoding = options.get("predictionEncoding", default_encoding)
    predictions = sampling.encoded(sampling.random("predictions", layout.sizes, encoding), layout.sizes, encoding)
    kind = label + ("[1]" if own_axis else "")
    weights = sampling.example_weights(sampling.random("weights", layout.rows), layout.rows).astype(dtype)
    return Problem(
        id=f"{layout}/{kind}/{sampling.described(options, weighted)}/{dtype}",
        options={**layout.options, **options},
        labels=_labels(layout, dtype, options, label, own_axis),
        predictions=layout.place(predictions).astype(dtype),
        example_weights=weights if weighted else None,
        default_encoding=default_encoding,
    )


def _labels(layout: Layout, dtype: str, options: Options, label: str, own_axis: bool) -> np.ndarray:
    rng = sampling.random("labels", layout.sizes)
    if label == "distribution":
        return layout.place(sampling.distributions(rng, layout.sizes, zeros=True)).astype(dtype)
    indices = np.asarray(rng.randint(0, layout.classes, size=layout.rows))
    if indices.ndim:
        # Row 1 is ignored, row 0 never: some rows count and some do not, whatever was drawn.
        indices.flat[0] = 0
        indices.flat[1] = options.get("ignoreIndex", indices.flat[1])
    else:
        indices = np.asarray(3)
    return (layout.place(indices[..., None]) if own_axis else indices).astype(label)


def ignored_everywhere(
    name: str, dtype: str, options: Options, predictions: np.ndarray, default_encoding: str = "LOGITS"
) -> Problem:
    labels = np.full(predictions.shape[:-1], IGNORED)
    options = {"ignoreIndex": IGNORED, **options}
    return edge_problem(f"all-ignored/{name}", dtype, options, labels, predictions, None, "int64", default_encoding)
