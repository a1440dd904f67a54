"""The problems that both binary cross-entropies share."""

from __future__ import annotations

import sampling
from fixture import Options, Problem
from sampling import Layout


def product_problem(layout: Layout, dtype: str, options: Options, label: str, encoding: str, weighted: bool) -> Problem:
    """`label` is "hard" (0 or 1) or "soft" (multiples of 1/16, ends included)."""
    rng = sampling.random("binary", layout.sizes, encoding)
    if encoding == "LOGITS":
        predictions = sampling.logits(rng, layout.sizes)
    else:
        predictions = rng.randint(1, 256, size=layout.sizes) / 256
    steps = 1 if label == "hard" else 16
    labels = sampling.random("label", layout.sizes, label).randint(0, steps + 1, size=layout.sizes) / steps
    weights = sampling.example_weights(sampling.random("weights", layout.sizes), layout.sizes)
    return Problem(
        id=f"{layout}/{label}/{sampling.described(options, weighted)}/{dtype}",
        options={**layout.options, **options},
        labels=layout.place(labels).astype(dtype),
        predictions=layout.place(predictions).astype(dtype),
        example_weights=layout.place(weights).astype(dtype) if weighted else None,
    )
