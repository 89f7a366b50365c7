"""Competitors of the demo: what they can do, what they ask for it, and what of the plan rests on that."""

from __future__ import annotations

from datetime import datetime, timedelta

from pilothouse.kit.refs import Ref
from pilothouse.market import services
from pilothouse.market.contracts import fact_number
from pilothouse.site.demo.content import Row
from pilothouse.site.demo.entered import Entered

_RATES = (("USD", "0.92"),)  # of pounds none is stated, so that their prices stand beside


def enter_competitors(done: Entered, now: datetime) -> None:
    """Competitors with plans and prices, features with facts, some of which have expired."""
    rows = done.content.competitors
    for currency, rate in _RATES:
        services.state_rate(**done.by(now), currency=currency, rate=rate)
    numbers = {row["name"]: _competitor(done, now, row) for row in rows["competitor"]}
    features = {row["name"]: _feature(done, now, row) for row in rows["feature"]}
    rests = {tuple(row["fact"]): row for row in rows["rests"] if row["item"] in done.items}
    for row in rows["feature"]:
        for name, seen in row["facts"].items():
            id, link = fact_number(features[row["name"]], numbers[name]), rests.get((name, row["name"]))
            for place, each in enumerate(seen):
                _see(done, now, id, each)
                # One rests on what was known first, and so on what has changed since.
                if link and place == (0 if link.get("before") else len(seen) - 1):
                    _rest(done, now, id, link)


def _competitor(done: Entered, now: datetime, row: Row) -> int:
    against = [str(Ref("vision.product", done.products[key])) for key in row["against"]]
    given = {"name": row["name"], "website": row["website"], "notes": row["notes"], "against": against}
    made = services.add_competitor(**done.by(now), **given)
    for each in row["plans"]:
        plan = services.add_plan(
            **done.by(now), competitor_id=made.id, name=each["name"], notes=each["notes"]
        )
        for days, amount, source in each["prices"]:
            services.add_price(
                **done.by(now),
                plan_id=plan.id,
                amount=amount,
                period=each["period"],
                per=each["per"],
                from_on=now.date() - timedelta(days=days),
                source=source,
            )
    return made.id


def _feature(done: Entered, now: datetime, row: Row) -> int:
    item = done.items.get(row.get("item", ""))
    product = str(Ref("vision.product", done.products[row["product"]]))
    own = {"item": str(Ref("roadmap.item", item))} if item else {"own": row.get("own", "planned")}
    given = {"name": row["name"], "description": row.get("description", ""), **own}
    return services.add_feature(**done.by(now), product=product, **given).id


def _see(done: Entered, now: datetime, id: int, seen: list[object]) -> None:
    answer, days, by, source = seen
    assert isinstance(days, int)
    values = {"answer": answer, "seen_by": by, "source": source}
    values["seen_on"] = now.date() - timedelta(days=days)
    services.record_fact(**done.by(now), id=id, version=None, values=values)


def _rest(done: Entered, now: datetime, id: int, row: Row) -> None:
    target = str(Ref("roadmap.item", done.items[row["item"]]))
    services.rest_on_fact(**done.by(now), id=id, target=target, note=row["note"])
