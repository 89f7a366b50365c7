"""TBD, TODO and ??? are uncertainties without an owner.

What is not decided is found by whoever needs it last, when it is dearest.

Instead of: *The limit is TBD.*
Write: the limit, or an uncertainty with a question, an owner and a date.

Source: ISO/IEC/IEEE 29148:2018, 5.2.6 (complete).
"""

from __future__ import annotations

from pilothouse.engine.review.lexicon import Lexicon, Wording, wording

_WORDS = Lexicon(
    "tbd, tbc, tba, todo, fixme, xxx, wip, not yet decided, not yet defined, needs discussion",
    "yet to be decided, fill in later, is to be determined, is to be decided, is to be defined",
    "is to be confirmed, is to be clarified, is to be specified, is to be discussed",
    "are to be determined, are to be decided, are to be defined, are to be confirmed",
    "are to be clarified, are to be specified, are to be discussed, still to be determined",
    "still to be decided, still to be defined, still to be confirmed, still to be clarified",
    "still to be specified, still to be discussed, remains to be determined, remains to be decided",
    "remains to be defined, remains to be confirmed, remains to be clarified, remains to be specified",
    "remains to be discussed, has to be decided, has to be discussed",
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
