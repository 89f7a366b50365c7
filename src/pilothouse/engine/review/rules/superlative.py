"""A superlative cannot be finished: something better can always be thought of.

Instead of: *The planner should find the best schedule with minimal effort.*
Write: *The planner should find a schedule within 2 % of the lower bound in one second.*

Source: Femmer et al. 2017 (superlatives); ARTA.
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import NUMBER, WANTS, Lexicon, Wording, wording

_WORDS = Lexicon(
    "best, worst, fastest, slowest, easiest, simplest, smallest, largest, biggest, lowest, highest",
    "optimal, optimally, maximal, minimal, maximise, maximize, minimise, minimize, optimise, optimize",
    "minimizing, minimising, maximizing, maximising, as fast as possible, as small as possible",
    "as few as possible, as little as possible, least, as quickly as possible, as short as possible",
    "as simple as possible, cheapest, latest technology, optimum, newest, shortest, longest, strongest",
    "greatest, most important, most efficient, most widely, most common, most relevant",
)
_BEFORE = re.compile(
    r"\s+(?:practices?|privileges?|recent|effort|significant|one|two|of (?:the )?(?:two|all|three)|"
    r"common (?:ancestor|divisor|denominator))\b",
    re.I,
)
_AFTER = re.compile(r"[\"“‘]$|\b(?:at|at the|last|next)\s+$|\b(?:with|given) the\s+$", re.I)

RULE = wording(
    "VAG007",
    "superlative",
    "The best, without saying of what",
    Wording(
        _WORDS,
        "'{}' has no end: give the value that is good enough.",
        unless=NUMBER,
        not_before=_BEFORE,
        not_after=_AFTER,
    ),
    roles=WANTS,
)
