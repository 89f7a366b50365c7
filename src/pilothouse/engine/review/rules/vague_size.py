""" "Large", "short" and "high" depend on who measures.

Instead of: *Large files must be uploaded in parts.*
Write: *Files over 100 MB must be uploaded in parts of 8 MB.*

Source: Kamsties et al. 2001 (vagueness); ISO/IEC/IEEE 29148:2018, 5.2.7.
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import MEASURE, WANTS, Lexicon, Wording, wording

_WORDS = Lexicon(
    "large, small, big, huge, tiny, long, short, high, low, heavy, wide, deep, enormous, vast",
    "massive, brief, tall, great, considerable, limited, extensive, excessive, minor, major",
)
_BEFORE = re.compile(
    r"[- ](?:level|end|availability|priority|precedence|lived|press\w*|tap\w*|way|term|running|form|"
    r"circuit|standing|"
    r"version|release|and low|or low|run|name|poll\w*|as|live|side|order|bits?|voltage|to)\b",
    re.I,
)
_AFTER = re.compile(r"\b(?:as|too|so|how|no|very) $|\b(?:as|too|so|how) (?:\w+ly )?$", re.I)

RULE = wording(
    "VAG011",
    "vague-size",
    "A size without a measure",
    Wording(
        _WORDS,
        "How much is '{}'? Give a number and a unit.",
        unless=MEASURE,
        not_before=_BEFORE,
        not_after=_AFTER,
    ),
    roles=WANTS,
)
