"""What products take of people's weeks: the part of the load that belongs to what is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from pilothouse.kit.products import Products, of_products
from pilothouse.roadmap import models

_WEEK = timedelta(weeks=1)


def parts(run: models.PlanRun, mondays: Iterable[date], products: Products) -> dict[tuple[int, str], float]:
    """Days that items of `products` take of each person in each week, by person and Monday (ISO), over the
    weeks from the first to the last of `mondays`; one statement, whatever the number of weeks.
    """
    weeks = sorted(mondays)
    if not weeks:
        return {}
    rows = models.PlannedItem.objects.filter(run=run, start__lt=weeks[-1] + _WEEK, finish__gte=weeks[0])
    rows = of_products(rows, products, "item__product_id").exclude(work=[])
    asked = {monday.isoformat() for monday in weeks}
    found: dict[tuple[int, str], float] = {}
    for work in rows.order_by().values_list("work", flat=True):
        for person, monday, days in work:
            if monday in asked:
                found[person, monday] = found.get((person, monday), 0.0) + days
    return {place: round(days, 2) for place, days in found.items()}
