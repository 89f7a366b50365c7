"""A name for a theme: the terms that many of its records hold and few others do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from pilothouse.engine.text.words import terms, words

NAMED_FROM = 400  # records of a theme that are read for its name
_BACKGROUND = 20_000
_LEAST = 0.08
_TERMS = 3


def background(texts: Sequence[str], *, seed: int = 0) -> Mapping[str, float]:
    """Share of the records that hold each term, from at most 20,000 of them."""
    rows = list(range(len(texts)))
    if len(rows) > _BACKGROUND:
        rows = sorted(np.random.default_rng(seed).choice(len(texts), _BACKGROUND, replace=False).tolist())
    held = Counter(term for row in rows for term in set(terms(words(texts[row]))))
    return {term: count / len(rows) for term, count in held.items()}


def name(texts: Sequence[str], elsewhere: Mapping[str, float]) -> tuple[str, ...]:
    """Up to three terms, best first; none where no term is held by 8 % of `texts`.

    Score: share here times the logarithm of share here over share anywhere.
    """
    held = Counter(term for text in texts[:NAMED_FROM] for term in set(terms(words(text))))
    n = min(len(texts), NAMED_FROM)
    least = max(2, _LEAST * n) if n > 1 else 1
    rare = 1 / (2 * _BACKGROUND)
    scored = sorted(
        (-(count / n) * float(np.log(count / n / elsewhere.get(term, rare))), term)
        for term, count in held.items()
        if count >= least
    )
    chosen: list[str] = []
    for score, term in scored:
        if score >= 0:
            break
        parts = set(term.split())
        if not any(parts <= set(other.split()) or set(other.split()) <= parts for other in chosen):
            chosen.append(term)
        if len(chosen) == _TERMS:
            break
    return tuple(chosen)
