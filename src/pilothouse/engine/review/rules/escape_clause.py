"""An escape clause lets everybody meet the requirement by doing nothing.

"If possible" never says for whom it has to be impossible, or who judges it.

Instead of: *Passwords should be hashed with argon2 where possible.*
Write: *Passwords must be hashed with argon2id.* Where there is an exception, name it.

Source: ISO/IEC/IEEE 29148:2018, 5.2.7 (loopholes); Mavin et al. 2009.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "if possible, where possible, when possible, as far as possible, as much as possible, as possible",
    "if necessary, where necessary, when necessary, as necessary, if needed, as needed, when needed",
    "as appropriate, if appropriate, where appropriate, when appropriate, as required, if required",
    "as applicable, if applicable, where applicable, if practical, where practical",
    "as far as practicable, to the extent possible, best effort, as desired, if desired, if feasible",
    "where feasible, at discretion",
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    for first, end in phrases(sentence, _WORDS):
        told = " ".join(word.text for word in sentence.words[first:end])
        yield Hit(
            sentence.words[first].start,
            sentence.words[end - 1].end,
            f"'{told}' lets everybody off: say under which condition, and who decides.",
        )


RULE = Rule(
    code="VAG004",
    name="escape-clause",
    family="vagueness",
    scope="sentence",
    summary="A way out of the requirement",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story", "criterion"}),
    severity="warning",
    cases=(
        Case("Backups should be encrypted where possible."),
        Case("Backups must be encrypted.", 0),
    ),
)
