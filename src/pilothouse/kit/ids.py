"""Identifiers that are made before the row is, for batches and idempotency keys; numbers of rows in texts."""

from __future__ import annotations

import secrets
from datetime import datetime

_MOST_DIGITS = 9  # of a number that every column of numbers holds
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def _base32(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, rest = divmod(number, 32)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))


def sortable_id(now: datetime) -> str:
    """A 26-letter id (Crockford base 32) that sorts by `now`, with 80 random bits; as in ULID."""
    return _base32(int(now.timestamp() * 1000), 10) + _base32(secrets.randbits(80), 16)


def row_number(text: str) -> int | None:
    """The number of a row that `text` is; None for anything else, and for more digits than any has."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
