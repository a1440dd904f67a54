"""The losses of embeddings: PyTorch's, and contrastive losses by the formulas of their papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch.nn.functional as F

from plain import DTYPES, Arguments, Plain, by_formula, by_torch, described, exp, log, sqrt, variants

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


def triplet_margin() -> Iterator[Plain]:
    def loss(options, labels, x):
        shape = x[0].shape
        a, p, n = (t.reshape(-1, shape[-1]) for t in x)
        common = {"margin": options.get("margin", 1.0), "swap": options.get("swap", False), "reduction": "none"}
        if "distance" in options:
            values = F.triplet_margin_with_distance_loss(
                a, p, n, distance_function=lambda x, y: (x - y).abs().sum(-1), **common
            )
        else:
            eps = options.get("epsilon", float(np.float32(1e-6)))
            values = F.triplet_margin_loss(a, p, n, p=options.get("p", 2.0), eps=eps, **common)
        return values.reshape(shape[:-1])

    rng = np.random.default_rng(14)
    options = list(variants(margin=(None, 2.5), p=(None, 1.0, 3.0), swap=(None, True), epsilon=(None, 0.125)))
    options += list(variants(margin=(None, 2.5), distance=("MANHATTAN",), swap=(None, True)))
    for dtype in DTYPES:
        for shape in VECTORS:
            for option in options:
                weighted = bool(rng.integers(2))
                predictions = [np.asarray(rng.standard_normal(shape)).astype(dtype) for _ in range(3)]
                weights = np.asarray(rng.uniform(0.5, 2, shape[:-1])).astype(dtype) if weighted else None
                name = "x".join(map(str, shape))
                arguments = Arguments(option, [], predictions, weights)
                yield by_torch(f"{name}/{described(option, weighted)}", arguments, loss, scale=1.0)


def _cosines(x: np.ndarray, y: np.ndarray, temperature: float) -> np.ndarray:
    x, y = (v / sqrt((v * v).sum(axis=1, keepdims=True)) for v in (x, y))
    return x @ y.T / temperature


def info_nce() -> Iterator[Plain]:
    """van den Oord et al. 2018, (4), of cosines as in Chen et al. 2020, (1), with the keys as candidates."""

    def loss(options, labels, x):
        e = exp(_cosines(x[0], x[1], options.get("temperature", float(np.float32(0.07)))))
        return -log(np.diagonal(e) / e.sum(axis=1))

    rng = np.random.default_rng(15)
    for dtype in DTYPES:
        for shape in ((4, 3), (1, 2), (5, 2)):
            for option in variants(temperature=(None, 0.5), weight=(None, 2.0)):
                for weighted in (False, True):
                    predictions = [rng.standard_normal(shape).astype(dtype) for _ in range(2)]
                    weights = rng.uniform(0.5, 2, shape[0]).astype(dtype) if weighted else None
                    name = "x".join(map(str, shape))
                    arguments = Arguments(option, [], predictions, weights)
                    yield by_formula(f"{name}/{described(option, weighted)}", arguments, loss, scale=1.0)


def supervised_contrastive() -> Iterator[Plain]:
    """Khosla et al. 2020, (2), the mean over the anchors that have a positive."""

    def loss(options, labels, x):
        e = exp(_cosines(x[0], x[0], options.get("temperature", float(np.float32(0.07)))))
        classes, n = labels[0], len(labels[0])
        values = []
        for i in range(n):
            others = [k for k in range(n) if k != i]
            positives = [k for k in others if classes[k] == classes[i]]
            total = sum(e[i, k] for k in others)
            values.append(-sum(log(e[i, k] / total) for k in positives) / max(len(positives), 1) + 0 * e[i, i])
        return np.array(values)

    rng = np.random.default_rng(16)
    for dtype in DTYPES:
        for classes in ((0, 1, 0, 1), (5, 5, 5), (0, 1, 1, 2, 0, 1)):
            for option in variants(temperature=(None, 0.5), weight=(None, 2.0)):
                for weighted in (False, True):
                    n = len(classes)
                    weights = rng.uniform(0.5, 2, n).astype(dtype) if weighted else None
                    paired = [classes.count(c) > 1 for c in classes]
                    divisor = float(np.dot(paired, np.ones(n) if weights is None else weights.astype(np.float64)))
                    arguments = Arguments(option, [np.array(classes)], [rng.standard_normal((n, 3)).astype(dtype)], weights)
                    name = "-".join(map(str, classes))
                    yield by_formula(f"{name}/{described(option, weighted)}", arguments, loss, divisor, scale=1.0)


LOSSES = {
    "MarginRankingLoss": margin_ranking,
    "HingeEmbeddingLoss": hinge_embedding,
    "CosineEmbeddingLoss": cosine_embedding,
    "TripletMarginLoss": triplet_margin,
    "InfoNceLoss": info_nce,
    "SupervisedContrastiveLoss": supervised_contrastive,
}
