"""Writes src/test/resources/truth: 50-digit losses and gradients, and what PyTorch makes of the same inputs.

python src/test/python/generate_truth.py [PROBLEM ...]        (all problems by default)

One gzip file per loss holds, for each regime and data type, a line of JSON and then three columns of numbers. A column
is stored by bytes (the first byte of every number, then the second, ...), each number little-endian:

    rounded   the truth, rounded to the data type
    rest      int16: what rounding took, in units of 2^-15 of half the distance of 1 to the next number, times |rounded|
    torch     the bits of PyTorch's result minus the bits of `rounded`, as integers that wrap around

The numbers are the values of all rows, then the gradients of all rows, row-major, of the sum of the values. Of a row of
a million classes they are the value, the gradient at the label, and one gradient for each level of the other logits
(PyTorch's is the one furthest off at that level). Inputs are not stored: see `truth_inputs.py`.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import torch
import torch.nn.functional as F
from mpmath import mpf

import truth_exact as exact
import truth_inputs as inputs
from truth_inputs import Inputs, Regime

VERSIONS = {"torch": "2.13.0", "mpmath": "1.3.0"}
FOLDER = Path(__file__).parents[1] / "resources" / "truth"
# Rows of the losses of one number, which are short, and of functions of a loss that has more.
FEW = 512
BITS = {"float32": ("int32", 2.0**-24), "float64": ("int64", 2.0**-53)}

# Regimes of the lesser divergences, which also have fewer rows.
LESSER = {"moderate", "tiny 1e-6", "offset 1e6", "confident 5-30", "confident 30-85"}
LESSER |= {"near 1e-1", "near 1e-3", "near 1e-6"}

# Of the Renyi divergence.
ORDER = 2.5

Truth = list[mpf]
Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Problem:
    """A loss with its regimes, its inputs, the exact formula of all its numbers, and PyTorch's way to the values."""

    name: str
    regimes: Sequence[Regime]
    draw: Callable[[Regime, str, int], Inputs]
    exact: Callable[[Inputs], Truth]
    torch: Loss


def row_by_row(formula: Callable[[Any, Any], tuple[mpf, list[mpf]]], given: Inputs) -> Truth:
    values, gradients = [], []
    for x, label in zip(given.x, given.labels):
        value, gradient = formula(x, label)
        values.append(value)
        gradients += gradient
    return values + gradients


def forward(b: np.ndarray, a: np.ndarray) -> tuple[mpf, list[mpf]]:
    return exact.forward_kl(a, b)


def reverse(b: np.ndarray, a: np.ndarray) -> tuple[mpf, list[mpf]]:
    return exact.reverse_kl(a, b)


def divergence(formula: Callable[..., tuple[mpf, list[mpf]]]) -> Callable[[Inputs], Truth]:
    return partial(row_by_row, lambda b, a: exact.divergence(a, b, formula))


def elements(formula: Callable[[float, float], tuple[mpf, mpf]], given: Inputs) -> Truth:
    pairs = [formula(x, y) for x, y in zip(given.x, given.labels)]
    return [value for value, _ in pairs] + [gradient for _, gradient in pairs]


