"""Records for a question: BM25 over words brought to their stems, joined with nearness in meaning.

Words that no record holds are read as those that were meant; what stands in quotes has to stand so in a
record. Method and figures: docs/algorithms/search.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.text.search.meant import Meant
from pilothouse.engine.text.search.postings import K1, Numbers, Part, Postings, holding, scores
from pilothouse.engine.text.search.slips import Known
from pilothouse.engine.text.search.stems import stem, told
from pilothouse.engine.text.words import stop_words

MOST_CHARACTERS = 2_000  # of a question
MOST = 1_000  # records that may be asked for
CANDIDATES = 50  # by words, and as many by meaning
MEANING = 0.8  # weight of the cosine beside the share of the question's words
OF_A_SLIP = 0.8  # of the weight that a word has which was meant perhaps
_MEANT = 3  # words that a slip is read as
_PHRASE = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')


@dataclass(frozen=True, slots=True)
class Hit:
    """A record: its `row` in the order of adding; `score` of 0 to 1, comparable within one answer, joined of
    `words`, the share of the question's words that stands in it, and `meaning`, the cosine of the vectors;
    `held`: those words, in the question's form, none where it is only near in meaning."""

    row: int
    score: float
    words: float
    meaning: float
    held: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """`read_as`: words of the question that no record holds, with those that they were read as; `unknown`:
    those that were passed over; `phrases` that every hit holds."""

    hits: tuple[Hit, ...]
    read_as: dict[str, tuple[str, ...]]
    unknown: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    """What a question comes to: its `text` as it was meant, the weight of each stem and the word it stands
    for."""

    text: str
    weights: dict[int, float]
    forms: dict[int, str]
    read_as: dict[str, tuple[str, ...]]
    unknown: tuple[str, ...]
    phrases: tuple[Numbers | None, ...]  # None for one with a word that no record holds


