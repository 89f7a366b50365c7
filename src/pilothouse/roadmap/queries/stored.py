"""How the JSON columns of a run are written and read: both directions in one place.

What a run once stored stays readable: keys are added, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pilothouse.roadmap.contracts import Driver, KeptMove, KeptTo, Reason

Histogram = tuple[tuple[date, float], ...]


def reason_json(reason: Reason) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "text": reason.text,
        "day": reason.day.isoformat() if reason.day else None,
        "item": reason.item,
        "person": reason.person,
        "others": list(reason.others),
    }


def reason(stored: Mapping[str, Any]) -> Reason | None:
    """None where none was stored."""
    if not stored:
        return None
    day = stored.get("day")
    return Reason(
        kind=stored["kind"],
        text=stored["text"],
        day=date.fromisoformat(day) if day else None,
        item=stored.get("item"),
        person=stored.get("person"),
        others=tuple(stored.get("others", ())),
    )


def drivers_json(rows: Iterable[Driver]) -> list[list[Any]]:
    return [[row.key, row.title, row.share] for row in rows]


def drivers(stored: Iterable[list[Any]]) -> tuple[Driver, ...]:
    return tuple(Driver(key, title, share) for key, title, share in stored)


def histogram_json(rows: Histogram) -> list[list[Any]]:
    return [[day.isoformat(), share] for day, share in rows]


def histogram(stored: Iterable[list[Any]]) -> Histogram:
    return tuple((date.fromisoformat(day), share) for day, share in stored)


def kept_json(kept: KeptTo) -> dict[str, Any]:
    return {
        "run": kept.run,
        "moves": [
            {
                "key": row.key,
                "title": row.title,
                "from": row.before.isoformat(),
                "to": row.after.isoformat(),
                "days": row.days,
                "others": row.others,
                "text": row.text,
            }
            for row in kept.moves
        ],
        "kept": kept.kept,
        "held": list(kept.held),
        "anew": kept.anew,
        "anew_days": kept.anew_days,
        "anew_moves": kept.anew_moves,
    }


def kept(stored: Mapping[str, Any] | None) -> KeptTo | None:
    """None for a plan that kept to no other."""
    if stored is None:
        return None
    return KeptTo(
        run=stored["run"],
        moves=tuple(_move(row) for row in stored["moves"]),
        kept=stored["kept"],
        held=tuple(stored["held"]),
        anew=stored["anew"],
        anew_days=stored["anew_days"],
        anew_moves=stored["anew_moves"],
    )


def _move(row: Mapping[str, Any]) -> KeptMove:
    return KeptMove(
        key=row["key"],
        title=row["title"],
        before=date.fromisoformat(row["from"]),
        after=date.fromisoformat(row["to"]),
        days=row["days"],
        others=row["others"],
        text=row["text"],
    )
