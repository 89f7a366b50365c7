"""A number without its unit is a guess that compiles.

Instead of: *The timeout must be 30.*
Write: *The timeout must be 30 s.*

Source: ISO/IEC/IEEE 29148:2018, 5.2.4 (conditions and measures).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_NAMES = frozenset(
    {"timeout", "latency", "delay", "interval", "size", "limit", "retention", "duration", "throughput"}
    | {"memory", "quota", "weight", "distance"}
)
_BARE = re.compile(
    rf"\b(?:{'|'.join(sorted(_NAMES))})\b[^.\d]{{0,30}}?"
    r"\b(?:is|be|of|to|at most|at least|exceed|than|below|above|under|over|within)\s+"
    r"((?>\d+(?:[,\u00a0\u202f’']\d{3}\b)*(?:\.\d+)?))"
    r"(?=\s*(?:[.,;)]|$|and\b|or\b))",
    re.I,
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    for found in _BARE.finditer(sentence.text):
        yield Hit(
            sentence.start + found.start(1),
            sentence.start + found.end(1),
            f"{found.group(1)} of what? Give the unit.",
        )


RULE = Rule(
    code="REQ008",
    name="missing-unit",
    family="requirement",
    scope="sentence",
    summary="A number without its unit",
    check=_check,
    triggers=_NAMES,
)
