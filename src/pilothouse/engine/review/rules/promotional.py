"""Words that sell tell the buyer something and the builder nothing.

Instead of: *We offer a best-in-class, next-generation editor.*
Write: what the editor does that the present one does not.

Source: Lucassen et al. 2016 (full and plain sentences); Wiegers and Beatty 2013, chapter 11.
"""

from __future__ import annotations

from pilothouse.engine.review.lexicon import Lexicon, Wording, wording

_WORDS = Lexicon(
    "best-in-class, best in class, world-class, cutting-edge, cutting edge, next-generation, next-gen",
    "state of the art, state-of-the-art, industry-leading, market-leading, game-changing, game changer",
    "revolutionary, delightful, delight, blazing, blazingly, lightning-fast, stunning, beautiful",
    "magical, frictionless, effortless, effortlessly, turnkey, enterprise-grade, holistic, synergy",
    "synergies, groundbreaking, unparalleled, unmatched, top-notch, bleeding-edge, superb",
)

RULE = wording(
    "VAG013",
    "promotional-word",
    "A word that sells",
    Wording(_WORDS, "'{}' sells and does not specify: say what it does."),
    roles=frozenset(),
    severity="note",
)
