"""The track record: whether dates came true. docs/guides/track-record.md tells what is counted.

An item or release counts once, with the first date given for it, and at a level once its date has come due:
counting what ended early before its date has come would flatter the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.paging import Page, paginate
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    BANDS,
    LEAST_CASES,
    RECORD_LEVELS,
    Alarm,
    RecordedForecast,
    Share,
    SharesOf,
    TrackRecord,
    Unscored,
)
from pilothouse.team import queries as team

STATES = ("resolved", "held", "missed", "unscored", "open", "all")
NO_TEAM = "none"
_GUARDED = (85, 50)
_WINDOW = 60


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What of the record is asked for. `horizon` is a key of BANDS, `team` a number or `none`."""

    product: int | None = None
    team: str = ""
    horizon: str = ""
    subject: str = ""
    state: str = "resolved"
    every: bool = False

    def __post_init__(self) -> None:
        for name, value, words in (
            ("horizon", self.horizon, ("", *BANDS)),
            ("subject", self.subject, ("", "item", "release")),
            ("state", self.state, STATES),
        ):
            if value not in words:
                raise Invalid(
                    f"'{value[:40]}' is not a {name}.",
                    where=name,
                    cure=f"Use one of {', '.join(filter(None, words))}.",
                )
        if self.team and self.team != NO_TEAM and not (self.team.isdecimal() and len(self.team) < 10):
            raise Invalid(f"'{self.team[:40]}' is not a team.", where="team", cure="Give its number.")

    @property
    def is_set(self) -> bool:
        """Whether it narrows anything down."""
        return self != RecordFilter(state=self.state)


class _Row(NamedTuple):
    """A counted forecast with what became of it."""

    first: bool
    first_in_band: bool
    band: str
    team: int | None
    dates: dict[int, date]
    passed: dict[int, bool]
    kind: str | None
    ended_on: date | None


def track_record(*, actor: Actor, today: date, narrow: RecordFilter | None = None) -> TrackRecord:
    """The shares of dates that held, by level, team and horizon, and what is not scored.

    The alarms are those of the whole workspace.
    """
    narrow = narrow or RecordFilter()
    entries = _narrowed(actor, narrow)
    rows = [_row(values) for values in _with_outcomes(entries).filter(Q(first=True) | Q(first_in_band=True))]
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


def alarms(*, actor: Actor, today: date) -> tuple[Alarm, ...]:
    """Levels whose last due dates no longer hold as often as stated; one statement for each level."""
    found = []
    for level in _GUARDED:
        outcomes = _recent(actor, level, today)
        if len(outcomes) < LEAST_CASES:
            continue
        # Loaded when there is something to judge: numpy comes with it.
        from pilothouse.engine.forecast.history.calibrate import drift_guard

        guard = drift_guard(outcomes, level=level / 100, window=_WINDOW, least=LEAST_CASES)
        if guard.tripped:
            found.append(Alarm(level, guard.held, guard.cases, guard.low, guard.high))
    return tuple(found)


def _recent(actor: Actor, level: int, today: date) -> list[bool]:
    """Whether the last scored dates of a level held, oldest first."""
    column = f"p{level}"
    rows = (
        _with_outcomes(_narrowed(actor, RecordFilter()))
        .filter(Q(**{f"passed{level}": True}) | Q(end_kind="done"), first=True, **{f"{column}__lt": today})
        .order_by(f"-{column}", "-id")
        .values_list(f"passed{level}", "ended_on", column)[:_WINDOW]
    )
    return [not passed and ended is not None and ended <= day for passed, ended, day in reversed(list(rows))]


def recorded_forecasts(
    *, actor: Actor, today: date, narrow: RecordFilter | None = None, page: int = 1, size: int = 50
) -> Page[RecordedForecast]:
    """Forecasts with what became of them, the last resolved first; only those that count, unless `every`."""
    narrow = narrow or RecordFilter()
    rows = _with_outcomes(_narrowed(actor, narrow))
    if not narrow.every:
        rows = rows.filter(first_in_band=True) if narrow.horizon else rows.filter(first=True)
    rows = (
        rows.filter(_in_state(narrow.state))
        .annotate(
            decided_on=Coalesce(
                "ended_on", Case(When(passed85=True, then="p85"), default=None, output_field=DateField())
            )
        )
        .select_related("run", "team")
        .order_by(F("decided_on").desc(nulls_last=True), "-id")
    )
    return paginate(rows, page, size, lambda row: _recorded(row, today))


