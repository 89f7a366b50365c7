"""Tells SQLite how its rows are spread, without which it reads a whole workspace where an index would do.

PostgreSQL sees to this by itself.
"""

from __future__ import annotations

from django.db import connection

_LOOKED_AT = 400  # rows of each index: a few milliseconds, however long the table


def learn() -> None:
    """Look at a part of each index anew."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={_LOOKED_AT}")
        cursor.execute("ANALYZE")
