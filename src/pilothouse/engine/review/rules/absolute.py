""" "Always", "never" and "100 %" promise what no system keeps; the test for them never ends.

Instead of: *The service must always be available.*
Write: *The service is available 99.9 % of each month, measured by the outside probe.*

Source: ISO/IEC/IEEE 29148:2018, 5.2.7 (totality terms).
"""

from __future__ import annotations

from pilothouse.engine.review.lexicon import MEASURE, Lexicon, Wording, wording

_WORDS = Lexicon(
    "always, never, at all times, under all circumstances, in all cases, zero downtime, no downtime",
    "bug-free, error-free, completely, totally, any time, anytime, everything, perfectly, perfect",
    "around the clock, under no circumstances, everywhere, forever, flawless, flawlessly",
    "no matter what, in every case",
)

RULE = wording(
    "VAG009",
    "absolute",
    "A promise about everything, for ever",
    Wording(
        _WORDS,
        "'{}' cannot be kept or tested: give the share, the period and how it is measured.",
        unless=MEASURE,
    ),
    severity="note",
)
