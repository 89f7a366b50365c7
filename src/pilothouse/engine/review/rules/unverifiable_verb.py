"""Verbs such as "support", "handle" and "facilitate" say that something is done and not what can be seen
afterwards.

Instead of: *The system must support large files.*
Write: *The system accepts uploads of up to 2 GB and shows progress at least once a second.*

Source: Femmer et al. 2017 (non-verifiable terms); Wiegers and Beatty 2013, chapter 11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "support, supports, handle, handles, facilitate, facilitates, accommodate, accommodates, cater for",
    "deal with, streamline, leverage, empower, take care of, take into account, be aware of, address",
    "enhance, enhances, improve",
)
_GUARD = re.compile(
    r"\d",
    re.I,
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    if _GUARD.search(sentence.text):
        return
    for first, end in phrases(sentence, _WORDS):
        told = " ".join(word.text for word in sentence.words[first:end])
        yield Hit(
            sentence.words[first].start,
            sentence.words[end - 1].end,
            f"'{told}' says nothing that can be seen: say what happens, with limits.",
        )


RULE = Rule(
    code="REQ003",
    name="unverifiable-verb",
    family="requirement",
    scope="sentence",
    summary="A verb that no test can fail",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story"}),
    severity="note",
    cases=(
        Case("The system must support large files."),
        Case("The system must accept uploads of up to 2 GB.", 0),
    ),
)
