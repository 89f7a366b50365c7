"""Which texts say nearly the same: Jaccard's share of common words, without comparing all with all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from math import ceil

from pilothouse.engine.review.rule import words_of

_FILLER = words_of(
    "a an the to be able of in on for with my me i it that this and or is are can have shall must should",
    "will",
)


# Texts that one is compared with at most: more share its rarest words only where all are made of few words.
_MOST = 100


def content(text: str) -> frozenset[str]:
    """The words that carry meaning."""
    return frozenset(re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())) - _FILLER


def twins(texts: Sequence[frozenset[str]], least: float, fewest: int = 3) -> list[tuple[int, int]]:
    """Pairs (earlier, later) that share `least` of their words; each later one with its first twin only, and
    that one has no twin itself.

    Texts of fewer than `fewest` words have no twin. Two that are alike share one of their rarest words, so
    that only these are looked up (prefix filter: Chaudhuri, Ganti, Kaushik 2006). Each is compared with the
    equal one and with a hundred others at most, those that share its rarest words first: linear in the texts.
    """
    found = []
    equal: dict[frozenset[str], int] = {}
    often = Counter(word for words in texts for word in words)
    by_word: dict[str, list[int]] = {}
    for number, words in enumerate(texts):
        if len(words) < fewest:
            continue
        rare = sorted(words, key=lambda word: (often[word], word))
        rare = rare[: len(rare) - ceil(least * len(rare)) + 1]
        sharing = (other for word in rare for other in by_word.get(word, ()))
        near = {equal.get(words, number), *islice(sharing, _MOST)} - {number}
        alike = [
            other for other in near if len(words & texts[other]) >= least * len(words | texts[other])
        ]  # fmt: skip
        if alike:
            found.append((min(alike), number))
        else:
            equal[words] = number
            for word in rare:
                by_word.setdefault(word, []).append(number)
    return found
