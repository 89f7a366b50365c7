"""How deep elements of a page nest, counted before a parser takes its time over them."""

from __future__ import annotations

import re
from collections import Counter

from pilothouse.kit.errors import Invalid

# Tags that need no end: the next one ends them, so that they nest no deeper than what is around them.
_ENDING = {
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})")
_DEEPEST = 400  # reading takes a time in proportion to the length times the depth


def refuse_deep(html: str) -> None:
    """Count the elements that are open, an end without its beginning left aside."""
    opened: Counter[str] = Counter()
    depth = 0
    for found in _TAG.finditer(html):
        name = found[2].lower()
        if name in _ENDING:
            continue
        if not found[1]:
            opened[name] += 1
            depth += 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > _DEEPEST:
            raise Invalid(
                f"The page nests its elements more than {_DEEPEST} deep.",
                where="file",
                cure="Open it in a word processor and save it anew.",
            )
