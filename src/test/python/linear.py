"""LinearCrossEntropyLoss: PyTorch's cross-entropy of PyTorch's linear layer, over the product of the options."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F

from plain import DTYPES, Arguments, Plain, by_torch, described, variants

CLASSES, WIDTH = 5, 3
IGNORED, IGNORED_CLASS = -100, 1
WEIGHTS = [0.5, 2.0, 1.0, 0.0, 1.25]
ROWS = ((), (4,), (2, 3))


def fixtures() -> Iterator[Plain]:
    rng = np.random.default_rng(20)
    for dtype in DTYPES:
        for rows in ROWS:
            # several chunks, the last one short; one chunk of all rows
            for options in variants(
                classWeights=(None, WEIGHTS),
                labelSmoothing=(None, 0.25),
                ignoreIndex=(None, IGNORED, IGNORED_CLASS) if rows else (None,),
                chunkSize=(None, 3) if rows else (None,),
            ):
                yield _case(rng, dtype, rows, options, distributions=False)
                if "ignoreIndex" not in options:
                    yield _case(rng, dtype, rows, options, distributions=True)


def _case(rng: np.random.Generator, dtype: str, rows: tuple[int, ...], options: dict, distributions: bool) -> Plain:
    biased, weighted = rng.integers(2, size=2).astype(bool)
    sizes = [(*rows, WIDTH), (CLASSES, WIDTH)] + ([(CLASSES,)] if biased else [])
    predictions = [rng.standard_normal(size).astype(dtype) for size in sizes]
    if distributions:
        label = rng.dirichlet(np.ones(CLASSES), rows).astype(dtype)
    else:
        label = np.asarray(rng.integers(CLASSES, size=rows))
        if rows:
            # some rows count and some do not, whatever was drawn
            label.flat[:2] = 0, options.get("ignoreIndex", 2)
    weights = np.asarray(rng.uniform(0.5, 2, rows)).astype(dtype) if weighted else None
    parts = ["x".join(map(str, rows)) or "()", "distribution" if distributions else "int64"]
    parts += ["bias"] if biased else []
    name = "/".join([*parts, described(options, weighted)])
    return by_torch(name, Arguments(options, [label], predictions, weights), _loss, _divisor(options, label, weights))


def _loss(options: dict, labels: list[torch.Tensor], predictions: list[torch.Tensor]) -> torch.Tensor:
    rows = predictions[0].shape[:-1]
    logits = F.linear(*predictions).reshape(-1, CLASSES)
    label = labels[0].reshape(-1, CLASSES) if labels[0].is_floating_point() else labels[0].reshape(-1)
    values = F.cross_entropy(
        logits,
        label,
        torch.tensor(options["classWeights"]).double() if "classWeights" in options else None,
        ignore_index=options.get("ignoreIndex", IGNORED),
        label_smoothing=options.get("labelSmoothing", 0.0),
        reduction="none",
    )
    return values.reshape(rows)


def _divisor(options: dict, label: np.ndarray, weights: np.ndarray | None) -> float:
    """The (expected) weights of the labels that count: PyTorch's, but for distributions."""
    classes = np.asarray(options.get("classWeights", np.ones(CLASSES)))
    if label.dtype.kind == "f":
        # one, not what rounding makes of the sum of a distribution, where classes have no weights
        row = label.astype(np.float64) @ classes if "classWeights" in options else np.ones(label.shape[:-1])
    else:
        counts = label != options.get("ignoreIndex", IGNORED)
        row = np.where(counts, classes[np.where(counts, label, 0)], 0.0)
    row = row if weights is None else row * weights.astype(np.float64)
    return math.fsum(np.asarray(row).ravel())
