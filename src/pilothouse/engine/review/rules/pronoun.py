"""A pronoun without its noun sends every reader to a different sentence.

Instead of: *It must be shown to them.*
Write: *The invoice must be shown to the customer's accountants.*

Only a requirement that begins with the pronoun is told. Source: Femmer et al. 2017 (vague pronouns).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_OPENING = re.compile(
    r"^\W*(it|they|this|these|those|that|them)\s+(?:shall|must|should|will|has to|have to|needs? to)\b"
    r"(?! (?:\w+ )?(?:be |also be )?(?:possible|necessary|permissible|permitted|easy|feasible|noted|"
    r"assumed|clear)\b)",
    re.I,
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _OPENING.match(sentence.text)
    if found:
        yield Hit(
            sentence.start + found.start(1),
            sentence.start + found.end(1),
            f"What is '{found.group(1)}'? Name it: requirements are read alone.",
        )


RULE = Rule(
    code="REQ007",
    name="pronoun-without-referent",
    family="requirement",
    scope="sentence",
    summary="A requirement that begins with a pronoun",
    check=_check,
    triggers=frozenset({"it", "they", "this", "these", "those", "that", "them"}),
    roles=frozenset({"requirement"}),
)
