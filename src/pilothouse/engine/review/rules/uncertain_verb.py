""" "Might", "perhaps" and "probably" tell that no one has decided.

A requirement that may be left out is an option: price it as one, or decide.

Instead of: *The export could probably include comments.*
Write: *The export includes comments*, or make it an optional item with a value.

Reports the words that weaken a statement; bare modal verbs are reported by VAG010. Source: Femmer et al.
2017; Krisch and Houdek 2015 (weak words).
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import WANTS, Lexicon, Wording, wording

_WORDS = Lexicon(
    "might, possibly, probably, perhaps, maybe, usually, normally, typically, generally, often",
    "hopefully, ideally, preferably, presumably, likely, tend to, tends to, seems to, sometimes",
    "occasionally, rarely, mostly, kind of, sort of, more or less, somehow, somewhat, in most cases",
    "in general, in some cases, to some extent, ought to",
)
_BEFORE = re.compile(r"\s+(?:used|available|purpose|-)\b", re.I)
_AFTER = re.compile(
    r"\b(?:not|un|how|what|which|that|who|it|more|less|very|most|as|users?|they|we|you|one)\s+$", re.I
)

RULE = wording(
    "VAG005",
    "uncertain-verb",
    "A wish where a decision is needed",
    Wording(
        _WORDS,
        "'{}' leaves it open whether this is wanted: decide, or make it an option with a value.",
        not_before=_BEFORE,
        not_after=_AFTER,
    ),
    roles=WANTS,
)
