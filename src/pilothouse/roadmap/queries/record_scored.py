"""Whether a date of the record is due, held or scored, as the database asks it."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from pilothouse.roadmap.contracts import OUTCOMES, RECORD_LEVELS

DONE = Q(outcome__kind="done")
PASSED = {level: Q(**{f"late{level}__id__isnull": False}) for level in RECORD_LEVELS}
IN_TIME = {level: Q(outcome__ended_on__lte=F(f"p{level}")) for level in RECORD_LEVELS}


def due(level: int, today: date) -> Q:
    """Whether the date at a level has come and gone."""
    return Q(**{f"p{level}__lt": today})


def held(level: int) -> Q:
    """Whether the date at a level came true."""
    return ~PASSED[level] & DONE & IN_TIME[level]


def scored(level: int) -> Q:
    """Whether it is known if the date came true."""
    return PASSED[level] | DONE


def reasons(today: date) -> dict[str, Q]:
    """Why an entry is not scored at 85 %; at most one of them holds."""
    ended = {kind: Q(outcome__kind=kind) & ~PASSED[85] for kind in OUTCOMES if kind not in {"done", "passed"}}
    unknown = Q(outcome__id__isnull=True) & ~PASSED[85]
    return ended | {
        "early": scored(85) & ~due(85, today),
        "unseen": unknown & due(85, today),
        "open": unknown & ~due(85, today),
    }
