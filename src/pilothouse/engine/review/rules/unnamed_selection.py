""" "Relevant", "certain" and "necessary" choose some and do not say which.

Instead of: *The page shows all relevant details.*
Write: *The page shows name, price and stock.*

Source: Femmer et al. 2017 (subjective language); Wiegers and Beatty 2013, chapter 11.
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import Lexicon, Wording, wording

_WORDS = Lexicon(
    "relevant, certain, necessary, desired, special, desirable, unnecessary, interesting, usual, common",
    "normal, typical, standard, important, critical, essential, pertinent, preferred, undesired",
    "unwanted, irrelevant, applicable, the right, a means to, a means of, means for, specific, detailed",
    "details, predefined, pre-defined",
)
_BEFORE = re.compile(
    r"\s+(?:library|input|output|error|streams?|path|section|to|that|amount of time|use cases?|case|"
    r"in|by|with)\b",
    re.I,
)
_AFTER = re.compile(
    r"\b(?:be|is|are|was|were|not|non|if|where|when|as|make|makes|become|becomes) (?:\w+ly )?$",
    re.I,
)

RULE = wording(
    "VAG012",
    "unnamed-selection",
    "A choice that does not say which",
    Wording(
        _WORDS,
        "'{}' does not say which: name them, or the rule that tells them.",
        not_before=_BEFORE,
        not_after=_AFTER,
    ),
)
