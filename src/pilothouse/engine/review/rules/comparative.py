"""A comparison without its other half cannot be tested.

Instead of: *The new search must be faster.*
Write: *The new search must answer in half the time of version 2 on the same 1,000 queries.*

A sentence with "than", "compared" or a number is left alone. Source: Femmer et al. 2017 (comparatives).
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import WANTS, Lexicon, Wording, wording

_WORDS = Lexicon(
    "faster, slower, quicker, easier, simpler, smaller, larger, bigger, cheaper, smarter, shorter",
    "longer, greater, stronger, cleaner, more efficient, more reliable, more secure, more flexible",
    "more scalable, less complex, clearer, safer, nicer, smoother, richer, more accurate",
    "more intuitive, improved, increased, enhanced, decreased, more quickly, more easily, more often",
    "more detailed, more robust, more effective, more effectively, more efficiently, more relevant",
    "less intrusive, more user-friendly, better, lower latency, higher throughput, higher quality",
)
_SAID = re.compile(
    r"\bthan\b|\bcompar|\bor (?:higher|lower|larger|smaller|later|newer|greater)\b|\d|\bthe (?:\w+er|"
    r"more|less)\b.*\bthe (?:\w+er|more|less)\b",
    re.I,
)
_AFTER = re.compile(r"\b(?:no|any)\s+$", re.I)

RULE = wording(
    "VAG008",
    "comparative-without-reference",
    "Better than what?",
    Wording(_WORDS, "'{}' than what? Name the other side and by how much.", unless=_SAID, not_after=_AFTER),
    roles=WANTS,
)
