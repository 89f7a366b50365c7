"""Two texts compared line by line."""

from __future__ import annotations

from difflib import unified_diff

_CONTEXT = 2
_HEADER = 2  # unified_diff begins with the names of the two files


def differing(before: str, after: str) -> list[tuple[str, str]]:
    """Lines that differ, with two around them, as sign and line: '+', '-', blank for those around, and '@'
    with an ellipsis where lines are left out. Nothing for equal texts."""
    found = list(unified_diff(before.splitlines(), after.splitlines(), n=_CONTEXT, lineterm=""))[_HEADER:]
    return [("@", "…") if line[:2] == "@@" else (line[:1].strip(), line[1:]) for line in found]
