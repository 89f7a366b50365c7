""" "Correctly", "properly" and "as expected" say that it has to be right and not what right is.

Instead of: *The import must handle errors gracefully.*
Write: *The import skips a row it cannot read, reports its line number and goes on.*

Source: ISO/IEC/IEEE 29148:2018, 5.2.5 (verifiable) and 5.2.7; Wiegers and Beatty 2013, chapter 11.
"""

from __future__ import annotations

from pilothouse.engine.review.lexicon import WANTS, Lexicon, Wording, wording

_WORDS = Lexicon(
    "correctly, properly, gracefully, as expected, as intended, successfully, appropriately",
    "in a proper way, in an appropriate way, in a sensible way, in a reasonable way, as usual",
    "like expected, as it should, just works, just work, well enough, work well, works well",
    "consistently, rigorously, well-behaved, out of the box",
)

RULE = wording(
    "REQ013",
    "untestable-manner",
    "Right, without saying what right is",
    Wording(_WORDS, "'{}': say what can be seen when it is so."),
    family="requirement",
    severity="note",
    roles=WANTS,
)
