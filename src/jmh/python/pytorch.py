"""Times the same steps with PyTorch in Python: writes target/benchmark/pytorch.json.

python src/jmh/python/pytorch.py        (needs torch 2.13)
"""

import json
import pathlib
import statistics
import time

import torch
import torch.nn.functional as F

ROUNDS = 11
SECONDS = 0.2


def contests(rows, classes):
    x = torch.randn(rows, classes)
    indices = torch.randint(classes, (rows,))
    top = x.argmax(1)
    confident = x + 20 * F.one_hot(top, classes)
    other = torch.randn(rows, classes)
    near = x + 1e-3 * other
    p, log_p, log_q = other.softmax(1), other.log_softmax(1), x.log_softmax(1)
    yes = (x > 0.3).float()
    w = torch.tensor([0.5 + k % 4 / 2 for k in range(classes)])
    kl_div, bce = F.kl_div, F.binary_cross_entropy_with_logits

    def kl_of_logits(a, b):
        return kl_div(a.log_softmax(1), b.log_softmax(1), reduction="batchmean", log_target=True)

    return {
        "cross-entropy, indices": (x, lambda a: F.cross_entropy(a, indices)),
        "cross-entropy, confident rows": (confident, lambda a: F.cross_entropy(a, top)),
        "cross-entropy, weights, ignored, smoothing": (
            x,
            lambda a: F.cross_entropy(a, indices, w, ignore_index=0, label_smoothing=0.1),
        ),
        "cross-entropy, distributions": (x, lambda a: F.cross_entropy(a, p)),
        "KL, probabilities": (log_q, lambda a: kl_div(a, p, reduction="batchmean")),
        "KL, log-probabilities": (
            log_q,
            lambda a: kl_div(a, log_p, reduction="batchmean", log_target=True),
        ),
        "KL, logits": (x, lambda a: kl_of_logits(a, other)),
        "KL, logits, near": (x, lambda a: kl_of_logits(a, near)),
        "BCE with logits": (x, lambda a: bce(a, yes)),
        "BCE with logits, positive weights": (x, lambda a: bce(a, yes, pos_weight=w)),
        "BCE with logits, soft labels": (x, lambda a: bce(a, p)),
    }


def micros(x, loss):
    def step():
        leaf = x.detach().requires_grad_()
        loss(leaf).backward()

    step()
    means = []
    for _ in range(ROUNDS):
        start, steps = time.perf_counter(), 0
        while steps == 0 or time.perf_counter() - start < SECONDS:
            step()
            steps += 1
        means.append((time.perf_counter() - start) / steps)
    return 1e6 * statistics.median(means)


def main():
    outcomes = []
    for threads, rows, classes in [(1, 128, 10), (2, 1024, 1000), (2, 512, 32000)]:
        torch.set_num_threads(threads)
        torch.manual_seed(7)
        for name, (x, loss) in contests(rows, classes).items():
            outcome = {
                "contest": name,
                "shape": f"{rows}, {classes}",
                "rival": "PyTorch 2.13 in Python",
                "micros": micros(x, loss),
            }
            outcomes.append(outcome)
            print(f"({outcome['shape']}) {name}: {outcome['micros']:.1f} us")
    folder = pathlib.Path("target", "benchmark")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pytorch.json").write_text(json.dumps(outcomes))


if __name__ == "__main__":
    main()
