"""A list that ends in "etc." has no end, and its missing part is what is argued about at acceptance.

Instead of: *The report must show cost, dates, etc.*
Write: *The report must show cost, start and finish.* If more will come, say who decides and where it is kept.

Source: ISO/IEC/IEEE 29148:2018, 5.2.7 (open-ended, non-verifiable terms).
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import WANTS, Lexicon, Wording, wording

_WORDS = Lexicon(
    "etc, and so on, and so forth, and more, and others, among others, including but not limited to",
    "but not limited to, and the like, or similar, or the like, and such, as a minimum, or something",
    "or whatever, and all that, and whatnot, or so, to name a few",
)
_BEFORE = re.compile(r"\s+(?:importantly|than|of|[a-z]+ly)\b", re.I)

RULE = wording(
    "VAG003",
    "unbounded-list",
    "A list without an end",
    Wording(_WORDS, "'{}' leaves the list open: name the rest, or say who decides it.", not_before=_BEFORE),
    roles=WANTS,
)
