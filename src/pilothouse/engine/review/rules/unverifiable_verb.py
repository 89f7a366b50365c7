"""Verbs such as "support", "handle" and "facilitate" say that something is done and not what can be seen
afterwards.

Instead of: *The system must support large files.*
Write: *The system accepts uploads of up to 2 GB and shows progress at least once a second.*

Source: Femmer et al. 2017 (non-verifiable terms); Wiegers and Beatty 2013, chapter 11.
"""

from __future__ import annotations

from pilothouse.engine.review.lexicon import NUMBER, Lexicon, Wording, wording

_WORDS = Lexicon(
    "handle, handles, handled, facilitate, facilitates, accommodate, accommodates, cater for, cater to",
    "support, supports, deal with, deals with, streamline, leverage, empower, take care of",
    "take into account, be aware of, enhance, enhances, improve, improves, optimise, optimize, strive",
    "endeavour, aim to, try to, attempt to, encourage, foster, enrich",
)

RULE = wording(
    "REQ003",
    "unverifiable-verb",
    "A verb that no test can fail",
    Wording(_WORDS, "'{}' says nothing that can be seen: say what happens, with limits.", unless=NUMBER),
    family="requirement",
    roles=frozenset({"requirement"}),
    severity="note",
)
