"""Texts with labels, and how well themes fit them: what the benchmark of the market room stands on."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics.cluster import pair_confusion_matrix

from pilothouse.engine.text.words import clean

_ABOVE = [folder / "shared/data" for folder in Path(__file__).resolve().parents]
DATA = next((folder for folder in _ABOVE if folder.is_dir()), _ABOVE[2])
_PROCESS = re.compile(
    r"clos|merg|verif|fix|pull|\bpr\b|resol|ticket|duplicate|test|build|reopen|commit|backport|review", re.I
)
csv.field_size_limit(10**7)


def rows(name: str) -> Iterator[dict[str, str]]:
    path = DATA / name
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as stream:
        yield from csv.DictReader(stream)


def banking() -> tuple[list[str], np.ndarray]:
    found = list(rows("feedback/banking77_train.csv.gz"))
    return [clean(row["text"]) for row in found], np.array([row["category"] for row in found])


def alone(themes: np.ndarray) -> np.ndarray:
    """Records without a theme as themes of their own."""
    found = themes.copy()
    none = found < 0
    found[none] = found.max(initial=0) + 1 + np.arange(none.sum())
    return found


def pair_f1(themes: np.ndarray, truth: np.ndarray) -> float:
    (_, wrong), (missed, right) = pair_confusion_matrix(alone(truth), alone(themes))
    return float(2 * right / max(1, 2 * right + wrong + missed))


def mix(seed: int, by: dict[str, list[str]], noise: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """Twenty intents of sizes 180 / rank^0.9, and as many records of none (-1)."""
    draw = np.random.default_rng(seed)
    order = [sorted(by)[at] for at in draw.permutation(len(by))]
    texts: list[str] = []
    truth: list[int] = []
    for at, name in enumerate(order[:20]):
        size = min(round(180 / (at + 1) ** 0.9), len(by[name]))
        texts += [by[name][row] for row in draw.choice(len(by[name]), size, replace=False)]
        truth += [at] * size
    many = len(texts)
    for name in order[20:]:
        texts += [by[name][row] for row in draw.choice(len(by[name]), 3, replace=False)]
    texts += [noise[row] for row in draw.choice(len(noise), 2 * many - len(texts), replace=False)]
    truth += [-1] * (len(texts) - many)
    shuffled = draw.permutation(len(texts))
    return [texts[row] for row in shuffled], np.array(truth)[shuffled]


def mixes(seeds: Sequence[int]) -> list[tuple[list[str], np.ndarray]]:
    """A mix for each seed, of banking intents and of comments that are no routine of a tracker."""
    by: dict[str, list[str]] = {}
    for text, kind in zip(*banking(), strict=True):
        by.setdefault(str(kind), []).append(text)
    texts = rows("feedback/tidev_feedback_text.csv.gz")
    comments = (clean(row["text"]) for row in texts if row["kind"] == "comment")
    noise = [text for text in comments if len(text) >= 40 and not _PROCESS.search(text)]
    return [mix(seed, by, noise) for seed in seeds]
