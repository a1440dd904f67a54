"""Inputs of the accuracy tests, which Java draws again instead of reading them.

Words come from SplitMix64 (java.util.SplittableRandom), a row takes the same number of them whatever its regime, and
words become numbers by additions, multiplications and one rounding to the data type. IEEE 754 fixes each of these, so
both languages get the same bits; a checksum in the truth file proves it. Whoever changes the order of the draws here
changes it in `TruthInputs.java`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

DTYPES = ("float32", "float64")
# A power of two: a mean over so many rows is the sum with another exponent.
ROWS = 2048


@dataclass(frozen=True)
class Regime:
    """Logits `offset + scale * bell`, where a bell is a sum of four uniform numbers in [-1, 1)."""

    name: str
    scale: float = 1.0
    offset: float = 0.0
    # The top class is so much above the second: at least, at most. (0, 0) leaves the logits as they are.
    margin: tuple[float, float] = (0.0, 0.0)
    # The other logits are these plus delta times a bell; 0 draws them apart.
    delta: float = 0.0
    # Above 0: one row of a million logits `scale * level`, the levels drawn evenly from 0 on.
    levels: int = 0
    rows: int = ROWS
    classes: int = 0

    def header(self) -> dict[str, Any]:
        return {
            "scale": self.scale,
            "offset": self.offset,
            "marginFrom": self.margin[0],
            "marginTo": self.margin[1],
            "delta": self.delta,
            "levels": self.levels,
            "rows": self.rows,
            "classes": self.classes,
        }


def regimes(classes: int) -> list[Regime]:
    return [
        Regime("moderate", scale=3, classes=classes),
        Regime("tiny 1e-6", scale=1e-6, classes=classes),
        Regime("scale 1e4", scale=1e4, classes=classes),
        Regime("offset 1e6", scale=3, offset=1e6, classes=classes),
        Regime("confident 5-30", margin=(5, 30), classes=classes),
        Regime("confident 30-85", margin=(30, 85), classes=classes),
    ]


def with_rows(rows: int, regimes: list[Regime]) -> list[Regime]:
    return [replace(regime, rows=rows) for regime in regimes]


def near_regimes(classes: int) -> list[Regime]:
    near = [Regime(f"near 1e-{digits}", delta=float(f"1e-{digits}"), classes=classes) for digits in range(1, 7)]
    return [*near, Regime("near 1e-4, scale 10", scale=10, delta=1e-4, classes=classes)]


def error_regimes() -> list[Regime]:
    """Two numbers whose difference is of every size."""
    near = [Regime(f"near 1e-{digits}", delta=float(f"1e-{digits}"), classes=1) for digits in (1, 3, 6)]
    return [regime for regime in regimes(1) if regime.margin[1] == 0] + near


def million_regimes() -> list[Regime]:
    shape = {"rows": 1, "classes": 1_000_000}
    return [
        Regime("million, equal", levels=1, **shape),
        Regime("million, spread 5", scale=0.02, levels=256, **shape),
        Regime("million, spread 25", scale=0.1, levels=256, **shape),
        Regime("million, confident", scale=0.02, margin=(40, 40), levels=256, **shape),
    ]


class Words:
    """The 64-bit words of SplitMix64, one row of them per row of inputs."""

    def __init__(self, seed: int, rows: int, per_row: int) -> None:
        with np.errstate(over="ignore"):
            z = np.uint64(seed) + np.arange(1, rows * per_row + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        self._words = (z ^ (z >> np.uint64(31))).reshape(rows, per_row)
        self._next = 0

    def word(self) -> np.ndarray:
        self._next += 1
        return self._words[:, self._next - 1]

    def below(self, bound: int) -> np.ndarray:
        return ((self.word() >> np.uint64(1)) % np.uint64(bound)).astype(np.int64)

    def uniform(self) -> np.ndarray:
        return (self.word() >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def bell(self) -> np.ndarray:
        total = 2.0 * self.uniform() - 1.0
        for _ in range(3):
            total = total + (2.0 * self.uniform() - 1.0)
        return total

    def bells(self, count: int) -> np.ndarray:
        return np.stack([self.bell() for _ in range(count)], axis=1)


@dataclass(frozen=True)
class Inputs:
    """Rows of logits `x`, and labels: class indices, numbers in [0, 1], or the logits of the other side."""

    x: np.ndarray
    labels: np.ndarray

    def checksum(self) -> int:
        return zlib.crc32(self.labels.astype(self.x.dtype).tobytes(), zlib.crc32(self.x.tobytes()))


def seed(*key: str) -> int:
    return zlib.crc32("/".join(key).encode())


def margins(regime: Regime, words: Words) -> np.ndarray:
    low, high = regime.margin
    return low + (high - low) * words.uniform()


def raise_top(x: np.ndarray, top: np.ndarray, margin: np.ndarray, regime: Regime) -> None:
    """Puts the top class so much above all others; draws nothing."""
    if regime.margin[1] > 0:
        rows = np.arange(len(x))
        x[rows, top] = -np.inf
        x[rows, top] = x.max(axis=1) + margin


def fourth(rows: int) -> np.ndarray:
    """1 in every fourth row: there the confident side is wrong."""
    return (np.arange(rows) % 4 == 3).astype(np.int64)


def class_index(regime: Regime, dtype: str, start: int) -> Inputs:
    if regime.levels:
        return million(regime, dtype, start)
    words = Words(start, regime.rows, 2 + 4 * regime.classes)
    label = words.below(regime.classes)
    x = regime.offset + regime.scale * words.bells(regime.classes)
    raise_top(x, (label + fourth(regime.rows)) % regime.classes, margins(regime, words), regime)
    return Inputs(x.astype(dtype), label)


def million(regime: Regime, dtype: str, start: int) -> Inputs:
    words = Words(start, regime.classes + 1, 1)
    drawn = words.word() >> np.uint64(1)
    level = (drawn[:-1] % np.uint64(regime.levels)).astype(np.int64)
    label = np.array([int(drawn[-1] % np.uint64(regime.classes))])
    x = (regime.scale * level.astype(np.float64))[None]
    raise_top(x, label, np.array([regime.margin[0]]), regime)
    return Inputs(x.astype(dtype), label)


def binary(regime: Regime, dtype: str, start: int, labels: str) -> Inputs:
    """Labels are "hard" (0 or 1), "soft" (numbers between) or "signs" (-1 or 1)."""
    words = Words(start, regime.rows, 7)
    word, side, draw = words.below(2), words.below(2), words.uniform()
    x = regime.offset + regime.scale * words.bell()
    if regime.margin[1] > 0:
        low, high = regime.margin
        x = (1.0 - 2.0 * side) * (low + (high - low) * draw)
    y = word.astype(np.float64)
    if labels == "signs":
        y = 2.0 * y - 1.0
    if labels == "soft":
        # evenly, or within a millionth of 0 or 1
        row = np.arange(regime.rows) % 4
        y = np.where(row == 1, 1e-6 * draw, np.where(row == 3, 1.0 - 1e-6 * draw, draw))
    return Inputs(x.astype(dtype), y.astype(dtype))


def pairs(regime: Regime, dtype: str, start: int) -> Inputs:
    words = Words(start, regime.rows, 3 + 8 * regime.classes)
    top = words.below(regime.classes)
    a = regime.offset + regime.scale * words.bells(regime.classes)
    bells = words.bells(regime.classes)
    b = a + regime.delta * bells if regime.delta else regime.offset + regime.scale * bells
    raise_top(a, top, margins(regime, words), regime)
    raise_top(b, (top + fourth(regime.rows)) % regime.classes, margins(regime, words), regime)
    return Inputs(b.astype(dtype), a.astype(dtype))
