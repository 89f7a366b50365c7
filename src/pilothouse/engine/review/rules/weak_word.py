"""Weak words leave the decision to whoever reads them.

"The page loads quickly" is true for everybody until it is measured. A word of degree without a measure cannot
be built to, tested, or argued about.

Instead of: *The search responds quickly for most users.*
Write: *95 of 100 searches respond within 300 ms at 50 requests a second.*

A sentence that gives a number with a unit is left alone: there the word is only a summary. Source: Femmer et
al. 2017 (requirement smells: subjective language, ambiguous adverbs and adjectives); ISO/IEC/IEEE 29148:2018,
5.2.7.
"""

from __future__ import annotations

import re

from pilothouse.engine.review.lexicon import MEASURE, WANTS, Lexicon, Wording, wording

_WORDS = Lexicon(
    "quickly, fast, slow, slowly, easily, easy, easy to use, ease of use, simple, seamless, seamlessly",
    "efficient, efficiently, effective, effectively, robust, flexible, flexibly, intuitive, intuitively",
    "user-friendly, user friendly, scalable, lightweight, reasonable, reasonably, adequate, adequately",
    "appropriate, appropriately, suitable, suitably, sufficient, sufficiently, good, bad, poor",
    "significant, significantly, high quality, high-quality, nice, nicely, convenient, conveniently",
    "clean, cleanly, smooth, smoothly, responsive, performant, quick, rapid, rapidly, handy, friendly",
    "useful, usable, readable, legible, meaningful, straightforward, comfortable, comfortably",
    "attractive, pleasant, clear, clearly, powerful, reliable, reliably, secure, securely, safe, safely",
    "stable, sensible, sane, accurate, accurately, annoying, cumbersome, inefficient, elegant, rich",
    "comprehensive, important, interesting, obvious, visible enough, usability, readability",
)
_BEFORE = re.compile(
    r"\s+(?-i:[A-Z])|\s+(?:boot|socket|release|by default|be\b|that\b|path|mode|default|documented|"
    r"rejected|marked|stated|defined|explained|"
    r"identified|indicated|get)\b",
    re.I,
)
_AFTER = re.compile(
    r"\b(?:no|not)\s+$|(?:would|could|'d|might) (?:also )?be (?:(?:very|really|quite|so|also|far|a) )*$",
    re.I,
)

RULE = wording(
    "VAG001",
    "weak-word",
    "A word of degree without a measure",
    Wording(
        _WORDS,
        "'{}' cannot be measured: say how much, under which load, for whom.",
        unless=MEASURE,
        not_before=_BEFORE,
        not_after=_AFTER,
    ),
    roles=WANTS,
)
