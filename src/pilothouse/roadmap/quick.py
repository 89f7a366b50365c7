"""One line that adds an item: a title, and after it perhaps an estimate."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pilothouse.kit.editing.values import parse_days
from pilothouse.kit.errors import Invalid

_LONGEST = 1_000  # characters that are searched for an estimate; no title is so long
_NUMBER = r"\d+(?:[.,]\d+)?"
_AFTER = re.compile(
    rf"^(?P<title>\S.*?)\s+(?P<days>(?:{_NUMBER}\s*(?:/|–|-)\s*){{0,2}}{_NUMBER}\s*(?:d|days?|w|weeks?))$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A title, and the days of work typed after it: none, one number, or low, likely and high."""

    title: str
    days: tuple[float, ...] = ()


def read_line(text: str) -> Typed:
    """`Sync API 5d` is the title `Sync API` and 5 days. A number needs its unit: `Phase 2` is a title.

    Raises `Invalid` for two numbers, which do not say which is likely.
    """
    line = " ".join(text.split())
    found = _AFTER.match(line) if len(line) <= _LONGEST else None
    if not found:
        return Typed(line)
    try:
        return Typed(found["title"], parse_days(found["days"]))
    except Invalid as error:
        raise Invalid(error.message, where="title", cure=error.cure) from None


def values_of(days: tuple[float, ...]) -> dict[str, float | None]:
    """An estimate as the services take it: one number is the likely one."""
    if len(days) == 3:
        return dict(zip(("low", "likely", "high"), days, strict=True))
    return {"low": None, "likely": days[0] if days else None, "high": None}
