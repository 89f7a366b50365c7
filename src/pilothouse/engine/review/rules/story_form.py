"""A user story names a role, what the role wants, and why.

Without the role no one knows whom to ask; without the end no one can tell whether a cheaper means would do.

Instead of: *As a user, I want an export.*
Write: *As an accountant, I want to export a month's invoices as CSV so that I can reconcile them with the
bank.*

Source: Lucassen et al. 2016 (Quality User Story framework: well-formed, full sentence); Cohn 2004.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_END = re.compile(
    r"\b(?:so that|so (?:I|we|they|it|as)\b|in order to|because|such that|to be able to|which lets)", re.I
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    if not _END.search(sentence.text):
        yield Hit(
            sentence.start,
            sentence.end,
            "The story does not say why: add 'so that …' with what the role gains.",
        )


RULE = Rule(
    code="STO001",
    name="story-without-end",
    family="story",
    scope="sentence",
    summary="A user story without its reason",
    check=_check,
    triggers=frozenset({"as"}),
    roles=frozenset({"story"}),
    severity="note",
)