class Search:
    """Records in order of adding, numbered from 0. `meaning=False` leaves the vectors out."""

    def __init__(self, texts: Sequence[str] = (), *, meaning: bool = True) -> None:
        self._places: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._stem_of = np.zeros(1024, np.int32)
        self._listed: list[str] = []
        self._known = Known()
        self._postings = Postings()
        self._meant = Meant() if meaning else None
        self.add(texts)

    def __len__(self) -> int:
        return self._postings.count

    def add(self, texts: Sequence[str]) -> None:
        """Append `texts`, which are clean (`words.clean`); they are found from now on."""
        for start in range(0, len(texts), 16_384):
            part = texts[start : start + 16_384]
            before = len(self._places)
            places = self._places
            records = [
                np.array([places.setdefault(word, len(places)) for word in told(text)], np.int32)
                for text in part
            ]
            self._learn(list(islice(reversed(places), len(places) - before))[::-1])
            self._postings.add(records, self._stem_of, len(self._stems))
            if self._meant is not None:
                self._meant.add(part)

    def _learn(self, fresh: Sequence[str]) -> None:
        """Number the stems of words that are new."""
        start = len(self._places) - len(fresh)
        if len(self._places) > len(self._stem_of):
            self._stem_of = np.resize(self._stem_of, 2 * len(self._places))
        stop = stop_words()
        for at, word in enumerate(fresh, start):
            self._stem_of[at] = -1 if word in stop else self._stems.setdefault(stem(word), len(self._stems))
        self._listed += fresh
        self._known.add(fresh)

    def find(self, question: str, most: int = 10) -> Found:
        """The best `most` records for `question`: words in any form, and "whole phrases" in quotes.

        Raises `InvalidProblem` where it holds no word, or more than 2,000 characters.
        """
        if len(question) > MOST_CHARACTERS:
            raise InvalidProblem(
                f"The question has {len(question):,} characters.", cure="Ask in 2,000 or fewer."
            )
        if not told(question):
            raise InvalidProblem("The question holds no word.", cure="Ask for a word or a sentence.")
        parts = self._postings.parts(self._stem_of, len(self._stems))
        asked = self._asked(question, parts)
        scored = self._scored(asked, parts)
        rows = _best(scored, max(most, CANDIDATES))
        if self._meant is not None and not asked.phrases:
            rows = np.union1d(rows, self._meant.near(asked.text, max(most, CANDIDATES)))
        whole = (K1 + 1) * sum(asked.weights.values())
        shares = np.minimum(_of(scored, rows) / max(whole, 1e-6), 1.0)
        likeness, weight = np.zeros(len(rows)), 0.0
        if self._meant is not None:
            likeness, weight = self._meant.likeness(asked.text, rows), MEANING
        together = (shares + weight * likeness) / (1 + weight)
        hits = [
            Hit(
                int(rows[at]),
                round(float(together[at]), 4),
                round(float(shares[at]), 4),
                round(float(likeness[at]), 4),
                self._held(int(rows[at]), asked, parts),
            )
            for at in np.lexsort((rows, -together))[:most]
        ]
        return Found(tuple(hits), asked.read_as, asked.unknown, _quoted(question))

    def _asked(self, question: str, parts: Sequence[Part]) -> _Asked:
        weights: dict[int, float] = {}
        forms: dict[int, str] = {}
        read_as: dict[str, tuple[str, ...]] = {}
        unknown: list[str] = []
        text = told(question)
        for at, word in enumerate(text):
            if word in stop_words():
                continue
            number = self._stems.get(stem(word), -1)
            rarity = self._postings.rarity(number, parts) if number >= 0 else 0.0
            meant = [(word, number, rarity)] if rarity else self._slips(word, parts)
            for other, stands, weight in meant:
                weights[stands] = weights.get(stands, 0.0) + weight
                forms[stands] = other
            if meant and not rarity:
                read_as[word] = tuple(other for other, _, _ in meant)
                text[at] = meant[0][0]
            elif not meant and word not in unknown:
                unknown.append(word)
        phrases = tuple(self._phrase(said) for said in _quoted(question))
        return _Asked(
            " ".join(text) if read_as else question, weights, forms, read_as, tuple(unknown), phrases
        )

    def _slips(self, word: str, parts: Sequence[Part]) -> list[tuple[str, int, float]]:
        """Up to three words that `word` may be a slip of, the most used first, with stem and weight."""
        numbers, slips = self._known.near(word)
        found: dict[int, tuple[int, float, str]] = {}
        for number, away in zip(numbers.tolist(), slips.tolist(), strict=True):
            stands = int(self._stem_of[number])
            rarity = self._postings.rarity(stands, parts) if stands >= 0 else 0.0
            if rarity:
                best = (away, rarity, self._listed[number])
                found[stands] = min(best, found.get(stands, best))
        nearest = min((away for away, _, _ in found.values()), default=0)
        ranked = sorted((each, stands) for stands, each in found.items() if each[0] == nearest)
        return [(other, stands, rarity * OF_A_SLIP) for (_, rarity, other), stands in ranked[:_MEANT]]

    def _phrase(self, said: str) -> Numbers | None:
        numbers = [self._places.get(word, -1) for word in said.split()]
        return None if -1 in numbers else np.array(numbers, np.int32)

    def _scored(self, asked: _Asked, parts: Sequence[Part]) -> list[NDArray[np.float32]]:
        """BM25 of each record of each part, above 0 for those that may be a hit by their words."""
        mean = self._postings.length / max(1, self._postings.count)
        found = []
        for part in parts:
            each = scores(part, list(asked.weights.items()), mean)
            if asked.phrases:
                kept = self._with(asked.phrases, part)
                each = np.where(kept, np.maximum(each, np.float32(1e-6)), np.float32(0.0))
            found.append(each)
        return found

    def _with(self, phrases: Sequence[Numbers | None], part: Part) -> NDArray[np.bool_]:
        """Which records of `part` hold every phrase."""
        kept = np.ones(len(part), bool)
        for phrase in phrases:
            rows = np.zeros(0, np.int32)
            if phrase is not None:
                stems = [stands for stands in self._stem_of[phrase].tolist() if stands >= 0]
                sizes = {stands: part.span(stands).stop - part.span(stands).start for stands in stems}
                rows = holding(part, phrase, min(sizes, key=lambda stands: sizes[stands], default=-1))
            here = np.zeros(len(part), bool)
            here[rows] = True
            kept &= here
        return kept

    def _held(self, row: int, asked: _Asked, parts: Sequence[Part]) -> tuple[str, ...]:
        for part in parts:
            if row < len(part):
                words = part.words[part.starts[row] : part.starts[row + 1]]
                stands = set(self._stem_of[words].tolist())
                return tuple(form for stem_of, form in asked.forms.items() if stem_of in stands)
            row -= len(part)
        return ()


def _quoted(question: str) -> tuple[str, ...]:
    """What stands in quotes, as words with one blank between."""
    return tuple(" ".join(told(said)) for said in _PHRASE.findall(question) if told(said))


def _best(scored: Sequence[NDArray[np.float32]], most: int) -> NDArray[np.int64]:
    """The best `most` records of all parts that score above 0, of equals the first."""
    start, rows, found = 0, [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
    for each in scored:
        here = np.flatnonzero(each)
        if len(here) > most:
            least = np.partition(each[here], -most)[-most]
            here = here[each[here] >= least]
        rows.append(here + start)
        found.append(each[here])
        start += len(each)
    listed = np.concatenate(rows)
    return listed[np.lexsort((listed, -np.concatenate(found)))[:most]]


def _of(scored: Sequence[NDArray[np.float32]], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """The scores of `rows`."""
    starts = np.cumsum([0, *map(len, scored)])
    part_of = np.searchsorted(starts, rows, side="right") - 1
    found = [scored[part][row - starts[part]] for part, row in zip(part_of, rows.tolist(), strict=True)]
    return np.array(found, np.float64)
