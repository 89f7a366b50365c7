"""The record counted by the database: it has an entry for every item, and a page shows shares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet

from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import RECORD_LEVELS
from pilothouse.roadmap.queries.record_rows import with_ends
from pilothouse.roadmap.queries.record_scored import DONE, IN_TIME, PASSED, due, held, reasons, scored

_GROUPED = ("first", "first_in_band", "band", "team_id")


class Tally(NamedTuple):
    """Entries of one team and horizon that are alike in whether they count: how `many`, by level the dates
    that held and those that came due and are scored, by reason those that are not scored at 85 %.

    `late_reports`: dates that passed with the work open, as far as anybody had said, though it was done.
    `next_due`: the first date at 85 % that has not come.
    """

    first: bool
    first_in_band: bool
    band: str
    team: int | None
    many: int
    levels: Mapping[int, tuple[int, int]]
    reasons: Mapping[str, int]
    late_reports: int
    next_due: date | None


def tallies(rows: QuerySet[models.ForecastEntry], today: date) -> list[Tally]:
    """Of the first dates that were given for something, and of the first from each horizon."""
    asked: Any = with_ends(rows.filter(Q(first=True) | Q(first_in_band=True))).order_by()
    found = asked.values(*_GROUPED).annotate(
        many=Count("id"),
        late_reports=_count(PASSED[85] & DONE & IN_TIME[85]),
        next_due=Min("p85", filter=Q(p85__gte=today)),
        **{f"held{level}": _count(due(level, today) & held(level)) for level in RECORD_LEVELS},
        **{f"cases{level}": _count(due(level, today) & scored(level)) for level in RECORD_LEVELS},
        **{f"reason_{name}": _count(when) for name, when in reasons(today).items()},
    )
    return [_tally(values) for values in found]


def _count(when: Q) -> Count:
    return Count("id", filter=when)


def _tally(values: Mapping[str, Any]) -> Tally:
    return Tally(
        first=values["first"],
        first_in_band=values["first_in_band"],
        band=values["band"],
        team=values["team_id"],
        many=values["many"],
        levels={level: (values[f"held{level}"], values[f"cases{level}"]) for level in RECORD_LEVELS},
        reasons={
            name.removeprefix("reason_"): many
            for name, many in values.items()
            if name.startswith("reason_") and many
        },
        late_reports=values["late_reports"],
        next_due=values["next_due"],
    )
