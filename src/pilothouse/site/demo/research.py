"""What the demo's product managers asked people in half a year, and what they know from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.site.demo.content import Row
from pilothouse.site.demo.entered import Entered
from pilothouse.site.demo.surveys import ask_survey

_PIECES = 2  # of feedback that say the same, as evidence of one insight


class _Studied:
    """Numbers of what studies brought: studies, tasks and questions in order, highlights by their words."""

    def __init__(self) -> None:
        self.studies: dict[str, int] = {}
        self.tasks: dict[str, list[int]] = {}
        self.highlights: dict[str, int] = {}
        self.asked: dict[str, list[int]] = {}


def enter_research(done: Entered, now: datetime) -> None:
    """Studies with participants and sessions, and the insights that rest on them."""
    rows, found = done.content.research, _Studied()
    contacts = _contacts(done)
    for row in rows["study"]:
        _study(done, now, row, contacts, found)
    for row in rows["insight"]:
        _insight(done, now, row, found)


def _contacts(done: Entered) -> Mapping[tuple[str, str], int]:
    """Number of each contact by company and name."""
    found: dict[tuple[str, str], int] = {}
    at: int | None = 1
    while at is not None:
        page = queries.contacts(actor=done.actor, page=at, size=500)
        found |= {(row.company_name, row.name): row.id for row in page.rows}
        at = page.next
    return found


def _study(
    done: Entered, now: datetime, row: Row, contacts: Mapping[tuple[str, str], int], found: _Studied
) -> None:
    begins = now - timedelta(days=row["begins"])
    by: Any = done.by(now)
    ends = now.date() - timedelta(days=row["ends"]) if "ends" in row else None
    study = services.add_study(
        **by,
        **{name: row[name] for name in ("title", "kind", "question", "audience", "method")},
        consent_text=row.get("consent_text", ""),
        sample=row["sample"],
        product=str(Ref("vision.product", done.products[row["product"]])),
        owner_id=done.people[row["owner"]],
        starts_on=begins.date(),
        ends_on=ends,
        status=row["status"],
    ).id
    found.studies[row["id"]] = study
    tasks = [services.add_task(**by, study_id=study, title=title).id for title in row.get("tasks", ())]
    found.tasks[row["id"]] = tasks
    for place, person in enumerate(row.get("participant", ())):
        held_on = min(begins + timedelta(days=place * 2), now).date()
        _participant(done, now, held_on, study, tasks, person, contacts, found)
    if "ask" in row:
        found.asked[row["id"]] = ask_survey(done, now, begins, study, row["ask"])


def _participant(
    done: Entered,
    now: datetime,
    held_on: date,
    study: int,
    tasks: list[int],
    row: Row,
    contacts: Mapping[tuple[str, str], int],
    found: _Studied,
) -> None:
    by: Any = done.by(now)
    contact = _contact(done, row, contacts)
    person = services.add_participant(
        **by, study_id=study, contact_id=contact, segment=row["segment"], consent="given"
    )
    results = [
        (task, outcome, float(seconds) or None)
        for task, (outcome, seconds) in zip(tasks, row.get("results", ()), strict=True)
    ]
    if results:
        services.record_results(
            **by, id=person.id, version=person.version, results=results, sus=row.get("sus")
        )
    if "notes" in row:
        session = services.add_session(
            **by, study_id=study, participant_id=person.id, held_on=held_on, notes=row["notes"]
        ).id
        for passage, tags in row.get("highlights", ()):
            made = services.add_highlight(**by, session_id=session, passage=passage, tags=tags.split(","))
            found.highlights[passage] = made.id


def _contact(done: Entered, row: Row, contacts: Mapping[tuple[str, str], int]) -> int | None:
    if "contact" not in row:
        return None
    company, place = row["contact"]
    of = next(each for each in done.content.market["company"] if each["name"] == company)
    return contacts[company, of["contacts"][place][0]]


def _insight(done: Entered, now: datetime, row: Row, found: _Studied) -> None:
    by: Any = done.by(now)
    made = services.add_insight(
        **by,
        title=row["title"],
        notes=row.get("notes", ""),
        study_id=found.studies[row["study"]],
        owner_id=done.people[row["owner"]],
    ).id
    for source, against in _evidence(done, row, found):
        services.add_evidence(**by, insight_id=made, source=source, against=against)
    for item in row["about"]:
        if item in done.items:
            services.link_insight(**by, insight_id=made, target=str(Ref("roadmap.item", done.items[item])))


def _evidence(done: Entered, row: Row, found: _Studied) -> Iterator[tuple[str, bool]]:
    for place in row.get("tasks", ()):
        yield str(Ref("market.study_task", found.tasks[row["study"]][place])), False
    for place in row.get("asked", ()):
        yield str(Ref("market.survey_question", found.asked[row["study"]][place])), False
    for name, against in (("highlights", False), ("against", True)):
        for passage in row.get(name, ()):
            yield str(Ref("market.highlight", found.highlights[passage])), against
    for text in row.get("feedback", ()):
        pieces = queries.feedback_page(actor=done.actor, narrow=queries.Narrow(text=text), size=_PIECES).rows
        for piece in pieces:
            yield str(Ref("market.feedback", piece.id)), False
