"""A quality that shall be good or better and has no number is neither built to nor tested.

Instead of: *The search must have low latency.*
Write: *The search must answer within 300 ms in 95 of 100 cases at 50 requests a second.*

Reported where a quality that is measured (latency, availability, accuracy and the like) is what is required,
and the sentence has no number. Source: ISO/IEC 25023:2016 (quality measures); Glinz 2008.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.lexicon import NUMBER, gain
from pilothouse.engine.review.rule import Hit, Rule

_QUALITIES = (
    "latency|throughput|performance|availability|uptime|accuracy|precision|scalability|reliability|usability|"
    "response times?|load times?|battery life|bandwidth|memory (?:use|usage|consumption)|startup time"
)
_WANTED = re.compile(
    r"\b(?:low|lower|high|higher|good|better|best|great|improved?|increased?|reduced?|decreased?|sufficient|"
    r"adequate|acceptable|optimal|minimal|fast|excellent|enough|maximi[sz]ed?|minimi[sz]ed?|enhanced?|poor)"
    rf"\s+(?:(?:the|its|our|their|overall|network|query|read|write|search|system)\s+)*(?:{_QUALITIES})\b",
    re.I,
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _WANTED.search(sentence.text, 0, gain(sentence))
    if found and not NUMBER.search(sentence.text):
        yield Hit(
            sentence.start + found.start(),
            sentence.start + found.end(),
            f"'{' '.join(found.group().split())}': give the value, the load and how it is measured.",
        )


RULE = Rule(
    code="REQ012",
    name="missing-threshold",
    family="requirement",
    scope="sentence",
    summary="A quality that is required without its value",
    check=_check,
    triggers=frozenset(
        {"latency", "throughput", "performance", "availability", "uptime", "accuracy", "precision"}
        | {
            "scalability",
            "reliability",
            "usability",
            "bandwidth",
            "response",
            "load",
            "battery",
            "memory",
            "startup",
        }
    ),
    roles=frozenset({"requirement", "story", "criterion"}),
)
