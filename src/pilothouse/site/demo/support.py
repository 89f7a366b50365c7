"""What went wrong at the customers of the demo in half a year, as a help desk exported it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.contracts import ImportedProblem
from pilothouse.site.demo.content import HERE, Row
from pilothouse.site.demo.entered import Entered

_SOURCE = "csv"
_BEGINS, _ENDS = 9, 17
# Who answers; what is new has no one yet.
_DESK = ("Hannah Lindqvist", "Daniel Moreau", "Amara Nwosu", "Henrik Dahl")
# What solves them, where the demo has it: two that shipped in its past, two that are still to come.
_SOLVED_BY = {
    "Python client forgets schemas after a reload": "se-python",
    "Dead letters cannot be sorted by reason": "se-dead",
    "Duplicates in the warehouse after a restart": "connectors-wh",
    "Manifest with tabs is refused without a line": "manifest-schema",
}
_LINKED = 2  # the earliest
_TOLD = "Dead letters cannot be sorted by reason"


def enter_support(done: Entered, now: datetime) -> None:
    """Support problems, most of them solved, some too late."""
    rows = list(_rows(done, now))
    services.import_rows(**done.by(now), batch="demo-support", sort=services.SUPPORT, rows=rows)
    _link(done, now)


def _link(done: Entered, now: datetime) -> None:
    """Some are linked to what solves them; of what shipped some customers were told."""
    by = done.by(now)
    rows = queries.problems(actor=done.actor, size=200).rows
    for title, item in _SOLVED_BY.items():
        if item not in done.items:
            continue
        same = sorted((row for row in rows if row.title == title), key=lambda row: row.reported_at)
        for row in same[:_LINKED]:
            target = str(Ref("roadmap.item", done.items[item]))
            services.link_problem(**by, id=row.id, version=row.version, target=target)
    for told in queries.to_tell(actor=done.actor):
        if told.problems[0].title == _TOLD:
            services.mark_told(**by, ids=[each.id for each in told.problems], how="e-mail")
            break


def _rows(done: Entered, now: datetime) -> Iterator[ImportedProblem]:
    mails = {
        (company["name"], name): f"{name.lower().replace(' ', '.')}@{company['website']}"
        for company in done.content.market["company"]
        for name, _, _ in company["contacts"]
    }
    with (HERE / "support.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            yield _problem(done, dict(row), number, mails, now)


def _problem(
    done: Entered, row: Row, number: int, mails: dict[tuple[str, str], str], now: datetime
) -> ImportedProblem:
    reported = _reported(now - timedelta(days=float(row["days_ago"])), number, now)
    answered = _passed(reported, row["answer_hours"], now)
    solved = _passed(reported, row["solution_hours"], now) if answered else None
    state = row["state"] if solved or row["state"] in ("open", "waiting") else "open"
    state = state if answered else "new"
    return ImportedProblem(
        source=_SOURCE,
        row=number + 2,
        external_id=f"SP-{number + 1:03}",
        title=row["title"],
        words=row["words"],
        severity=row["severity"],
        state=state,
        company=row["company"],
        email=mails.get((row["company"], row["contact"]), ""),
        assignee_id=done.people[_DESK[number % len(_DESK)]] if answered else None,
        workaround=row["workaround"] if answered else "",
        reported_at=reported,
        answered_at=answered,
        solved_at=solved,
    )


def _reported(at: datetime, number: int, now: datetime) -> datetime:
    """On a weekday, in working hours, before now."""
    day = at.date()
    while day.weekday() > 4:
        day -= timedelta(days=1)
    hour = _BEGINS + number * 5 % (_ENDS - _BEGINS)
    found = datetime.combine(day, time(hour, number * 7 % 60), UTC)
    return found if found < now else found - timedelta(days=1)


def _passed(begin: datetime, hours: str, now: datetime) -> datetime | None:
    """So many hours of work later; none where that lies ahead."""
    if not hours:
        return None
    at, left = begin, float(hours)
    while True:
        end = datetime.combine(at.date(), time(_ENDS), UTC)
        today = (end - at).total_seconds() / 3600 if at.weekday() < 5 else 0.0
        if left <= today:
            at += timedelta(hours=left)
            return at if at <= now else None
        left -= max(today, 0.0)
        at = datetime.combine(at.date() + timedelta(days=1), time(_BEGINS), UTC)