def _narrowed(actor: Actor, narrow: RecordFilter) -> QuerySet[models.ForecastEntry]:
    rows = models.ForecastEntry.objects.filter(workspace_id=actor.workspace_id)
    if narrow.product is not None:
        rows = rows.filter(product_id=narrow.product)
    if narrow.team:
        mine = Q(team__isnull=True) if narrow.team == NO_TEAM else Q(team_id=int(narrow.team))
        rows = rows.filter(mine)
    if narrow.horizon:
        rows = rows.filter(band=narrow.horizon)
    if narrow.subject:
        rows = rows.filter(subject=narrow.subject)
    return rows


def _with_outcomes(rows: QuerySet[models.ForecastEntry]) -> QuerySet[Any]:
    def of(level: int) -> QuerySet[models.ForecastOutcome]:
        return models.ForecastOutcome.objects.filter(entry=OuterRef("pk"), level=level).order_by()

    return rows.annotate(
        end_kind=Subquery(of(0).values("kind")[:1]),
        ended_on=Subquery(of(0).values("ended_on")[:1]),
        **{f"passed{level}": Exists(of(level)) for level in RECORD_LEVELS},
    )


def _in_state(state: str) -> Q:
    held = Q(end_kind="done", passed85=False, ended_on__lte=F("p85"))
    missed = Q(passed85=True) | Q(end_kind="done", ended_on__gt=F("p85"))
    ended = Q(end_kind__isnull=False)
    return {
        "held": held,
        "missed": missed,
        "unscored": ended & Q(passed85=False) & ~Q(end_kind="done"),
        "open": ~ended & Q(passed85=False),
        "resolved": ended | Q(passed85=True),
        "all": Q(),
    }[state]


def _row(row: Any) -> _Row:
    return _Row(
        first=row.first,
        first_in_band=row.first_in_band,
        band=row.band,
        team=row.team_id,
        dates={level: getattr(row, f"p{level}") for level in RECORD_LEVELS},
        passed={level: getattr(row, f"passed{level}") for level in RECORD_LEVELS},
        kind=row.end_kind,
        ended_on=row.ended_on,
    )


def _held(passed: bool, kind: str | None, ended_on: date | None, day: date) -> bool | None:
    """Whether the date came true; None while that is open, and where it is not scored."""
    if passed:
        return False
    return ended_on <= day if kind == "done" and ended_on is not None else None


def _share(rows: Iterable[_Row], level: int, today: date) -> Share:
    answers = [
        _held(row.passed[level], row.kind, row.ended_on, row.dates[level])
        for row in rows
        if row.dates[level] < today
    ]
    held, cases = answers.count(True), len(answers) - answers.count(None)
    if not cases:
        return Share(level, 0, 0, 0.0, 1.0)
    from pilothouse.engine.forecast.history.calibrate import wilson

    return Share(level, held, cases, *wilson(held, cases))


def _both(value: str, label: str, rows: list[_Row], today: date) -> SharesOf:
    return SharesOf(value, label, _share(rows, 50, today), _share(rows, 85, today))


def _by_team(rows: list[_Row], names: dict[int, str], today: date) -> tuple[SharesOf, ...]:
    groups: dict[int | None, list[_Row]] = {}
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
    "undated": "Done, but nobody knows on which day",
    "earlier": "Done before the forecast was made, as was learnt later",
    "later": "A later date for something that counts already",
}


def _unscored(rows: list[_Row], total: int, today: date) -> tuple[Unscored, ...]:
    """Every forecast that is not scored at 85 %, by reason."""
    counts = Counter(reason for row in rows if (reason := _reason(row, today)))
    counts["later"] = total - len(rows)
    return tuple(Unscored(text, counts[name]) for name, text in _REASONS.items() if counts[name])


def _reason(row: _Row, today: date) -> str:
    """A key of _REASONS, or nothing for what is scored."""
    day = row.dates[85]
    if _held(row.passed[85], row.kind, row.ended_on, day) is not None:
        return "" if day < today else "early"
    if row.kind is not None:
        return row.kind
    return "unseen" if day < today else "open"


def _recorded(row: Any, today: date) -> RecordedForecast:
    return RecordedForecast(
        id=row.pk,
        subject=row.subject,
        subject_id=row.subject_id,
        key=row.key,
        title=row.title,
        product_id=row.product_id,
        team_name=row.team.name if row.team else "",
        run_number=row.run.number,
        made_on=row.made_on,
        horizon_days=row.horizon_days,
        layer=row.layer,
        p15=row.p15,
        p50=row.p50,
        p85=row.p85,
        p95=row.p95,
        deadline=row.deadline,
        first=row.first,
        inputs_hash=row.inputs_hash,
        engine_version=row.engine_version,
        outcome=row.end_kind or ("passed" if row.passed85 else "open"),
        ended_on=row.ended_on,
        held50=_held(row.passed50, row.end_kind, row.ended_on, row.p50),
        held85=_held(row.passed85, row.end_kind, row.ended_on, row.p85),
    )
