"""The track record: whether dates came true. docs/guides/track-record.md tells what is counted.

An item or release counts once, with the first date given for it, and at a level once its date has come due:
counting what ended early before its date has come would flatter the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

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
from pilothouse.roadmap.queries.record_rows import (
    NO_TEAM,
    RecordFilter,
    Row,
    as_row,
    came_true,
    narrowed,
    with_outcomes,
)
from pilothouse.team import queries as team


def track_record(*, actor: Actor, today: date, narrow: RecordFilter | None = None) -> TrackRecord:
    """The shares of dates that held, by level, team and horizon, and what is not scored.

    The alarms are those of the whole workspace.
    """
    narrow = narrow or RecordFilter()
    entries = narrowed(actor, narrow)
    rows = [as_row(values) for values in with_outcomes(entries).filter(Q(first=True) | Q(first_in_band=True))]
    counted = [row for row in rows if (row.first_in_band if narrow.horizon else row.first)]
    names = {row.id: row.name for row in team.teams(actor=actor)}
    total = entries.count()
    return TrackRecord(
        levels=tuple(_share(counted, level, today) for level in RECORD_LEVELS),
        teams=_by_team(counted, names, today),
        horizons=tuple(
            _both(key, label, [row for row in rows if row.first_in_band and row.band == key], today)
            for key, label in BANDS.items()
        ),
        unscored=_unscored(counted, total, today),
        alarms=alarms(actor=actor, today=today),
        entries=total,
        cases=len(counted),
        late_reports=sum(
            row.passed[85]
            and row.kind == "done"
            and row.ended_on is not None
            and row.ended_on <= row.dates[85]
            for row in counted
        ),
        next_due=min((row.dates[85] for row in counted if row.dates[85] >= today), default=None),
    )


def _share(rows: Iterable[Row], level: int, today: date) -> Share:
    answers = [
        came_true(row.passed[level], row.kind, row.ended_on, row.dates[level])
        for row in rows
        if row.dates[level] < today
    ]
    held, cases = answers.count(True), len(answers) - answers.count(None)
    if not cases:
        return Share(level, 0, 0, 0.0, 1.0)
    from pilothouse.engine.forecast.history.calibrate import wilson

    return Share(level, held, cases, *wilson(held, cases))


def _both(value: str, label: str, rows: list[Row], today: date) -> SharesOf:
    return SharesOf(value, label, _share(rows, 50, today), _share(rows, 85, today))


def _by_team(rows: list[Row], names: dict[int, str], today: date) -> tuple[SharesOf, ...]:
    groups: dict[int | None, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.team, []).append(row)
    found = [
        _both(str(number), names.get(number, "?"), part, today)
        for number, part in groups.items()
        if number is not None
    ]
    found.sort(key=lambda row: row.label)
    if None in groups:
        found.append(_both(NO_TEAM, "No one team", groups[None], today))
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


def _unscored(rows: list[Row], total: int, today: date) -> tuple[Unscored, ...]:
    """Every forecast that is not scored at 85 %, by reason."""
    counts = Counter(reason for row in rows if (reason := _reason(row, today)))
    counts["later"] = total - len(rows)
    return tuple(Unscored(text, counts[name]) for name, text in _REASONS.items() if counts[name])


def _reason(row: Row, today: date) -> str:
    """A key of _REASONS, or nothing for what is scored."""
    day = row.dates[85]
    if came_true(row.passed[85], row.kind, row.ended_on, day) is not None:
        return "" if day < today else "early"
    if row.kind is not None:
        return row.kind
    return "unseen" if day < today else "open"
