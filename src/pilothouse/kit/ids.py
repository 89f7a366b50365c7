"""Identifiers that are made before the row is: batches and idempotency keys."""

from __future__ import annotations

import secrets
from datetime import datetime

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
