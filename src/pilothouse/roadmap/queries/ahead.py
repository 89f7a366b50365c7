"""What comes after the start or the end of an item: by dependencies, and by what contains what.

A parent starts before its parts start and ends after they end. Only what can be reached is read, by one
recursive statement, however many items and dependencies the workspace has.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

_ROOT = -1  # no item has this number


@dataclass(frozen=True, slots=True)
class Moment:
    """The start of an item, or its end."""

    item: int
    is_end: bool


# From a start, `way` 0 leads to the own end and 1 to the starts of the parts; from an end, 0 leads to the
# end of the parent and 1 to the starts of what waits. For each row and way at most one join finds anything.
_AHEAD = """
WITH RECURSIVE ahead(item, is_end) AS (
    SELECT CAST(%(item)s AS bigint), CAST(%(is_end)s AS bigint)
    UNION
    SELECT
        CASE
            WHEN way.number = 1 THEN COALESCE(edge.successor_id, part.id)
            WHEN ahead.is_end = 0 THEN ahead.item
            WHEN ahead.item <> %(moved)s THEN itself.parent_id
        END,
        CAST(1 - way.number AS bigint)
    FROM ahead
    CROSS JOIN (SELECT 0 AS number UNION ALL SELECT 1) AS way
    JOIN roadmap_item AS itself ON itself.id = ahead.item
    LEFT JOIN roadmap_dependency AS edge
        ON edge.predecessor_id = ahead.item AND ahead.is_end = 1 AND way.number = 1
    LEFT JOIN roadmap_item AS part
        ON part.parent_id = ahead.item AND ahead.is_end = 0 AND way.number = 1 AND part.id <> %(moved)s
    WHERE COALESCE(edge.successor_id, part.id, 0) > 0 OR way.number = 0
)
"""


def leads_to(start: Moment, goal: Moment, *, moved: int = _ROOT) -> bool:
    """Whether `goal` can only come after `start`. The parent of item `moved` is left out of account."""
    sql = f"{_AHEAD} SELECT 1 FROM ahead WHERE item = %(goal)s AND is_end = %(goal_is_end)s LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(start, moved) | {"goal": goal.item, "goal_is_end": int(goal.is_end)})
        return cursor.fetchone() is not None


def ahead(start: Moment, *, moved: int = _ROOT) -> set[int]:
    """The items whose start or end comes after `start`."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_AHEAD} SELECT DISTINCT item FROM ahead", _values(start, moved))
        return {row[0] for row in cursor.fetchall() if row[0] is not None}


def _values(start: Moment, moved: int) -> dict[str, int]:
    return {"item": start.item, "is_end": int(start.is_end), "moved": moved}
