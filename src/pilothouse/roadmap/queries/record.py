"""The track record: whether dates came true. docs/guides/track-record.md tells what is counted.

An item or release counts once, with the first date given for it, and at a level once its date has come due:
counting what ended early before its date has come would flatter the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from pilothouse.kit.actor import Actor
from pilothouse.roadmap.contracts import (
    BANDS,
    RECORD_LEVELS,
    Share,
    SharesOf,
    TrackRecord,
    Unscored,
)
from pilothouse.roadmap.queries.alarms import alarms
from pilothouse.roadmap.queries.record_filter import NO_TEAM, RecordFilter, narrowed
from pilothouse.roadmap.queries.record_tallies import Tally, tallies
from pilothouse.team import queries as team


def track_record(*, actor: Actor, today: date, narrow: RecordFilter | None = None) -> TrackRecord:
    """The shares of dates that held, by level, team and horizon, and what is not scored.

    The alarms are those of the product that it is narrowed to, or of the whole workspace.
    """
    narrow = narrow or RecordFilter()
    entries = narrowed(actor, narrow)
    rows = tallies(actor, narrow, today)
    counted = [row for row in rows if (row.first_in_band if narrow.horizon else row.first)]
    names = {row.id: row.name for row in team.teams(actor=actor)}
    total = entries.count()
    return TrackRecord(
        levels=tuple(_share(counted, level) for level in RECORD_LEVELS),
        teams=_by_team(counted, names),
        horizons=tuple(
            _both(key, label, [row for row in rows if row.first_in_band and row.band == key])
            for key, label in BANDS.items()
        ),
        unscored=_unscored(counted, total - sum(row.many for row in counted)),
        alarms=alarms(actor=actor, today=today, product_id=narrow.product),
        entries=total,
        cases=sum(row.many for row in counted),
        late_reports=sum(row.late_reports for row in counted),
        next_due=min((row.next_due for row in counted if row.next_due), default=None),
    )


def _share(rows: Iterable[Tally], level: int) -> Share:
    held, cases = (sum(counts) for counts in zip((0, 0), *(row.levels[level] for row in rows), strict=True))
    if not cases:
        return Share(level, 0, 0, 0.0, 1.0)
    from pilothouse.engine.forecast.history.calibrate import wilson

    return Share(level, held, cases, *wilson(held, cases))


def _both(value: str, label: str, rows: list[Tally]) -> SharesOf:
    return SharesOf(value, label, _share(rows, 50), _share(rows, 85))


def _by_team(rows: list[Tally], names: dict[int, str]) -> tuple[SharesOf, ...]:
    groups: dict[int | None, list[Tally]] = {}
    for row in rows:
        groups.setdefault(row.team, []).append(row)
    found = [
        _both(str(number), names.get(number, "?"), part)
        for number, part in groups.items()
        if number is not None
    ]
    found.sort(key=lambda row: row.label)
    if None in groups:
        found.append(_both(NO_TEAM, "No one team", groups[None]))
    return tuple(found)


_REASONS = {
    "open": "Open, and its date has not come",
    "early": "Done before its date; counts when the date has come, as counting the early ones alone "
    "would flatter",
    "unseen": "Its date has come since the last plan run; the next run looks",
    "cancelled": "Cancelled before its date",
    "removed": "Removed before its date",
    "undated": "Done, but no one knows on which day",
    "earlier": "Done before the forecast was made, as was learnt later",
    "later": "A later date for something that counts already",
}


def _unscored(rows: list[Tally], later: int) -> tuple[Unscored, ...]:
    """Every forecast that is not scored at 85 %, by reason; `later` are those that are not counted."""
    counts = Counter({"later": later})
    for row in rows:
        counts.update(row.reasons)
    return tuple(Unscored(text, counts[name]) for name, text in _REASONS.items() if counts[name])
