"""Numbers as people write them: decimal point or comma, thousands by the other, by spaces or apostrophes.

Which sign is which in 1.000 no cell can say: `deciding` says it from the whole column.
"""

from __future__ import annotations

import math
import re
from typing import Literal

from pilothouse.kit.tables.limits import LONGEST_VALUE
from pilothouse.kit.tables.thousands import grouped, tidy

Sign = Literal[".", ","]


class Exact(str):
    """A number as a spreadsheet stores it, with a decimal point and no thousands."""

    __slots__ = ()


_PLAIN = re.compile(r"[+-]?\d*\.?\d+(?:e[+-]?\d+)?|[+-]?\d+\.", re.I)
_UNSURE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def signs(text: str) -> frozenset[Sign]:
    """Which decimal signs a number can have: both where it has none, or where thousands and decimals look
    alike (1.000); none where it is no number."""
    if len(text) > LONGEST_VALUE:
        return frozenset()
    body = tidy(text).lstrip("+-").removesuffix("%").strip()
    both: tuple[Sign, Sign] = (".", ",")
    return frozenset(sign for sign in both if _value(body, sign) is not None)


def is_unsure(text: str) -> bool:
    """Whether a number has another value with the other decimal sign: 1.000, 12,345."""
    return len(text) <= LONGEST_VALUE and bool(_UNSURE.fullmatch(tidy(text).lstrip("+-")))


def parse_number(text: str, decimal: Sign = ".") -> float | None:
    """The finite number that `text` names with that decimal sign; None when it is none."""
    if isinstance(text, Exact):
        return _finite(str(text))
    if len(text) > LONGEST_VALUE:
        return None
    body = tidy(text)
    minus = body.startswith("-")
    value = _value(body[1:] if body[:1] in "+-" and body else body, decimal)
    return None if value is None else -value if minus else value


def _value(body: str, decimal: Sign) -> float | None:
    thousands = "," if decimal == "." else "."
    whole, point, part = body.partition(decimal)
    if thousands in part or decimal in part:
        return None
    if thousands in whole:
        if not grouped(whole.split(thousands)):
            return None
        whole = whole.replace(thousands, "")
    plain = f"{whole}.{part}" if point else whole
    return _finite(plain) if _PLAIN.fullmatch(plain) and not plain.startswith(("+", "-")) else None


def _finite(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
