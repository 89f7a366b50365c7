"""Records that may say the same as another: five to look at, never merged by themselves.

Words and vectors each name fifty candidates, their ranks are joined, and a small regression orders what
is left. Method and figures: docs/algorithms/duplicates.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.text import embed
from pilothouse.engine.text.lexical import Lexical
from pilothouse.engine.text.space import Vectors, unit
from pilothouse.engine.text.words import clean

CANDIDATES = 50
FUSED = 10  # of 1 / (FUSED + rank)
_BLOCK = 256  # records asked for at once
_CELLS = 50_000_000  # likenesses held at once
_TITLE = 120
_YEAR = 365.0

FEATURES = ("age", "apart", "cosine", "share of words", "cosine of titles", "fused rank")


@dataclass(frozen=True)
class Weights:
    """Of a logistic regression over FEATURES, fitted on pairs that people linked as duplicates."""

    bias: float
    each: tuple[float, ...]


# 901 linked pairs of 24,187 issues of three projects (Apache-2.0): `python bench/market.py duplicates`.
SHIPPED = Weights(-9.065, (2.458, -1.548, 0.584, 0.113, 1.599, 2.846))


@dataclass(frozen=True)
class Records:
    """What is compared: `titles` and whole `texts`; `days` each was made on (nan where unknown);
    `groups`, such as components, empty where unknown: two that are both known and have none in common are
    rarely the same."""

    titles: Sequence[str]
    texts: Sequence[str]
    days: NDArray[np.float64]
    groups: Sequence[frozenset[str]] = ()

    def __post_init__(self) -> None:
        n = len(self.texts)
        for name, length in (
            ("titles", len(self.titles)),
            ("days", len(self.days)),
            ("groups", len(self.groups) or n),
        ):
            if length != n:
                raise InvalidProblem(f"There are {n} texts and {length} {name}.", cure="Give one a record.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may say the same; `chance` that someone would link the two as duplicates."""

    row: int
    chance: float


def first_line(text: str) -> str:
    """What stands for a title where there is none: the first line or sentence, cut at 120 characters."""
    line = next((row for row in text.strip().splitlines() if row.strip()), "").strip()
    end = min((at for mark in (". ", "! ", "? ") if (at := line.find(mark)) > 0), default=len(line))
    return line[: min(end, _TITLE)]


class Likeness:
    """A body of records, each of which can be asked for its likes among those made before it."""

    def __init__(self, records: Records) -> None:
        self.records = records
        titles = [clean(title) for title in records.titles]
        texts = [clean(text) for text in records.texts]
        self._titles = embed.vectors(titles)
        self._texts = embed.vectors(texts)
        self._both = unit(self._titles + 0.5 * self._texts)
        self._words = Lexical(texts)
        self._order = np.nan_to_num(records.days, nan=np.inf)

    def candidates(
        self, rows: Sequence[int], most: int = 5, *, weights: Weights = SHIPPED
    ) -> list[tuple[Candidate, ...]]:
        """For each of `rows` up to `most` others, likeliest first. Where days are known only earlier
        records are looked at; of two made at the same moment the one that stands first."""
        found: list[tuple[Candidate, ...]] = []
        for row, others, features in self.features(rows):
            logit = weights.bias + features @ np.array(weights.each)
            best = np.lexsort((others, -logit))[:most]
            found.append(
                tuple(
                    Candidate(int(others[at]), round(float(1 / (1 + np.exp(-logit[at]))), 4)) for at in best
                )
            )
            assert row not in {candidate.row for candidate in found[-1]}
        return found

    def features(self, rows: Sequence[int]) -> list[tuple[int, NDArray[np.intp], NDArray[np.float64]]]:
        """For each of `rows`: itself, up to fifty candidates, and FEATURES of each (m, 6)."""
        found = []
        many = max(1, min(_BLOCK, _CELLS // max(1, len(self._both))))
        cuts = [*range(0, len(rows), many), len(rows)]
        for start, end in pairwise(cuts):
            asked = np.array(rows[start:end], np.intp)
            cosine = self._both[asked] @ self._both.T
            lexical = self._words.scores(asked)
            for at, row in enumerate(asked.tolist()):
                found.append(self._one(row, cosine[at], lexical[at]))
        return found

    def _one(
        self, row: int, cosine: Vectors, lexical: Vectors
    ) -> tuple[int, NDArray[np.intp], NDArray[np.float64]]:
        allowed = self._earlier(row)
        own = max(float(lexical[row]), 1e-9)
        fused: dict[int, float] = {}
        for scores in (cosine, lexical):
            for rank, other in enumerate(_top(scores, allowed, CANDIDATES)):
                fused[other] = fused.get(other, 0.0) + 1 / (FUSED + rank)
        others = sorted(fused, key=lambda other: (-fused[other], other))[:CANDIDATES]
        chosen = np.array(others, np.intp)
        features = np.column_stack(
            [
                self._age(row, chosen),
                self._apart(row, others),
                cosine[chosen],
                np.minimum(lexical[chosen] / own, 1.0),
                self._titles[chosen] @ self._titles[row],
                [fused[other] * FUSED for other in others],
            ]
        ).astype(np.float64)
        return row, chosen, features.reshape(len(others), len(FEATURES))

    def _earlier(self, row: int) -> NDArray[np.bool_]:
        if np.isinf(self._order[row]):
            allowed = np.ones(len(self._order), bool)
        else:
            allowed = self._order <= self._order[row]
            allowed[row + 1 :] &= self._order[row + 1 :] < self._order[row]
        allowed[row] = False
        return allowed

    def _age(self, row: int, others: NDArray[np.intp]) -> NDArray[np.float64]:
        gap = np.abs(self.records.days[row] - self.records.days[others])
        return np.asarray(np.nan_to_num(np.exp(-gap / _YEAR), nan=0.5))

    def _apart(self, row: int, others: Sequence[int]) -> NDArray[np.float64]:
        groups = self.records.groups
        if not groups:
            return np.zeros(len(others))
        own = groups[row]
        return np.array([float(bool(own and groups[other] and not own & groups[other])) for other in others])


def _top(scores: Vectors, allowed: NDArray[np.bool_], most: int) -> list[int]:
    """The best of those allowed that score above zero."""
    masked = np.where(allowed, scores, -np.inf)
    most = min(most, len(masked))
    best = np.argpartition(masked, -most)[-most:]
    best = best[masked[best] > 0]
    return [int(row) for row in best[np.lexsort((best, -masked[best]))]]
