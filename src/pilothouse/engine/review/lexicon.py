"""Rules that are a list of words: told where one stands, unless the sentence says what was missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pilothouse.engine.review.finding import Severity
from pilothouse.engine.review.rule import Hit, Rule
from pilothouse.engine.review.sentence import Sentence, demands

STATED = frozenset({"requirement", "story", "criterion"})
WANTS = STATED | {"intent"}

# A number with a unit: what a vague word lacks.
MEASURE = re.compile(
    r"\d\s*(?:%|ms\b|µs\b|s\b|sec|second|min\b|minute|h\b|hour|day|week|month|kb|mb|gb|tb|[kmg]ib|px|"
    r"users?\b|"
    r"requests?\b|rps|per\b|x\b|times\b|nodes?\b|pods?\b|bytes?\b|characters?\b|items?\b|rows?\b)",
    re.I,
)


# A number that is no number of a section.
NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?!\.?\d)")


class Lexicon:
    """Phrases of one or more words, in lower case; `triggers` are what `Rule.triggers` asks for."""

    def __init__(self, *lists: str) -> None:
        self.triggers = frozenset(" ".join(row.split()) for row in ",".join(lists).split(",") if row.strip())
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted((tuple(row.split()) for row in self.triggers), key=len, reverse=True):
            self._by_first.setdefault(words[0], []).append(words)

    def find(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """Indices of the first and past the last word of each phrase; of phrases that overlap the longest."""
        words = sentence.words
        skip = 0
        for place, word in enumerate(words):
            if place < skip or word.low not in self._by_first:
                continue
            for phrase in self._by_first[word.low]:
                end = place + len(phrase)
                if tuple(row.low for row in words[place:end]) == phrase:
                    yield place, end
                    skip = end
                    break


_GAIN = re.compile(r"\b(?:so that|so (?:I|we|they|users)\b|in order to|because)\b", re.I)


def gain(sentence: Sentence) -> int:
    """Where the want of a story ends and what is gained by it begins; the end of any other sentence."""
    found = _GAIN.search(sentence.text) if sentence.role == "story" else None
    return found.start() if found else len(sentence.text)


_CLAUSE = re.compile(
    r"[,;:()]|\b(?:that|which|who|because|if|when|where|since|while|so|although|than|unless|is|are|"
    r"was|were|until|to|"
    r"but|for)\b",
    re.I,
)
_NEAR = 50


def _demanded(text: str, place: int) -> bool:
    """Whether a word of running prose is of what is demanded: it follows the modal in the same clause."""
    near = range(place - _NEAR, place + 1)
    return any(
        modal in near and not _CLAUSE.search(text, modal, place)
        for modal in demands(text, place, max(0, place - 2 * _NEAR))
    )


@dataclass(frozen=True, slots=True)
class Wording:
    """The check of a list: `message` holds {} for the words found. A sentence in which `unless` is found says
    what was missing; of the words found, those after which `not_before`, or before which `not_after`, matches
    are meant otherwise. In running prose only words of what is demanded are told, in a story only those
    of the want: what someone gains may be told in plain words."""

    words: Lexicon
    message: str
    unless: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None

    def __call__(self, sentence: Sentence) -> Iterator[Hit]:
        if self.unless is not None and self.unless.search(sentence.text):
            return
        last = gain(sentence)
        for first, end in self.words.find(sentence):
            begin, stop = sentence.words[first].start, sentence.words[end - 1].end
            inside = slice(begin - sentence.start, stop - sentence.start)
            if inside.start >= last:
                return
            if sentence.role == "intent" and not _demanded(sentence.text, inside.start):
                continue
            if self.not_before is not None and self.not_before.match(sentence.text, inside.stop):
                continue
            if self.not_after is not None and self.not_after.search(
                sentence.text[max(0, inside.start - _NEAR) : inside.start]
            ):
                continue
            yield Hit(begin, stop, self.message.format(" ".join(sentence.text[inside].split())))


def wording(
    code: str,
    name: str,
    summary: str,
    check: Wording,
    *,
    family: str = "vagueness",
    roles: frozenset[str] = STATED,
    severity: Severity = "warning",
) -> Rule:
    """A rule that is a list of words."""
    return Rule(
        code=code,
        name=name,
        family=family,
        scope="sentence",
        summary=summary,
        check=check,
        triggers=check.words.triggers,
        roles=roles,
        severity=severity,
    )
