"""The record counted by the database: it has an entry for every item, and a page shows shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.prepared import prepared
from pilothouse.kit.products import Products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import RECORD_LEVELS
from pilothouse.roadmap.queries.record_filter import NO_TEAM, RecordFilter, of_record
from pilothouse.roadmap.queries.record_rows import with_ends
from pilothouse.roadmap.queries.record_scored import DONE, IN_TIME, PASSED, due, held, reasons, scored

_REASONS = tuple(reasons(date.min))
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


def tallies(actor: Actor, narrow: RecordFilter, today: date) -> list[Tally]:
    """Of the first dates that were given for something, and of the first from each horizon; two statements.

    Most dates have not come and nothing is known of them: they are counted without a look at outcomes.
    """
    team = int(narrow.team) if narrow.team not in ("", NO_TEAM) else None
    about = (actor.workspace_id, today, narrow.product, team)
    kinds: dict[str, Any] = {
        "teamless": narrow.team == NO_TEAM,
        "horizon": narrow.horizon,
        "subject": narrow.subject,
    }
    ended = {row[: len(_GROUPED)]: row[len(_GROUPED) :] for row in _ended(*about, **kinds)}
    nothing = (0,) * (3 + 2 * len(RECORD_LEVELS) + len(_REASONS))
    return [
        _tally(row[: len(_GROUPED)], row[len(_GROUPED) :], ended.get(row[: len(_GROUPED)], nothing))
        for row in _all(*about, **kinds)
    ]


def _first(
    workspace_id: int, products: Products, team: int | None, *, teamless: bool, horizon: str, subject: str
) -> QuerySet[models.ForecastEntry]:
    found = RecordFilter(products, NO_TEAM if teamless else "", horizon, subject)
    rows = of_record(workspace_id, found).filter(Q(first=True) | Q(first_in_band=True))
    return (rows if team is None else rows.filter(team_id=team)).order_by()


@prepared
def _all(
    workspace_id: int, today: date, products: Products, team: int | None, **kinds: Any
) -> QuerySet[models.ForecastEntry, tuple[Any, ...]]:
    """By group: how many entries, of how many the 85 % date has come, the next such date."""
    rows = _first(workspace_id, products, team, **kinds).values_list(*_GROUPED)
    return rows.annotate(
        many=Count("id"), come=_count(due(85, today)), next_due=Min("p85", filter=Q(p85__gte=today))
    )


@prepared
def _ended(
    workspace_id: int, today: date, products: Products, team: int | None, **kinds: Any
) -> QuerySet[models.ForecastEntry, tuple[Any, ...]]:
    """By group, of entries of which something is known: how many, of how many the 85 % date has come, late
    reports, by level those that held and those that are scored, by reason those that are not."""
    known = models.ForecastOutcome.objects.filter(workspace_id=workspace_id).order_by()
    rows: Any = with_ends(_first(workspace_id, products, team, **kinds).filter(pk__in=known.values("entry")))
    found: QuerySet[models.ForecastEntry, tuple[Any, ...]] = rows.values_list(*_GROUPED).annotate(
        many=Count("id"),
        come=_count(due(85, today)),
        late_reports=_count(PASSED[85] & DONE & IN_TIME[85]),
        **{f"held{level}": _count(due(level, today) & held(level)) for level in RECORD_LEVELS},
        **{f"cases{level}": _count(due(level, today) & scored(level)) for level in RECORD_LEVELS},
        **{f"reason_{name}": _count(reasons(today)[name]) for name in _REASONS},
    )
    return found


def _count(when: Q) -> Count:
    return Count("id", filter=when)


def _tally(group: Sequence[Any], every: Sequence[Any], ended: Sequence[Any]) -> Tally:
    first, first_in_band, band, team = group
    many, come, next_due = every
    known, known_come, late_reports, *counts = ended
    levels = len(RECORD_LEVELS)
    reasons = Counter(dict(zip(_REASONS, counts[2 * levels :], strict=True)))
    unseen = come - known_come  # nothing is known, though the date has come
    reasons.update({"unseen": unseen, "open": many - known - unseen})
    return Tally(
        first=first,
        first_in_band=first_in_band,
        band=band,
        team=team,
        many=many,
        levels={level: (counts[place], counts[levels + place]) for place, level in enumerate(RECORD_LEVELS)},
        reasons={name: found for name, found in reasons.items() if found},
        late_reports=late_reports,
        next_due=next_due,
    )
