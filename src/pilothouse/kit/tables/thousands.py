"""What parts the thousands of a number: spaces and apostrophes, which go, and groups of digits."""

from __future__ import annotations

import re

_SPACES = re.compile("[\\s\u00a0\u2009\u202f'’]")
_GROUPS = re.compile("\\d{1,3}(?:[ \u00a0\u2009\u202f'’]\\d{3})+(?!\\d)")
_INTEGER = re.compile(r"\d+")


def tidy(text: str) -> str:
    """`text` without the spaces and apostrophes that part thousands, and with a plain minus."""
    text = text.strip().replace("−", "-").replace("–", "-")
    bare = text.lstrip("+-")
    if _GROUPS.match(bare):
        return _SPACES.sub("", text)
    return text


def grouped(parts: list[str]) -> bool:
    """Whether digits stand in threes, or in twos before the last three as in India."""
    first, *rest = parts
    last, between = rest[-1], rest[:-1]
    digits = all(_INTEGER.fullmatch(each) for each in parts)
    if not digits or not 1 <= len(first) <= 3 or first.startswith("0"):
        return False
    return len(last) == 3 and {len(each) for each in between} in (set(), {2}, {3})
