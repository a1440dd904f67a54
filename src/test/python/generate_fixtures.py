"""Writes src/test/resources/fixtures: what PyTorch says about the problems our losses are tested with.

python src/test/python/generate_fixtures.py [LOSS ...]        (all losses by default)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import torch

import bce
import bce_with_logits
import cross_entropy
import divergence
import embedding
import element_losses
import kl_divergence
import linear
import nll
import regression
import row_losses
import segmentation
import sequences
import surprisal_losses
from fixture import Fixture

TORCH = "2.13.0"
FOLDER = Path(__file__).parents[1] / "resources" / "fixtures"
LOSSES = {
    "CrossEntropyLoss": cross_entropy.fixtures,
    "LinearCrossEntropyLoss": linear.fixtures,
    "NllLoss": nll.fixtures,
    "KlDivergenceLoss": kl_divergence.fixtures,
    "BceWithLogitsLoss": bce_with_logits.fixtures,
    "BceLoss": bce.fixtures,
    **regression.LOSSES,
    **divergence.LOSSES,
    **embedding.LOSSES,
    **element_losses.LOSSES,
    **row_losses.LOSSES,
    **surprisal_losses.LOSSES,
    **segmentation.LOSSES,
    **sequences.LOSSES,
}
NOTES = (
    "Every answer is computed in float64, for float32 cases from the promoted float32 inputs.",
    "values, sum, mean and batchMean beyond float32's range are infinite in float32 cases.",
    "values: the loss before reduction, with class weights, example weights and the option weight multiplied in.",
    "mean = sum / divisor and is 0 where the divisor is 0; the option weight is not in the divisor.",
    "batchMean is null where the class axis comes first and no axis is the batch axis beyond doubt.",
    "gradient is of the mean, gradientSum of the sum, with respect to predictions[0], gradient1 and gradientSum1 with "
    "respect to predictions[1] and so on; null where undefined.",
    "torchWrong: torch in float64 misses the exact value or limit; the closed form is stored instead.",
    "One label more than the loss takes is the array of example weights.",
    "Options are float32 numbers. Values are good to 1e-13, gradients to 1e-13 of the largest element of their row; "
    "an element that is exactly 0 in theory may be rounding noise below that.",
)


def main() -> None:
    if torch.__version__.split("+")[0] != TORCH:
        raise SystemExit(f"needs torch {TORCH}, found {torch.__version__}")
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for loss in sys.argv[1:] or LOSSES:
        write(loss, list(LOSSES[loss]()))


def write(loss: str, fixtures: Iterable[Fixture]) -> None:
    lines = [fixture.line() for fixture in fixtures]
    ids = [fixture.problem.id for fixture in fixtures]
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    if repeated:
        raise AssertionError(f"{loss}: ids must be unique: {repeated}")
    header = {"generator": "src/test/python/generate_fixtures.py", "torch": TORCH, "loss": loss, "notes": NOTES}
    path = FOLDER / f"{loss}.json"
    path.write_text(json.dumps(header)[:-1] + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    print(f"{path.name}: {len(lines)} cases, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
