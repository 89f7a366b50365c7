"""How the JSON columns of a run are written and read: both directions in one place.

What a run once stored stays readable: keys are added, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from pilothouse.roadmap.contracts import (
    Driver,
    Gain,
    KeptMove,
    KeptTo,
    Passed,
    Reason,
    Robust,
    RunPortfolio,
    Slip,
    TargetPair,
    Together,
)

HEAD = "together"  # the key in the `result` of a run of what is shown of the same in its `details`
RANKS = "ranks"  # the key of the strict order that the places of a run keep
_PAIRS, _RELEASE_SLIPS = 10, 6  # as many as `_together.html` shows
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


def details_json(kept: KeptTo | None, together: Together | None) -> dict[str, Any]:
    """What grows with the items and releases of a run, kept apart from the rest."""
    found: dict[str, Any] = {}
    if kept is not None:
        found["moves"] = list(map(_move_json, kept.moves))
        found["passed"] = {key: [row.gone, row.come] for key, row in kept.passed.items()}
    if together is not None:
        found["together"] = together_json(together)
    return found


def _move_json(row: KeptMove) -> dict[str, Any]:
    return {
        "key": row.key,
        "title": row.title,
        "from": row.before.isoformat(),
        "to": row.after.isoformat(),
        "days": row.days,
        "others": row.others,
        "text": row.text,
        "product": row.product,
    }


def ranks_json(found: Mapping[int, int]) -> list[int]:
    """The products by their rank."""
    return sorted(found, key=lambda product: found[product])


def ranks(stored: Iterable[int] | None) -> dict[int, int] | None:
    return None if stored is None else {product: rank for rank, product in enumerate(stored)}


def kept_json(kept: KeptTo) -> dict[str, Any]:
    """Without its moves, which are among the details."""
    return {
        "run": kept.run,
        "kept": kept.kept,
        "held": list(kept.held),
        "anew": kept.anew,
        "anew_days": kept.anew_days,
        "anew_moves": kept.anew_moves,
        "accepted": list(kept.accepted),
        "missed": list(map(_move_json, kept.missed)),
        "stays": dict(kept.stays),
        "gain": asdict(kept.gain) if kept.gain else None,
    }


def kept(
    stored: Mapping[str, Any] | None,
    moves: Iterable[Mapping[str, Any]] = (),
    past: Mapping[str, Sequence[str]] | None = None,
) -> KeptTo | None:
    """With these of its moves, and what moved past others; None for a plan that kept to no other."""
    if stored is None:
        return None
    return KeptTo(
        run=stored["run"],
        moves=tuple(map(move, moves)),
        kept=stored["kept"],
        held=tuple(stored["held"]),
        anew=stored["anew"],
        anew_days=stored["anew_days"],
        anew_moves=stored["anew_moves"],
        accepted=tuple(stored.get("accepted", ())),
        missed=tuple(map(move, stored.get("missed", ()))),
        stays=stored.get("stays", {}),
        passed=passed(past or {}),
        gain=Gain(**stored["gain"]) if stored.get("gain") else None,
    )


def passed(rows: Mapping[str, Sequence[str]]) -> dict[str, Passed]:
    return {key: Passed(*row) for key, row in rows.items()}


def move(row: Mapping[str, Any]) -> KeptMove:
    return KeptMove(
        key=row["key"],
        title=row["title"],
        before=date.fromisoformat(row["from"]),
        after=date.fromisoformat(row["to"]),
        days=row["days"],
        others=row["others"],
        text=row["text"],
        product=row.get("product", ""),
    )


def together_json(found: Together) -> dict[str, Any]:
    return asdict(found)


def together(stored: Mapping[str, Any] | None) -> Together | None:
    """None where nothing was said of several releases or products."""
    if stored is None:
        return None
    return Together(
        stored["all_held"],
        tuple(TargetPair(**row) for row in stored["pairs"]),
        tuple(Slip(**row) for row in stored["release_slips"]),
        tuple(Slip(**row) for row in stored["product_slips"]),
        tuple(stored.get("left_out", ())),
    )


def head_json(found: Together | None) -> dict[str, Any] | None:
    """As much of it as a page shows that is about something else."""
    if found is None:
        return None
    return together_json(
        replace(found, pairs=found.pairs[:_PAIRS], release_slips=found.release_slips[:_RELEASE_SLIPS])
    )


def portfolios_json(rows: Iterable[RunPortfolio]) -> list[dict[str, Any]]:
    return [
        {
            "name": row.name,
            "products": list(row.product_ids),
            "items": row.items,
            "p50": row.p50.isoformat(),
            "p85": row.p85.isoformat(),
            "all_held": row.all_held,
            "left_out": list(row.left_out),
            "drivers": drivers_json(row.drivers),
        }
        for row in rows
    ]


def portfolios(rows: Iterable[Mapping[str, Any]]) -> tuple[RunPortfolio, ...]:
    return tuple(
        RunPortfolio(
            name=row["name"],
            product_ids=tuple(row["products"]),
            items=row["items"],
            p50=date.fromisoformat(row["p50"]),
            p85=date.fromisoformat(row["p85"]),
            all_held=row["all_held"],
            left_out=tuple(row.get("left_out", ())),
            drivers=drivers(row["drivers"]),
        )
        for row in rows
    )


def robust_json(found: Robust) -> dict[str, Any]:
    return {"tried": found.tried, "gain_first": found.gain_first, "gain_mean": found.gain_mean}


def robust(stored: Mapping[str, Any] | None) -> Robust | None:
    """None for a plan that was the only one tried."""
    return None if stored is None else Robust(**stored)
