"""CTC: PyTorch's loss, and the derivative by the log-probabilities as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from plain import DTYPES, Arguments, Plain, by_torch, described, variants

STEPS, BATCH, CLASSES, LONGEST = 5, 4, 4, 3


@dataclass(frozen=True)
class Ctc:
    """A case whose mean is not that of its values: PyTorch's is of losses per symbol."""

    sequences: Plain
    symbols: Plain

    @property
    def problem(self) -> Plain:
        return self.sequences

    def line(self) -> str:
        record, in_mean = (json.loads(plain.line()) for plain in (self.sequences, self.symbols))
        record.update({name: in_mean[name] for name in ("mean", "gradient")})
        return json.dumps(record, allow_nan=False, separators=(",", ":"))


def _case(id: str, arguments: Arguments, scale: float = 0.0) -> Ctc:
    return Ctc(by_torch(id, arguments, _loss, scale=scale), by_torch(id, arguments, _per_symbol, scale=scale))


def _per_symbol(options, labels, predictions):
    return _loss(options, labels, predictions) / labels[2].clamp(min=1)


def _loss(options, labels, predictions):
    targets, steps, lengths = labels
    single = predictions[0].dim() == 2
    if single:
        targets, steps, lengths = targets[None], steps[None], lengths[None]
    x = predictions[0][:, None] if single else predictions[0]
    zero = options.get("zeroInfinity", False)
    values = F.ctc_loss(
        x, targets, steps, lengths, blank=options.get("blank", 0), reduction="none", zero_infinity=zero
    )
    # PyTorch adds exp(x) to the derivative, as if x came from a log-softmax; an impossible target has none.
    infinite = F.ctc_loss(x, targets, steps, lengths, blank=options.get("blank", 0), reduction="none").isinf()
    used = (torch.arange(x.shape[0])[:, None] < steps) & ~infinite
    extra = (x.exp().sum(-1) * used).sum(0)
    values = values - (extra - extra.detach())
    return values[0] if single else values


def _log_softmax(x: np.ndarray) -> np.ndarray:
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def _targets(rng, blank: int, shape: tuple[int, ...]) -> np.ndarray:
    others = [k for k in range(CLASSES) if k != blank]
    return rng.choice(others, shape)


def ctc() -> Iterator[Ctc]:
    rng = np.random.default_rng(21)
    # a repetition needs a blank between: 3 equal symbols take all 5 steps
    lengths = np.array([3, 1, 0, 2])
    steps = np.array([5, 4, 3, 2])
    for dtype in DTYPES:
        for option in variants(blank=(None, 2, 3), zeroInfinity=(None, True), weight=(None, 2.0)):
            blank = option.get("blank", 0)
            for weighted in (False, True):
                x = _log_softmax(2 * rng.standard_normal((STEPS, BATCH, CLASSES))).astype(dtype)
                targets = _targets(rng, blank, (BATCH, LONGEST))
                targets[0] = targets[0, 0]
                targets[3, 1] = (targets[3, 0] + 1) % CLASSES
                if targets[3, 1] == blank:
                    targets[3, 1] = (blank + 1) % CLASSES
                targets[1, 1:] = -1
                weights = rng.uniform(0.5, 2, BATCH).astype(dtype) if weighted else None
                arguments = Arguments(option, [targets, steps, lengths], [x], weights)
                if option.get("zeroInfinity") and weighted:
                    short = np.array([4, 4, 3, 1])
                    arguments = Arguments(option, [targets, short, lengths], [x], weights)
                yield _case(f"batch/{described(option, weighted)}", arguments)
            x = _log_softmax(2 * rng.standard_normal((STEPS, CLASSES))).astype(dtype)
            labels = [_targets(rng, blank, (2,)), np.array(STEPS), np.array(2)]
            yield _case(f"single/{described(option, False)}", Arguments(option, labels, [x]))
        long = _log_softmax(rng.standard_normal((60, 2, 3))).astype(dtype)
        labels = [rng.choice([1, 2], (2, 20)), np.array([60, 55]), np.array([20, 15])]
        yield _case("long", Arguments({}, labels, [long]))
        sure = _log_softmax(np.array([[[12.0, 0, 0, 0]], [[0, 12.0, 0, 0]], [[0, 0, 12.0, 0]]])).astype(dtype)
        labels = [np.array([[1, 2]]), np.array([3]), np.array([2])]
        yield _case("confident", Arguments({}, labels, [sure]), scale=1.0)


LOSSES = {"CtcLoss": ctc}
