"""Numbers that people see, one after the other within a workspace, a product or another whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

T = TypeVar("T")
_TRIES = 20


def highest(rows: QuerySet[T], field: str = "number") -> int:  # type: ignore[type-var]
    """The highest number given so far among `rows`; 0 when there is none."""
    found: int | None = rows.aggregate(highest=Max(field))["highest"]
    return found or 0


def numbered(last: Callable[[], int], make: Callable[[int], T]) -> T:
    """What `make` made with the number after `last()`, which a unique constraint guards.

    When somebody else takes that number first, the next one is tried. After twenty tries the
    `IntegrityError` is raised: then it is about something else.
    """
    for _ in range(_TRIES - 1):
        try:
            with transaction.atomic():
                return make(last() + 1)
        except IntegrityError:
            continue
    with transaction.atomic():
        return make(last() + 1)
