"""Whether dates still hold as often as they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Min, Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.prepared import prepared
from pilothouse.kit.products import Products, of_products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import LEAST_CASES, Alarm
from pilothouse.roadmap.queries.record_rows import came_true, with_outcomes

_GUARDED = (85, 50)
_MOST_ODDS = 1_000_000


def alarms(*, actor: Actor, today: date, product_id: Products = None) -> tuple[Alarm, ...]:
    """Levels whose dates do not hold as often as stated; two statements for each level. Of one product, or of
    all. Only first dates count that were given after the one before came due."""
    found = []
    for level in _GUARDED:
        soonest = _soonest(actor.workspace_id, product_id, today, level=level)
        if len(soonest) < LEAST_CASES:
            continue
        # Loaded when there is something to judge: numpy comes with it.
        from pilothouse.engine.forecast.history.guard import Promise, apart, guard

        chosen = apart(Promise(made, day, None) for made, day in soonest)
        held = _held(
            _due(actor.workspace_id, product_id, today, level), level, [(row.made, row.due) for row in chosen]
        )
        seen = guard([each for each in held if each is not None], level=level / 100)
        if seen.tripped:
            odds = int(min(seen.evidence, _MOST_ODDS))
            found.append(Alarm(level, seen.held, seen.cases, odds))
    return tuple(found)


def _due(workspace_id: int, products: Products, today: date, level: int) -> QuerySet[models.ForecastEntry]:
    rows = of_products(models.ForecastEntry.objects.filter(workspace_id=workspace_id), products)
    # Trap: SQLite finds `first = 1` in an index, and not the bare `first` that `first=True` becomes.
    return rows.filter(**{"first__in": [True], f"p{level}__lt": today}).order_by()


@prepared
def _soonest(
    workspace_id: int, products: Products, today: date, *, level: int
) -> QuerySet[models.ForecastEntry, tuple[date, date]]:
    rows = _due(workspace_id, products, today, level)
    return rows.values_list("made_on").annotate(due=Min(f"p{level}"))


def _held(
    rows: QuerySet[models.ForecastEntry], level: int, chosen: Sequence[tuple[date, date]]
) -> list[bool | None]:
    """Whether the first date that was given on a day for another held, for each such pair."""
    column = f"p{level}"
    wanted = reduce(or_, (Q(made_on=made, **{column: day}) for made, day in chosen))
    asked: Any = with_outcomes(rows.filter(wanted)).order_by("-id")
    values = asked.values_list("made_on", column, f"passed{level}", "end_kind", "ended_on")
    found = {(made, day): came_true(passed, kind, ended, day) for made, day, passed, kind, ended in values}
    return [found[pair] for pair in chosen]
