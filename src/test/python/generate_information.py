"""Writes src/test/resources/information: measures of information and closed forms, with 50 digits behind each.

PyTorch's own `torch.distributions` must agree to 1e-9, relative to the numbers that it subtracts.
"""

from __future__ import annotations

import json
from pathlib import Path

import mpmath as mp
import numpy as np
import torch
from torch import distributions as td

mp.mp.dps = 60
FOLDER = Path(__file__).parents[1] / "resources" / "information"
AGREEMENT = 1e-9
ALPHAS = (0.1, 0.5, 0.9, 0.999999, 1.000001, 1.5, 2.0, 10.0)


def entropy(p):
    return mp.fsum(-x * mp.log(x) for x in p if x)


def cross_entropy(p, q):
    return mp.fsum(-x * mp.log(y) for x, y in zip(p, q) if x)


def kl(p, q):
    """With - p + q, which adds up to 0 but for the rounding of the stored numbers."""
    return mp.fsum((x * mp.log(x / y) if x else 0) - x + y for x, y in zip(p, q))


def js(p, q):
    m = [(x + y) / 2 for x, y in zip(p, q)]
    return (kl(p, m) + kl(q, m)) / 2


def renyi(p, q, alpha):
    """Of the normalised distributions."""
    p, q, a = [x / mp.fsum(p) for x in p], [y / mp.fsum(q) for y in q], mp.mpf(alpha)
    return mp.log(mp.fsum(x**a * y ** (1 - a) for x, y in zip(p, q) if x)) / (a - 1)


def row(name, p, q):
    a, b = [mp.mpf(float(x)) for x in p], [mp.mpf(float(y)) for y in q]
    return {
        "id": name,
        "p": [float(x) for x in p],
        "q": [float(y) for y in q],
        "entropy": float(entropy(a)),
        "crossEntropy": float(cross_entropy(a, b)),
        "klDivergence": float(kl(a, b)),
        "jsDivergence": float(js(a, b)),
        "renyi": {str(alpha): float(renyi(a, b, alpha)) for alpha in ALPHAS},
    }


def measures():
    random = np.random.default_rng(7)
    for classes in (2, 3, 10, 200):
        for concentration in (0.05, 1.0, 50.0):
            p, q = random.dirichlet([concentration] * classes, 2) + 1e-300
            yield row(f"random/{classes}/{concentration}", p, q)
        for distance in (1e-2, 1e-4, 1e-8):
            p = random.dirichlet([1.0] * classes)
            shift = random.normal(size=classes)
            q = p * (1 + distance * (shift - (p * shift).sum()))
            yield row(f"near/{classes}/{distance}", p, q)
    for rest in (1e-3, 1e-9, 1e-17):
        yield row(f"certain/{rest}", [1 - rest, rest], [1 - rest / 3, rest / 3])
    yield row("zeros in p", [0.5, 0.5, 0.0], [0.25, 0.25, 0.5])


def joints():
    random = np.random.default_rng(8)
    for name, table in {
        "random": random.dirichlet([0.5] * 12).reshape(3, 4),
        "zeros": np.array([[0.5, 0.0], [0.25, 0.25]]),
        "y follows from x": np.diag([0.2, 0.3, 0.5]) * (1 - 1e-9) + 1e-9 / 9,
        "nearly independent": np.outer([0.2, 0.8], [0.6, 0.4]) + 1e-4 * np.array([[1, -1], [-1, 1]]),
    }.items():
        exact = [[mp.mpf(float(x)) for x in line] for line in table]
        flat = [x for line in exact for x in line]
        total = mp.fsum(flat)
        x = [mp.fsum(line) for line in exact]
        y = [mp.fsum(line[j] for line in exact) for j in range(table.shape[1])]
        conditional = mp.fsum(-v * mp.log(v / x[i]) for i, line in enumerate(exact) for v in line if v)
        product = [a * b / total for a in x for b in y]
        yield {
            "id": name,
            "joint": table.tolist(),
            "x": [float(v) for v in x],
            "y": [float(v) for v in y],
            "jointEntropy": float(entropy(flat)),
            "conditionalEntropy": float(conditional),
            "mutualInformation": float(kl(flat, product)),
        }


def log_beta(a):
    return mp.fsum(map(mp.loggamma, a)) - mp.loggamma(mp.fsum(a))


def dirichlet_entropy(a):
    total = mp.fsum(a)
    return log_beta(a) + (total - len(a)) * mp.digamma(total) - mp.fsum((x - 1) * mp.digamma(x) for x in a)


def dirichlet_kl(a, b):
    total = mp.fsum(a)
    return log_beta(b) - log_beta(a) + mp.fsum((x - y) * (mp.digamma(x) - mp.digamma(total)) for x, y in zip(a, b))


def gamma_entropy(p):
    a, r = p
    return a - mp.log(r) + mp.loggamma(a) + (1 - a) * mp.digamma(a)


def gamma_kl(p, q):
    (a, r), (b, s) = p, q
    return (a - b) * mp.digamma(a) - mp.loggamma(a) + mp.loggamma(b) + b * mp.log(r / s) + a * (s - r) / r


def gaussian_entropy(p):
    return mp.log(p[1]) + (1 + mp.log(2 * mp.pi)) / 2


def gaussian_kl(p, q):
    (m, s), (n, t) = p, q
    return mp.log(t / s) + (s * s + (m - n) ** 2) / (2 * t * t) - mp.mpf(1) / 2


def laplace_kl(p, q):
    (m, b), (n, c) = p, q
    d = abs(m - n)
    return mp.log(c / b) + d / c + b / c * mp.exp(-d / b) - 1


