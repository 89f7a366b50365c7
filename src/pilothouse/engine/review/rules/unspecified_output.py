"""An indication, a warning or a message that no one has worded is worded by whoever builds it last.

Instead of: *A visual indication must be shown when the call fails.*
Write: *When the call fails the screen shows "Call failed" for 5 s.*

Left alone where the words follow, or what it says. Source: ISO/IEC/IEEE 29148:2018, 5.2.5 (complete,
verifiable).
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import Lexicon, Wording, wording

_WORDS = Lexicon(
    "indication, indications, a message, an error message, a warning, a notification, an error, a hint",
    "an alert, a notice, a signal, a prompt",
)
_BEFORE = re.compile(r"\s*[\"“:]|\s+(?:that|saying|which|with|whether|of|about|\w+ed)\b", re.I)

RULE = wording(
    "REQ018",
    "unspecified-output",
    "A message that no one has worded",
    Wording(_WORDS, "What does '{}' say, where, and for how long?", not_before=_BEFORE),
    family="requirement",
    severity="note",
)
