""" "Might", "could" and "probably" tell that nobody has decided.

A requirement that may be left out is an option: price it as one, or decide.

Instead of: *The export could probably include comments.*
Write: *The export includes comments*, or make it an optional item with a value.

Source: Femmer et al. 2017; ARTA (uncertain verbs).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "might, could, possibly, probably, perhaps, maybe, usually, normally, typically, generally, often",
    "hopefully, ideally, preferably, presumably, likely, tend to, tends to, seems to, sometimes",
    "occasionally",
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    for first, end in phrases(sentence, _WORDS):
        told = " ".join(word.text for word in sentence.words[first:end])
        yield Hit(
            sentence.words[first].start,
            sentence.words[end - 1].end,
            f"'{told}' leaves it open whether this is wanted: decide, or make it an option with a value.",
        )


RULE = Rule(
    code="VAG005",
    name="uncertain-verb",
    family="vagueness",
    scope="sentence",
    summary="A wish where a decision is needed",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story", "criterion"}),
    severity="warning",
    cases=(
        Case("The export should probably include comments."),
        Case("The export must include comments.", 0),
    ),
)
