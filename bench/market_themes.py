"""Themes against peers in the same run, their stability, and what they cost."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from market_data import banking, mixes, pair_f1, rows
from market_peers import cells, peers
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from pilothouse.engine.text.space import Index
from pilothouse.engine.text.themes.assign import assign
from pilothouse.engine.text.themes.find import find, place
from pilothouse.engine.text.themes.propose import compare
from pilothouse.engine.text.words import clean

_TUNED, _FRESH = range(3), range(10, 18)


def ours(texts: Sequence[str], gate: bool = True) -> np.ndarray:
    found = find(texts, gate=gate)
    themed = [theme.number for theme in found.themes if theme.kind != "loose"]
    return np.where(np.isin(found.theme_of, themed), found.theme_of, -1)


def best_cells(
    sets: Sequence[tuple[Sequence[str], np.ndarray]],
) -> dict[str, Callable[[Sequence[str]], np.ndarray]]:
    """Cells joined by average link at that of a row of thresholds that has the best pair F1 on `sets`."""
    thresholds = np.arange(0.3, 0.95, 0.05)
    scores = [
        np.mean([pair_f1(found, truth) for found, truth in each])
        for each in zip(
            *([(found, truth) for found in cells(texts, thresholds)] for texts, truth in sets), strict=True
        )
    ]
    best = float(thresholds[int(np.argmax(scores))])
    return {f"cells, average link at {best:.2f}": lambda texts: cells(texts, [best])[0]}


def themes() -> Iterator[dict[str, Any]]:
    """All records of 77 intents."""
    texts, truth = banking()
    number = np.unique(truth, return_inverse=True)[1]
    methods: dict[str, Callable[[Sequence[str]], np.ndarray]] = {
        "pilothouse, every record": lambda rows: ours(rows, gate=False),
        "pilothouse": ours,
        **peers(77),
        **best_cells([(texts[::2], number[::2])]),
    }
    for name, method in methods.items():
        began = time.process_time()
        found = method(texts)
        yield {
            "method": name,
            "themes": len(set(found.tolist()) - {-1}),
            "covered": round(float((found >= 0).mean()), 3),
            "NMI": round(float(normalized_mutual_info_score(number, found)), 3),
            "ARI": round(float(adjusted_rand_score(number, found)), 3),
            "pair F1": round(pair_f1(found, number), 3),
            "seconds": round(time.process_time() - began, 1),
        }


def mixed() -> Iterator[dict[str, Any]]:
    """Themes among as much noise: mean over seeds 10 to 17."""
    tuned = mixes(_TUNED)
    joined = best_cells(tuned)
    drawn = mixes(_FRESH)
    for name, method in {"pilothouse": ours, **peers(20), **joined}.items():
        told = []
        for texts, truth in drawn:
            found = method(texts)
            themed = found >= 0
            told.append(
                (
                    len(set(found.tolist()) - {-1}),
                    pair_f1(found, truth),
                    (truth[themed] >= 0).mean() if themed.any() else 0.0,
                    themed[truth >= 0].mean(),
                    1 - themed[truth < 0].mean(),
                )
            )
        mean = np.mean(told, axis=0)
        names = ("themes (20)", "pair F1", "precision", "recall", "noise kept out")
        yield {
            "method": name,
            **{key: round(float(value), 3) for key, value in zip(names, mean, strict=True)},
        }


def stability() -> Iterator[dict[str, Any]]:
    """A tenth more records: what stays of the themes of before."""
    texts, _ = banking()
    fresh = np.zeros(len(texts), bool)
    fresh[np.random.default_rng(3).choice(len(texts), len(texts) // 11, replace=False)] = True
    old = np.flatnonzero(~fresh)
    before = find([texts[row] for row in old])
    start = np.full(len(texts), -1, np.int32)
    start[old] = before.communities
    runs = {"continued": find(texts, start=start), "from scratch, other seed": find(texts, seed=5)}
    for name, after in runs.items():
        compared = compare(before.theme_of, after.theme_of[old])
        yield {
            "run": name,
            "ARI on old records": round(float(adjusted_rand_score(before.theme_of, after.theme_of[old])), 3),
            "ids kept": round(len(compared.kept) / len(before.themes), 3),
            "proposals": dict(Counter(row.change for row in compared.proposals)),
        }
    began = time.process_time()
    asked = place([texts[row] for row in np.flatnonzero(fresh)], before.space)
    index = Index(place([texts[row] for row in old], before.space))
    found = assign(index, before.theme_of, asked, least=before.least)
    yield {
        "run": "assigned",
        "ids kept": 1.0,
        "newcomers with a theme": round(float((found >= 0).mean()), 3),
        "seconds": round(time.process_time() - began, 2),
    }


def speed() -> Iterator[dict[str, Any]]:
    """All texts of three trackers, embedded and themed."""
    texts = [clean(row["text"]) for row in rows("feedback/tidev_feedback_text.csv.gz")]
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, clock = time.process_time(), time.perf_counter()
    found = find(texts)
    yield {
        "records": len(texts),
        "themes": len(found.themes),
        "seconds": round(time.process_time() - began, 1),
        "by the clock": round(time.perf_counter() - clock, 1),
        "MB before": loaded // 1024,
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
