"""Deterministic inputs: the same seed for every layout and data type of a problem."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from fixture import Options

DTYPES = ("float32", "float64")

# Short binary fractions: exact in float32, so an option means the same number in both data types.
CLASS_WEIGHTS = (0.5, 2.0, 1.0, 3.0, 0.25)
POS_WEIGHTS = (3.0, 0.5, 1.0, 2.0, 1.5)
SMOOTHING = 0.125


@dataclass(frozen=True)
class Layout:
    """Sizes with the classes last, and the axis where the classes are put."""

    sizes: tuple[int, ...]
    class_axis: int = -1

    @property
    def rows(self) -> tuple[int, ...]:
        return self.sizes[:-1]

    @property
    def classes(self) -> int:
        return self.sizes[-1]

    @property
    def options(self) -> Options:
        return {} if self.class_axis == -1 else {"classAxis": self.class_axis}

    def place(self, classes_last: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(np.moveaxis(classes_last, -1, self.class_axis))

    def __str__(self) -> str:
        shape = self.place(np.empty(self.sizes)).shape
        return f"{shape}/axis={self.class_axis}".replace(" ", "")


# Distinct sizes catch an axis mix-up by shape, the cube catches the one that shapes would hide.
LAYOUTS = (
    Layout((5,)),
    Layout((4, 5)),
    Layout((4, 5), 1),
    Layout((4, 5), 0),
    Layout((3, 4, 5)),
    Layout((3, 4, 5), 1),
    Layout((4, 4, 4)),
    Layout((4, 4, 4), 1),
    Layout((2, 3, 4, 5)),
    Layout((2, 3, 4, 5), 1),
    Layout((2, 3, 4, 5), -2),
)
MATRIX = Layout((4, 5))


def random(*key: Any) -> np.random.RandomState:
    """The legacy generator, because its stream is frozen across NumPy releases."""
    return np.random.RandomState(zlib.crc32(repr(key).encode()))


def logits(rng: np.random.RandomState, sizes: tuple[int, ...]) -> np.ndarray:
    """Multiples of 1/1024: exact in float32 and short to read."""
    return np.round(1.5 * rng.standard_normal(sizes) * 1024) / 1024


def distributions(rng: np.random.RandomState, sizes: tuple[int, ...], zeros: bool = False) -> np.ndarray:
    """Multiples of 1/256 that sum to exactly 1, so that rounding never denormalises a label."""
    classes = sizes[-1]
    flat = np.empty((int(np.prod(sizes[:-1])), classes))
    for row in flat:
        alive = np.ones(classes, bool)
        if zeros:
            alive[rng.permutation(classes)[: classes // 2]] = False
        count = int(alive.sum())
        row[alive] = 1 + rng.multinomial(256 - count, rng.dirichlet(np.ones(count)))
        row[~alive] = 0
    return flat.reshape(sizes) / 256


def log_softmax(scores: np.ndarray) -> np.ndarray:
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def encoded(rng: np.random.RandomState, sizes: tuple[int, ...], encoding: str) -> np.ndarray:
    if encoding == "PROBABILITIES":
        return distributions(rng, sizes)
    scores = logits(rng, sizes)
    return scores if encoding == "LOGITS" else log_softmax(scores)


def example_weights(rng: np.random.RandomState, shape: tuple[int, ...]) -> np.ndarray:
    """Some zeros, never only zeros."""
    weights = np.asarray(rng.choice([0.0, 0.5, 1.0, 1.5, 2.0], size=shape))
    if weights.size > 1:
        weights.flat[-1] = 0.0
    if weights.size:
        weights.flat[0] = 1.5
    return weights


def described(options: Options, weighted: bool) -> str:
    """The options in an id: `classWeights,labelSmoothing=0.125`; the class axis is part of the layout."""
    words = [
        name if isinstance(value, list) else f"{name}={value}" for name, value in options.items() if name != "classAxis"
    ]
    return ",".join(words + ["exampleWeights"] * weighted) or "plain"


def variants(**choices: tuple[Any, ...]) -> list[Options]:
    """The full product of options; a choice of None leaves its option at the default."""
    products: list[Options] = [{}]
    for name, values in choices.items():
        products = [{**product, **({} if value is None else {name: value})} for product in products for value in values]
    return products
