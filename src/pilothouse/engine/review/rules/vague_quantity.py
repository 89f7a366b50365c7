"""A vague quantity hides the number that decides the design.

"Several formats" may be two or twenty: the estimate, the test and the price differ tenfold.

Instead of: *The import must accept several formats.*
Write: *The import must accept CSV, XLSX and JSON.*

Source: ISO/IEC/IEEE 29148:2018, 5.2.7 (unbounded, open-ended terms); Femmer et al. 2017.
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import MEASURE, WANTS, Lexicon, Wording, wording

_WORDS = Lexicon(
    "several, various, numerous, many, few, a few, some, a lot of, lots of, lots, a lot, plenty of",
    "a number of, a couple of, a variety of, variety, a range of, multiple kinds of, a large number of",
    "large numbers of, most, a majority of, the majority of, enough, countless, a handful of",
    "a bunch of, limited number of, a bit, a little, more and more",
)
_BEFORE = re.compile(r"\s+(?:of (?:which|whom)|recent|likely|other than)\b", re.I)
_AFTER = re.compile(
    r"\b(?:at|one or|long|big|small|large|good|close|fast|early|late|two or|how|as|too|the)\s+$", re.I
)

RULE = wording(
    "VAG002",
    "vague-quantity",
    "A quantity that no one can count",
    Wording(
        _WORDS,
        "'{}' is not a number: say how many, or list them.",
        unless=MEASURE,
        not_before=_BEFORE,
        not_after=_AFTER,
    ),
    roles=WANTS,
)
