""" "Other systems" are all systems that there are and will be.

Instead of: *The ledger must send bookings to other systems.*
Write: *The ledger must send bookings to the tax archive and to Cashbook.*

"Other than", "each other" and "the other" of two are left alone. Source: Femmer et al. 2017 (vague pronouns);
ISO/IEC/IEEE 29148:2018, 5.2.7.
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import Lexicon, Wording, wording

_WORDS = Lexicon("other, another, others")
_BEFORE = re.compile(r"\s+(?:than|side|hand|party|one|way round|words)\b", re.I)
_AFTER = re.compile(r"\b(?:each|one|every|no|the|after|among|any|all|or) +$", re.I)

RULE = wording(
    "VAG014",
    "unnamed-other",
    "Others, without saying which",
    Wording(_WORDS, "Which '{}'? Name them.", not_before=_BEFORE, not_after=_AFTER),
    severity="note",
)
