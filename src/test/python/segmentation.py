"""The losses of overlaps by their formula, image by image and class by class, with PyTorch's derivatives."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch

from plain import DTYPES, Arguments, Plain, by_torch, described, variants

# the shape of the predictions, and where their classes lie
LAYOUTS = (((2, 3, 2, 3), -1), ((2, 3, 3, 2), 1), ((3, 4), 0), ((4, 3), -1), ((3,), -1))
CLASSES = 3
WEIGHTS = [0.5, 2.0, 1.25]


def _images(x: torch.Tensor, axis: int) -> torch.Tensor:
    """Lays out as images, classes, elements."""
    axis %= x.dim()
    x = x.movedim(axis, -1)
    return (x[None] if axis == 0 else x).reshape(1 if axis == 0 else x.shape[0], -1, x.shape[-1]).movedim(-1, 1)


def _loss(default_alpha: float, default_beta: float) -> Callable:
    def loss(options, labels, predictions):
        axis = options.get("classAxis", -1)
        x = _images(predictions[0], axis)
        encoding = options.get("predictionEncoding", "LOGITS")
        p = {"LOGITS": lambda: x.softmax(1), "LOG_PROBABILITIES": lambda: x.exp(), "PROBABILITIES": lambda: x}[encoding]()
        t, counts = _targets(options, labels[0], predictions[0], axis)
        smoothing, smooth = options.get("labelSmoothing", 0.0), options.get("smooth", 1.0)
        t = (1 - smoothing) * t + smoothing / CLASSES
        tp, fp, fn = ((f * counts).sum(2) for f in (p * t, p * (1 - t), (1 - p) * t))
        alpha, beta = options.get("alpha", default_alpha), options.get("beta", default_beta)
        missed = alpha * fp + beta * fn
        # nothing predicted and nothing labelled is no error
        none = (tp + missed + smooth == 0) | (missed == 0)
        share = torch.where(none, 1.0, missed) / torch.where(none, 1.0, tp + missed + smooth)
        values = torch.where(none, 0.0, share ** options.get("gamma", 1.0))
        values = values * (counts.sum(2) > 0)
        values = values * torch.tensor(options.get("classWeights", [1.0] * CLASSES), dtype=torch.float64)
        return values[0] if axis % predictions[0].dim() == 0 else values

    return loss


def _targets(options, label, prediction, axis) -> tuple[torch.Tensor, torch.Tensor]:
    if label.shape == prediction.shape:
        t = _images(label, axis)
        return t, torch.ones_like(t[:, :1])
    expanded = label.unsqueeze(axis % prediction.dim())
    index = _images(expanded, axis)[:, 0].long()
    counts = index != options.get("ignoreIndex", -12345)
    one_hot = torch.nn.functional.one_hot(index.clamp(0, CLASSES - 1), CLASSES).movedim(-1, 1)
    return one_hot.double(), counts[:, None].double()


def _divisor(arguments: Arguments) -> float:
    options = arguments.options
    axis, x = options.get("classAxis", -1), torch.tensor(arguments.predictions[0].astype(np.float64))
    _, counts = _targets(options, torch.tensor(arguments.labels[0]), x, axis)
    weights = (counts.sum(2) > 0).double().numpy() * np.array(options.get("classWeights", [1.0] * CLASSES))
    if arguments.weights is not None:
        weights = weights * arguments.weights.astype(np.float64).reshape(weights.shape)
    return float(weights.sum())


def _cases(seed: int, alpha: float, beta: float, more: dict[str, tuple]) -> Iterator[Plain]:
    rng = np.random.default_rng(seed)
    choices = dict(
        predictionEncoding=(None, "LOG_PROBABILITIES", "PROBABILITIES"),
        labelSmoothing=(None, 0.25),
        classWeights=(None, WEIGHTS),
        ignoreIndex=(None, 1, -100),
        smooth=(None, 0.0, 0.5),
        **more,
    )
    every = list(variants(**choices))
    rng.shuffle(every)
    # the product is thinned: each pair of choices still meets many times
    for i, option in enumerate(every[:70]):
        shape, axis = LAYOUTS[i % len(LAYOUTS)]
        dtype = DTYPES[i // len(LAYOUTS) % 2]
        option = option if axis == -1 else {**option, "classAxis": axis}
        x = 2 * rng.standard_normal(shape)
        p = np.exp(x) / np.exp(x).sum(axis, keepdims=True)
        encoding = option.get("predictionEncoding")
        x = (np.log(p) if encoding == "LOG_PROBABILITIES" else p if encoding else x).astype(dtype)
        rows = tuple(np.delete(shape, axis % len(shape)))
        if i % 3 == 2:
            option.pop("ignoreIndex", None)
            z = np.exp(rng.standard_normal(shape))
            label = (z / z.sum(axis, keepdims=True)).astype(dtype)
        else:
            label = np.asarray(rng.integers(0, CLASSES, rows))
            if option.get("ignoreIndex") is not None:
                label = np.where(rng.random(rows) < 0.3, option["ignoreIndex"], label)
        values = (CLASSES,) if axis % len(shape) == 0 else (shape[0], CLASSES)
        weights = rng.uniform(0.5, 2, values).astype(dtype) if i % 4 == 1 else None
        arguments = Arguments(option, [label], [x], weights)
        name = f"{'x'.join(map(str, shape))}/{described(option, weights is not None)}"
        yield by_torch(f"{i}/{name}", arguments, _loss(alpha, beta), divisor=_divisor(arguments))


def dice() -> Iterator[Plain]:
    yield from _cases(31, 0.5, 0.5, {"weight": (None, 2.0)})


def jaccard() -> Iterator[Plain]:
    yield from _cases(32, 1.0, 1.0, {"weight": (None, 2.0)})


def tversky() -> Iterator[Plain]:
    yield from _cases(33, 0.5, 0.5, {"alpha": (None, 0.25), "beta": (None, 0.75), "gamma": (None, 0.75, 2.0), "weight": (None, 2.0)})


LOSSES = {"DiceLoss": dice, "JaccardLoss": jaccard, "TverskyLoss": tversky}
