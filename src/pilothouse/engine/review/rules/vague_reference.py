""" "As described above" points at a place that moves when the text is edited.

Instead of: *Errors are shown as mentioned above.*
Write: *Errors are shown as R7 says*, or name the section.

Source: ISO/IEC/IEEE 29148:2018, 5.2.7 (incomplete references); Gleich, Creighton and Kof 2010.
"""

from __future__ import annotations

from pilothouse.engine.review.lexicon import Lexicon, Wording, wording

_WORDS = Lexicon(
    "as described above, as mentioned above, as stated above, as described below, as defined above",
    "as defined elsewhere, as described earlier, as mentioned earlier, as agreed",
    "as specified elsewhere, the above requirements, the aforementioned, like before",
    "as described elsewhere, the same as above, as above, same as above, the previous section",
    "mentioned before, as shown above, as explained above",
)

RULE = wording(
    "REQ014",
    "vague-reference",
    "A reference to a place that moves",
    Wording(_WORDS, "'{}': name the requirement or section."),
    family="requirement",
    severity="note",
)
