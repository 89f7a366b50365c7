"""What the customers of the demo said in half a year, and what it asks for."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta

from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.contracts import ImportedFeedback
from pilothouse.site.demo.content import HERE, Row
from pilothouse.site.demo.entered import Entered
from pilothouse.site.demo.themes import find_themes

_SOURCE = "csv"
# Companies that want something, as their account manager noted.
_VOTES = (
    ("encryption", "Kestrel Health Group", 3, "Needed for the renewal in spring"),
    ("encryption", "Ostwald Insurance", 3, ""),
    ("bp-replay-api", "Baltrum Rail", 2, ""),
    ("rollback", "Halden Shipyards", 3, "Asked in the quarterly review"),
)


_AGAINST = (
    "billing",
    "Halden Shipyards",
    "Please leave invoices as they are. We book them by hand, and each new layout costs us a month.",
)


def _hear_against(done: Entered, now: datetime) -> None:
    """One customer who would rather not have what others ask for."""
    item, name, text = _AGAINST
    companies = {name: number for number, name in queries.company_names(actor=done.actor)}
    row = services.add_feedback(**done.by(now), text=text, company_id=companies[name])
    target = str(Ref("roadmap.item", done.items[item]))
    services.link_feedback(**done.by(now), id=row.id, target=target, importance=2, against=True)


def hear_customers(done: Entered, now: datetime) -> None:
    """Feedback as a help desk exported it, links to items, and votes."""
    said = list(_read())
    rows = _rows(said, now)
    services.import_rows(**done.by(now), batch="demo-feedback", sort=services.FEEDBACK, rows=rows)
    numbers = _settle(done, said, now)
    for key, row in said:
        if row["asks"]:
            services.link_feedback(
                **done.by(now),
                id=numbers[key],
                target=str(Ref("roadmap.item", done.items[row["asks"]])),
                importance=int(row["importance"]),
                passage=row["passage"],
            )
    find_themes(done, now, said, numbers)
    _hear_against(done, now)
    companies = {name: number for number, name in queries.company_names(actor=done.actor)}
    for item, name, importance, note in _VOTES:
        services.add_vote(
            **done.by(now),
            target=str(Ref("roadmap.item", done.items[item])),
            company_id=companies[name],
            importance=importance,
            note=note,
        )


def _read() -> Iterator[tuple[str, Row]]:
    """Key and row of each line."""
    with (HERE / "said.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            yield f"HD-{number:04}", dict(row)


def _rows(said: list[tuple[str, Row]], now: datetime) -> Iterator[ImportedFeedback]:
    for place, (key, row) in enumerate(said, 2):
        yield ImportedFeedback(
            source=_SOURCE,
            row=place,
            external_id=key,
            text=row["text"],
            channel=row["channel"],
            author=row["author"],
            company=row["company"],
            received_on=now.date() - timedelta(days=int(row["days_ago"])),
            language=row["language"],
            kind=row["kind"],
        )


def _settle(done: Entered, said: list[tuple[str, Row]], now: datetime) -> dict[str, int]:
    """What was reviewed or dismissed is so; returns the number of each piece by its key."""
    numbers = queries.by_external(actor=done.actor, source=_SOURCE)
    for state in ("reviewed", "dismissed"):
        ids = [numbers[key] for key, row in said if row["state"] == state]
        services.change_many(**done.by(now), kind="market.feedback", ids=ids, values={"state": state})
    return numbers