def torch_cross_entropy(x: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
    return F.cross_entropy(x, label, reduction="none")


def torch_binary(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return F.binary_cross_entropy_with_logits(x, y, reduction="none")


def torch_log_cosh(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    d = x - y
    return d + F.softplus(-2 * d) - math.log(2)


def torch_soft_margin(x: torch.Tensor, sign: torch.Tensor) -> torch.Tensor:
    return F.soft_margin_loss(x, sign, reduction="none")


def torch_focal(x: torch.Tensor, label: torch.Tensor, gamma: float) -> torch.Tensor:
    entropy = torch_cross_entropy(x, label)
    return (1 - torch.exp(-entropy)) ** gamma * entropy


def torch_sigmoid_focal(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    p = torch.sigmoid(x)
    return (1 - p * y - (1 - p) * (1 - y)) ** 2 * torch_binary(x, y)


def torch_kl(b: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    log_p, log_q = F.log_softmax(a, -1), F.log_softmax(b, -1)
    return F.kl_div(log_q, log_p, reduction="none", log_target=True).sum(-1)


def torch_reverse_kl(b: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    return torch_kl(a, b)


def torch_jensen_shannon(b: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    log_p, log_q = F.log_softmax(a, -1), F.log_softmax(b, -1)
    log_m = torch.logaddexp(log_p, log_q) - math.log(2)
    both = [F.kl_div(log_m, side, reduction="none", log_target=True) for side in (log_p, log_q)]
    return (both[0] + both[1]).sum(-1) / 2


def torch_squared_hellinger(b: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    return 1 - (F.softmax(a, -1) * F.softmax(b, -1)).sqrt().sum(-1)


def torch_jeffreys(b: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    return torch_kl(b, a) + torch_reverse_kl(b, a)


def torch_renyi(b: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    log_p, log_q = F.log_softmax(a, -1), F.log_softmax(b, -1)
    return torch.logsumexp(ORDER * log_p + (1 - ORDER) * log_q, -1) / (ORDER - 1)


def problems() -> list[Problem]:
    classes = [*inputs.regimes(5), Regime("two classes", scale=3, classes=2)]
    many = inputs.million_regimes()
    near = inputs.regimes(4) + inputs.near_regimes(4)
    ones = inputs.regimes(1)
    errors = inputs.with_rows(FEW, inputs.error_regimes())
    few, few_ones = inputs.with_rows(FEW, inputs.regimes(5)), inputs.with_rows(FEW, inputs.regimes(1))
    lesser = inputs.with_rows(256, [regime for regime in near if regime.name in LESSER])
    hard, soft = partial(inputs.binary, labels="hard"), partial(inputs.binary, labels="soft")
    signs = partial(inputs.binary, labels="signs")
    entropies = partial(elements, exact.binary_cross_entropy)
    by_class = partial(row_by_row, exact.cross_entropy)
    return [
        Problem("CrossEntropy", classes, inputs.class_index, by_class, torch_cross_entropy),
        Problem("CrossEntropyMillion", many, inputs.class_index, of_levels, torch_cross_entropy),
        Problem("BceHardLabels", ones, hard, entropies, torch_binary),
        Problem("BceSoftLabels", ones, soft, entropies, torch_binary),
        Problem("LogCosh", errors, inputs.pairs, partial(row_by_row, exact.log_cosh), torch_log_cosh),
        Problem("KlForward", near, inputs.pairs, partial(row_by_row, forward), torch_kl),
        Problem("KlReverse", near, inputs.pairs, partial(row_by_row, reverse), torch_reverse_kl),
        Problem("JensenShannon", lesser, inputs.pairs, divergence(exact.jensen_shannon), torch_jensen_shannon),
        Problem("Hellinger", lesser, inputs.pairs, divergence(exact.squared_hellinger), torch_squared_hellinger),
        Problem("Jeffreys", lesser, inputs.pairs, divergence(exact.jeffreys), torch_jeffreys),
        Problem("Renyi", lesser, inputs.pairs, divergence(partial(exact.renyi, alpha=ORDER)), torch_renyi),
        focal("Focal", few, 2.0),
        focal("FocalHalf", few, 0.5),
        Problem("SigmoidFocal", few_ones, hard, partial(elements, exact.sigmoid_focal), torch_sigmoid_focal),
        Problem("SoftMargin", few_ones, signs, partial(elements, exact.soft_margin), torch_soft_margin),
    ]


def focal(name: str, regimes: Sequence[Regime], gamma: float) -> Problem:
    by_class = partial(row_by_row, partial(exact.focal, gamma=gamma))
    return Problem(name, regimes, inputs.class_index, by_class, partial(torch_focal, gamma=gamma))


def of_levels(given: Inputs) -> Truth:
    """A gradient for each level, all of which occur."""
    x, label = given.x[0], int(given.labels[0])
    levels, counts = np.unique(np.delete(x, label), return_counts=True)
    value, at_label, gradients = exact.cross_entropy_of_levels(levels, counts, x[label])
    return [value, at_label, *gradients]


def results(problem: Problem, given: Inputs) -> np.ndarray:
    """PyTorch's values and gradients, in the order of the truth."""
    x = torch.tensor(given.x, requires_grad=True)
    values = problem.torch(x, torch.tensor(given.labels))
    values.sum().backward()
    return np.concatenate([values.detach().numpy().ravel(), x.grad.numpy().ravel()])


def worst_per_level(given: Inputs, truth: np.ndarray, found: np.ndarray) -> np.ndarray:
    label, gradient = int(given.labels[0]), found[1:]
    worst = [found[0], gradient[label]]
    rest, at_rest = np.delete(given.x[0], label), np.delete(gradient, label)
    for level, expected in zip(np.unique(rest), truth[2:]):
        here = at_rest[rest == level]
        worst.append(here[np.abs(here.astype(np.float64) - expected).argmax()])
    return np.array(worst, given.x.dtype)


def section(problem: Problem, regime: Regime, dtype: str) -> bytes:
    start = inputs.seed(problem.name, regime.name, dtype)
    given = problem.draw(regime, dtype, start)
    truth = problem.exact(given)
    rounded = np.array([float(number) for number in truth]).astype(dtype)
    found = results(problem, given)
    if regime.levels:
        found = worst_per_level(given, rounded.astype(np.float64), found)
    bits, unit = BITS[dtype]
    rest = [remainder(number, float(near), unit) for number, near in zip(truth, rounded)]
    with np.errstate(over="ignore"):
        distance = found.view(bits) - rounded.view(bits)
    header = {"regime": regime.name, "dtype": dtype, **regime.header()}
    header |= {"seed": start, "checksum": given.checksum(), "numbers": len(truth)}
    columns = (rounded, np.array(rest, "int16"), distance)
    return json.dumps(header).encode() + b"\n" + b"".join(by_bytes(column) for column in columns)


def remainder(number: mpf, near: float, unit: float) -> int:
    if near == 0:
        return 0
    return int(max(-32767, min(32767, mpmath.nint((number - near) / abs(near) / unit * 2**15))))


def by_bytes(column: np.ndarray) -> bytes:
    little = column.astype(column.dtype.newbyteorder("<"))
    return little.view(np.uint8).reshape(len(column), -1).T.tobytes()


def main() -> None:
    found = {"torch": torch.__version__.split("+")[0], "mpmath": mpmath.__version__}
    if found != VERSIONS:
        raise SystemExit(f"needs {VERSIONS}, found {found}")
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:]
    for problem in problems():
        if wanted and problem.name not in wanted:
            continue
        sections = [section(problem, regime, dtype) for regime in problem.regimes for dtype in inputs.DTYPES]
        path = FOLDER / f"{problem.name}.gz"
        path.write_bytes(gzip.compress(b"".join(sections), mtime=0))
        print(f"{path.name}: {len(sections)} sections, {path.stat().st_size:,} bytes", flush=True)


if __name__ == "__main__":
    main()
