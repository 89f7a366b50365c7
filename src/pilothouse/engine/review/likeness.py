"""Which texts say nearly the same: Jaccard's share of common words, without comparing all with all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pilothouse.engine.review.rule import words_of

_FILLER = words_of(
    "a an the to be able of in on for with my me i it that this and or is are can have shall must should",
    "will",
)


def content(text: str) -> frozenset[str]:
    """The words that carry meaning."""
    return frozenset(re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())) - _FILLER


def twins(texts: Sequence[frozenset[str]], least: float, fewest: int = 3) -> list[tuple[int, int]]:
    """Pairs (earlier, later) that share `least` of their words; each later one with its first twin only.

    Texts of fewer than `fewest` words have no twin.
    """
    found = []
    by_word: dict[str, list[int]] = {}
    for number, words in enumerate(texts):
        if len(words) < fewest:
            continue
        common: dict[int, int] = {}
        for word in words:
            for other in by_word.get(word, ()):
                common[other] = common.get(other, 0) + 1
            by_word.setdefault(word, []).append(number)
        alike = [
            other for other, shared in common.items()
            if shared >= least * (len(words) + len(texts[other]) - shared)
        ]  # fmt: skip
        if alike:
            found.append((min(alike), number))
    return found
