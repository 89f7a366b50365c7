"""TBD, TODO and ??? are uncertainties without an owner.

What is not decided is found by whoever needs it last, when it is dearest.

Instead of: *The limit is TBD.*
Write: the limit, or an uncertainty with a question, an owner and a date.

Source: ISO/IEC/IEEE 29148:2018, 5.2.6 (complete).
"""

from __future__ import annotations

from pilothouse.engine.review.lexicon import Lexicon, Wording, wording

_WORDS = Lexicon(
    "tbd, tbc, tba, todo, fixme, xxx, wip, to be determined, to be decided, to be defined",
    "to be confirmed, to be clarified, to be specified, not yet decided, not yet defined",
    "needs discussion, to be discussed, yet to be decided, fill in later",
)

RULE = wording(
    "REQ001",
    "placeholder",
    "An open end left in the text",
    Wording(_WORDS, "'{}': decide, or make it an uncertainty with an owner and a date."),
    family="requirement",
    roles=frozenset(),
    severity="error",
)
