"""The only place that reads the clock. Doors call it and hand the time on; services take it."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present date in UTC, the plan's calendar."""
    return now().date()
