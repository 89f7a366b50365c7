"""A passive sentence hides who acts, and that is the part that has to be built.

Instead of: *The report must be sent on Mondays.*
Write: *The scheduler sends the report to subscribers on Mondays at 07:00 of their time zone.*

A passive with "by" and an actor is left alone. Source: ISO/IEC/IEEE 29148:2018, 5.2.4 (subject, verb,
object);
Mavin et al. 2009 (EARS).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_PASSIVE = re.compile(
    r"\b(?:shall|must|should|will|has to|have to|needs? to) (?:\w+ ){0,2}?be (?:\w+ly )?"
    r"(\w{2,}ed|sent|shown|made|built|given|taken|written|read|kept|held|found|done|set|put|"
    r"chosen|known|run)\b",
    re.I,
)
_ACTOR = re.compile(r"\b(?:by|through|via|from within) (?:an?|the|each|every|its|our|their|\w+)", re.I)
_STATE = frozenset(("allowed", "required", "needed", "based", "limited", "located", "supposed", "related"))


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _PASSIVE.search(sentence.text)
    if found and found.group(1).lower() not in _STATE and not _ACTOR.search(sentence.text, found.end()):
        yield Hit(
            sentence.start + found.start(),
            sentence.start + found.end(),
            f"Who does it? '{found.group()}' names no actor.",
        )


RULE = Rule(
    code="REQ004",
    name="passive-without-actor",
    family="requirement",
    scope="sentence",
    summary="A passive that names no actor",
    check=_check,
    triggers=frozenset({"be"}),
    severity="note",
    roles=frozenset({"requirement"}),
)
