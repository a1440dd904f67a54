"""Trains the sample's network in PyTorch and prints the time of its epochs and steps, to stand beside those of `djl-losses compare`.

    python3 src/test/python/mnist_epoch.py FOLDER [--threads 1] [--loss cross-entropy] [--epochs 3] [--batch-size 64]

FOLDER holds the four IDX files of MNIST, gzipped or not. The work is the same as there: 784-128-64-10 with ReLU, Adam
1e-3, batches cut before the clock starts, nothing evaluated while it runs.
"""

from __future__ import annotations

import argparse
import gzip
import time
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional

CLASSES = 10
SMOOTHING = 0.1


def one_hot(labels: torch.Tensor) -> torch.Tensor:
    return functional.one_hot(labels, CLASSES).float()


def smoothed(labels: torch.Tensor) -> torch.Tensor:
    return one_hot(labels) * (1 - SMOOTHING) + SMOOTHING / CLASSES


def kl_divergence(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return functional.kl_div(scores.log_softmax(1), labels, reduction="batchmean")


# name: (how labels are spelt, the loss)
LOSSES = {
    "cross-entropy": (lambda labels: labels, functional.cross_entropy),
    "kl-divergence": (smoothed, kl_divergence),
    "bce": (one_hot, functional.binary_cross_entropy_with_logits),
}


def idx(folder: Path, name: str) -> numpy.ndarray:
    """Reads an IDX file of bytes; this one trusts it."""
    path = next(p for p in (folder / name, folder / f"{name}.gz") if p.exists())
    data = path.read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    dimensions = data[3]
    shape = numpy.frombuffer(data, ">i4", dimensions, 4)
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * dimensions).reshape(shape)


def images_and_labels(folder: Path, part: str) -> tuple[torch.Tensor, torch.Tensor]:
    images = idx(folder, f"{part}-images-idx3-ubyte")
    labels = idx(folder, f"{part}-labels-idx1-ubyte")
    return (
        torch.from_numpy(images.reshape(len(images), -1) / numpy.float32(255)),
        torch.from_numpy(labels.astype(numpy.int64)),
    )


def train(folder: Path, loss_name: str, epochs: int, batch_size: int) -> None:
    spell, loss = LOSSES[loss_name]
    images, labels = images_and_labels(folder, "train")
    test_images, test_labels = images_and_labels(folder, "t10k")
    mixed = torch.randperm(len(images))
    batches = list(zip(images[mixed].split(batch_size), spell(labels[mixed]).split(batch_size)))
    network = nn.Sequential(
        nn.Linear(images.shape[1], 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, CLASSES)
    )
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    for epoch in range(1, epochs + 1):
        clock = [time.perf_counter()]
        for number in torch.randperm(len(batches)).tolist():
            x, y = batches[number]
            optimizer.zero_grad()
            loss(network(x), y).backward()
            optimizer.step()
            clock.append(time.perf_counter())
        micros = 1e6 * numpy.median(numpy.diff(clock))
        with torch.no_grad():
            right = (network(test_images).argmax(1) == test_labels).float().mean().item()
        seconds = clock[-1] - clock[0]
        print(f"{loss_name}: epoch {epoch}, {seconds:.2f} s, step {micros:.0f} us, accuracy {right:.2%}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--loss", choices=LOSSES, default="cross-entropy")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    train(options.folder, options.loss, options.epochs, options.batch_size)


if __name__ == "__main__":
    main()
