""" "Soon" and "in real time" mean ten milliseconds to one reader and a day to another.

Instead of: *Alerts must be sent immediately.*
Write: *Alerts must be sent within 10 s of the event in 99 of 100 cases.*

A sentence that gives a time with a unit is left alone. Source: ISO/IEC/IEEE 29148:2018, 5.2.7.
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import WANTS, Lexicon, Wording, wording

_WORDS = Lexicon(
    "soon, immediately, instantly, promptly, timely, in a timely manner, as soon as possible, asap",
    "real time, real-time, in due course, eventually, at a later time, at a later date",
    "at a later stage, in the future, in future, at some point, from time to time, periodically",
    "regularly, frequently, near real-time, without delay, on time, shortly, later on, one day",
    "up to date, up-to-date, prior to release, for now, for the time being, currently, long-term",
    "for a while, a while",
)
_SAID = re.compile(r"\b\d+(?:\.\d+)?\s*(?:ms|s|sec\w*|min\w*|h|hours?|days?|weeks?|months?)\b", re.I)
_BEFORE = re.compile(
    r"\s+(?:consistent|consistency|after|before|followed|preced\w+|following|adjacent|clock|as)\b|"
    r"[- ]release",
    re.I,
)

RULE = wording(
    "VAG006",
    "open-time",
    "A time without a clock",
    Wording(_WORDS, "'{}' is not a time: say how soon, or how often.", unless=_SAID, not_before=_BEFORE),
    roles=WANTS,
)
