"""An escape clause lets everybody meet the requirement by doing nothing.

"If possible" never says for whom it has to be impossible, or who judges it.

Instead of: *Passwords should be hashed with argon2 where possible.*
Write: *Passwords must be hashed with argon2id.* Where there is an exception, name it.

Source: ISO/IEC/IEEE 29148:2018, 5.2.7 (loopholes); Mavin et al. 2009.
"""

from __future__ import annotations

from pilothouse.engine.review.lexicon import WANTS, Lexicon, Wording, wording

_WORDS = Lexicon(
    "if possible, where possible, when possible, whenever possible, wherever possible",
    "as far as possible, as much as possible, if necessary, where necessary, when necessary",
    "as necessary, if needed, as needed, when needed, where needed, if really needed, as appropriate",
    "if appropriate, where appropriate, when appropriate, as required, if required, if at all possible",
    "as applicable, if applicable, where applicable, if practical, where practical",
    "as far as practicable, to the extent possible, best effort, best-effort, as desired, if desired",
    "if feasible, where feasible, at the discretion of, when convenient, if time permits",
    "time permitting, unless impractical, within reason",
)

RULE = wording(
    "VAG004",
    "escape-clause",
    "A way out of the requirement",
    Wording(_WORDS, "'{}' lets everybody off: say under which condition, and who decides."),
    roles=WANTS,
)
