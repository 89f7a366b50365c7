"""A passive sentence hides who acts, and that is the part that has to be built.

Instead of: *The report must be sent on Mondays.*
Write: *The scheduler sends the report to subscribers on Mondays at 07:00 of their time zone.*

Reported for verbs of what people see or decide; a passive with "by" and an actor is left alone. Source:
ISO/IEC/IEEE 29148:2018, 5.2.4 (subject, verb, object); Mavin et al. 2009 (EARS).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_VERBS = (
    "shown|displayed|presented|sent|delivered|notified|informed|told|asked|warned|alerted|approved|"
    "rejected|deleted|removed|archived|created|updated|changed|edited|reviewed|checked|verified|"
    "validated|confirmed|decided|agreed|recorded|reported|published|assigned|granted|revoked|restored|"
    "exported|imported|invited|called|given|paid|charged|entered|selected|chosen|cancelled|accepted|"
    "initiated|started|stopped|stored|moved|marked|provided|indicated"
)
_PASSIVE = re.compile(
    rf"\b(?:shall|must|should|has to|have to|needs? to) (?:\w+ ){{0,2}}?be (?:\w+ly )?(?:{_VERBS})\b",
    re.I,
)
_ACTOR = re.compile(r"\b(?:by|through|via|from within) (?:an?|the|each|every|its|our|their|\w+)", re.I)


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _PASSIVE.search(sentence.text)
    if found and not _ACTOR.search(sentence.text, found.end()):
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