def poisson_entropy(p):
    rate = p[0]
    last = int(rate + 40 * mp.sqrt(rate) + 60)
    first = max(0, int(rate - 40 * mp.sqrt(rate)))
    logs = (k * mp.log(rate) - rate - mp.loggamma(k + 1) for k in range(first, last))
    return mp.fsum(-x * mp.exp(x) for x in logs)


def bernoulli(p):
    return [p[0], 1 - p[0]]


FORMS = {
    "Gaussian": (gaussian_entropy, gaussian_kl, lambda p: td.Normal(*p)),
    "Bernoulli": (lambda p: entropy(bernoulli(p)), lambda p, q: kl(bernoulli(p), bernoulli(q)), lambda p: td.Bernoulli(*p)),
    "Categorical": (entropy, kl, lambda p: td.Categorical(torch.stack(p))),
    "Beta": (dirichlet_entropy, dirichlet_kl, lambda p: td.Beta(*p)),
    "Dirichlet": (dirichlet_entropy, dirichlet_kl, lambda p: td.Dirichlet(torch.stack(p))),
    "Gamma": (gamma_entropy, gamma_kl, lambda p: td.Gamma(*p)),
    "Exponential": (lambda p: 1 - mp.log(p[0]), lambda p, q: mp.log(p[0] / q[0]) + q[0] / p[0] - 1, lambda p: td.Exponential(*p)),
    "Laplace": (lambda p: 1 + mp.log(2 * p[1]), laplace_kl, lambda p: td.Laplace(*p)),
    "Poisson": (poisson_entropy, lambda p, q: p[0] * mp.log(p[0] / q[0]) - p[0] + q[0], lambda p: td.Poisson(*p)),
}
PAIRS = {
    "Gaussian": [((0, 1), (1, 2)), ((-3, 0.1), (5, 7)), ((1, 1e-9), (1, 1e9)), ((2, 3), (2 + 1e-9, 3)), ((2, 3), (2, 3 + 1e-9))],
    "Bernoulli": [((0.25,), (0.75,)), ((1e-12,), (0.5,)), ((0.3,), (0.3 + 1e-12,)), ((1 - 1e-12,), (0.9,)), ((0.7,), (0.7 - 1e-9,))],
    "Categorical": [((0.5, 0.4, 0.1), (0.5, 0.1, 0.4)), ((0.25, 0.75), (0.25 + 2.0**-40, 0.75 - 2.0**-40))],
    "Beta": [((2, 3), (4, 1)), ((0.01, 0.5), (30, 20)), ((1e6, 2e6), (1.1e6, 2e6)), ((2, 3), (2 + 1e-8, 3)), ((3e5, 4e5), (3e5 + 0.01, 4e5))],
    "Dirichlet": [((1, 2, 3), (3, 2, 1)), ((0.1, 0.2, 0.3, 40), (5, 6, 0.7, 8)), ((9, 8, 7), (9 + 1e-9, 8, 7 - 1e-9)), ((9e4, 8e4), (18e4, 16e4))],
    "Gamma": [((2, 3), (4, 1)), ((0.01, 5), (100, 0.1)), ((1e6, 1), (1.001e6, 1)), ((5, 2), (5 + 1e-8, 2)), ((15.5, 2), (15.5 + 1e-8, 2 + 1e-9)), ((5e5, 5e5), (5e5 + 1, 5e5 + 1))],
    "Exponential": [((2,), (3,)), ((1e-5,), (1e5,)), ((2,), (2 + 1e-12,))],
    "Laplace": [((0, 1), (1, 2)), ((5, 0.1), (-3, 9)), ((1, 2), (1 + 1e-9, 2)), ((1, 2), (1, 2 + 1e-9))],
    "Poisson": [((2,), (3,)), ((1e-5,), (40,)), ((700,), (700 + 1e-9,)), ((20000,), (19000,))],
}


def agrees(found, exact, scale):
    return abs(found - exact) <= AGREEMENT * max(abs(exact), scale)


def forms():
    for kind, pairs in PAIRS.items():
        exact_entropy, exact_kl, torch_form = FORMS[kind]
        for p, q in pairs:
            a, b = [mp.mpf(float(x)) for x in p], [mp.mpf(float(x)) for x in q]
            record = {"kind": kind, "p": list(map(float, p)), "q": list(map(float, q))}
            record["entropy"], record["klDivergence"] = float(exact_entropy(a)), float(exact_kl(a, b))
            forms = [torch_form([torch.tensor(float(x), dtype=torch.float64) for x in parameters]) for parameters in (p, q)]
            # torch subtracts numbers that are larger than the parameters
            scale = max(1.0, *map(float, p), *map(float, q)) * 10
            if not agrees(td.kl_divergence(*forms).item(), record["klDivergence"], scale):
                raise AssertionError(f"{record}: torch has {td.kl_divergence(*forms).item()}")
            if kind != "Poisson" and not agrees(forms[0].entropy().item(), record["entropy"], scale):
                raise AssertionError(f"{record}: torch has {forms[0].entropy().item()}")
            yield record


def log_gamma():
    for x in (1e-300, 1e-8, 0.1, 0.5, 1, 1.4616321449683623, 2, 3.7, 6.2, 9.5, 15.9, 16, 17.3, 100, 1e6, 1e12):
        exact = mp.mpf(float(x))
        yield {
            "x": float(x),
            "remainder": float(mp.loggamma(exact) - exact * mp.log(exact) + exact),
            "slope": float(mp.digamma(exact) - mp.log(exact)),
        }


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, records in {"measures": measures(), "joints": joints(), "forms": forms(), "log_gamma": log_gamma()}.items():
        lines = [json.dumps(record, allow_nan=False, separators=(",", ":")) for record in records]
        (FOLDER / f"{name}.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
        print(f"{name}.json: {len(lines)} cases")


if __name__ == "__main__":
    main()
