"""The losses of embeddings: PyTorch's, and contrastive losses by the formulas of their papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch.nn.functional as F

from plain import DTYPES, Arguments, Plain, by_torch, described, variants

ELEMENTS = ((), (5,), (3, 4))
VECTORS = ((3,), (4, 3), (2, 3, 2))


def _cases(seed: int, loss: Callable, options: list[dict], shapes: tuple, rows: bool, count: int) -> Iterator[Plain]:
    rng = np.random.default_rng(seed)
    for dtype in DTYPES:
        for shape in shapes:
            for weighted in (False, True):
                for option in options:
                    values = shape[:-1] if rows else shape
                    signs = np.asarray(rng.choice([-1.0, 1.0], values)).astype(dtype)
                    predictions = [np.asarray(rng.standard_normal(shape)).astype(dtype) for _ in range(count)]
                    weights = np.asarray(rng.uniform(0.5, 2, values)).astype(dtype) if weighted else None
                    name = "x".join(map(str, shape)) or "scalar"
                    arguments = Arguments(option, [signs], predictions, weights)
                    yield by_torch(f"{name}/{described(option, weighted)}", arguments, loss, scale=1.0 if rows else 0.0)


def _edge(id: str, options: dict, loss: Callable, y: list, *x: list) -> Iterator[Plain]:
    for dtype in DTYPES:
        arguments = Arguments(options, [np.array(y, dtype)], [np.array(p, dtype) for p in x])
        yield by_torch("edge/" + id, arguments, loss, scale=1.0)


def margin_ranking() -> Iterator[Plain]:
    def loss(options, y, x):
        return F.margin_ranking_loss(x[0], x[1], y[0], margin=options.get("margin", 0.0), reduction="none")

    options = list(variants(margin=(None, 1.5, -0.5), weight=(None, 2.0)))
    yield from _cases(11, loss, options, ELEMENTS, False, 2)
    yield from _edge("at-the-margin", {"margin": 0.5}, loss, [1, -1, 1], [1, 0.5, 0], [0.5, 1, 1])


def hinge_embedding() -> Iterator[Plain]:
    def loss(options, y, x):
        return F.hinge_embedding_loss(x[0], y[0], margin=options.get("margin", 1.0), reduction="none")

    options = list(variants(margin=(None, 0.25), weight=(None, 2.0)))
    yield from _cases(12, loss, options, ELEMENTS, False, 1)
    yield from _edge("at-the-margin", {}, loss, [-1, -1, 1, 1], [1, 3, 0, -2])


def cosine_embedding() -> Iterator[Plain]:
    def loss(options, y, x):
        d = x[0].shape[-1]
        values = F.cosine_embedding_loss(
            x[0].reshape(-1, d), x[1].reshape(-1, d), y[0].reshape(-1), margin=options.get("margin", 0.0), reduction="none"
        )
        return values.reshape(y[0].shape)

    options = list(variants(margin=(None, 0.5, -0.25), weight=(None, 2.0)))
    yield from _cases(13, loss, options, VECTORS, True, 2)
    yield from _edge("short", {}, loss, [1, -1], [[0, 0], [1e-7, 0]], [[1, 0], [1e-7, 1e-7]])


LOSSES = {
    "MarginRankingLoss": margin_ranking,
    "HingeEmbeddingLoss": hinge_embedding,
    "CosineEmbeddingLoss": cosine_embedding,
}
