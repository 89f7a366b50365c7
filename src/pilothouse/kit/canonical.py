"""One text for one value: what is hashed must not depend on which database kept it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

_EXACT = 2**53


def canonical(value: Any) -> bytes:
    """A JSON value, or a date or moment in it, as the same bytes wherever it was stored.

    Keys are in order. Whole numbers have no fraction, as PostgreSQL writes 1e16 without one; moments are in
    UTC with six digits of the second.
    """
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), default=_named)
    return text.encode()


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _EXACT * 2**10 else value
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _named(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical text.")
