"""The kinds of rows that tables bring in: what a row is known again by, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.mailboxes import same_as
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import many_lines, one_line
from pilothouse.market import models
from pilothouse.market.contracts import STANDING, said_key
from pilothouse.market.services.contacts import title_of
from pilothouse.market.services.levels import Clocks
from pilothouse.market.services.support import dues_with, moved, moved_back

_LONG = frozenset(("notes", "text", "words", "workaround"))
_MOMENTS = ("reported_at", "answered_at", "solved_at")


class Places:
    """Companies by name, in capitals or not; those that are missing are made, or, where it is `dry`, get a
    number below zero. `contacts`: e-mail to number and company."""

    def __init__(self, actor: Actor, currency: str, *, dry: bool = False) -> None:
        self.actor, self.workspace_id, self.currency, self.dry = actor, actor.workspace_id, currency, dry
        own = models.Company.objects.filter(workspace_id=actor.workspace_id)
        self.numbers = {name.lower(): number for name, number in own.values_list("name", "pk")}
        self.names = dict(own.values_list("pk", "name"))
        self.made: list[Change] = []
        people = models.Contact.objects.filter(workspace_id=actor.workspace_id).exclude(email="")
        self.contacts = {
            same_as(email): (number, company)
            for email, number, company in people.values_list("email", "pk", "company_id")
        }

    @cached_property
    def clocks(self) -> Clocks:
        found = Clocks(self.actor)
        found.note(self.actor)
        return found

    def company(self, name: str) -> int | None:
        name = one_line(name)[:200]
        if name and name.lower() not in self.numbers:
            self._make(name)
        return self.numbers.get(name.lower()) if name else None

    def _make(self, name: str) -> None:
        row = models.Company(workspace_id=self.workspace_id, name=name, currency=self.currency)
        row.pk = -1 - len(self.numbers) if self.dry else None
        if not self.dry:
            row.save(force_insert=True)
            self.made.append(Change("company.imported", Ref("market.company", row.pk), name))
        self.numbers[name.lower()], self.names[row.pk] = row.pk, name


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of rows that tables bring in.

    `natural`: a further name that a row is known by, of a value that comes (empty for none), and of all rows
    with their numbers.
    `values`: what a value says, without what it leaves empty. `fills`: it only fills what is empty here, and
    the record keeps which fields, not what they hold. `keeps`: it changes no row that is here, but for the
    fields that it `follows`: there a file that comes again has the say, as long as no one changed them here.
    `after` is what follows from such a change of a row, and `before` what it was before one is undone.
    """

    kind: str
    word: str
    many: str
    table: Any
    natural: tuple[Callable[[Any], str], Callable[[Any], Iterable[tuple[str, int]]]]
    values: Callable[[Any, Places], dict[str, Any]]
    title: Callable[[Any, Places], str]
    fills: bool = False
    keeps: bool = False
    follows: frozenset[str] = frozenset()
    after: Callable[[Any, Mapping[str, Any], datetime, Clocks], Mapping[str, Any]] = lambda *_: {}
    before: Callable[[Any, Mapping[str, Any], Clocks], Mapping[str, Any]] = lambda *_: {}


def _company_values(value: Any, places: Places) -> dict[str, Any]:
    found: dict[str, Any] = dict(_said(value, ("name", "segment", "plan", "website", "notes")))
    if value.revenue_cents is not None:
        found |= {"revenue_cents": value.revenue_cents, "currency": value.currency or places.currency}
    if value.owner_id is not None:
        found["owner_id"] = value.owner_id
    return found


def _contact_values(value: Any, places: Places) -> dict[str, Any]:
    found: dict[str, Any] = dict(_said(value, ("name", "email", "title", "notes", "consent")))
    if value.consent_on is not None:
        found["consent_on"] = value.consent_on
    if (number := places.company(value.company)) is not None:
        found["company_id"] = number
    return found


def _feedback_values(value: Any, places: Places) -> dict[str, Any]:
    found: dict[str, Any] = dict(_said(value, ("text", "channel", "author", "link", "language", "kind")))
    if value.received_on is not None:
        found["received_on"] = value.received_on
    contact = places.contacts.get(same_as(value.email)) if value.email else None
    if contact is not None:
        found["contact_id"] = contact[0]
    number = places.company(value.company) or (contact[1] if contact else None)
    if number is not None:
        found["company_id"] = number
    return found


def _problem_values(value: Any, places: Places) -> dict[str, Any]:
    found: dict[str, Any] = dict(_said(value, ("title", "words", "severity", "state", "workaround")))
    found |= {name: at for name in _MOMENTS if (at := getattr(value, name)) is not None}
    if value.assignee_id is not None:
        found["assignee_id"] = value.assignee_id
    contact = places.contacts.get(same_as(value.email)) if value.email else None
    if contact is not None:
        found["contact_id"] = contact[0]
    number = places.company(value.company) or (contact[1] if contact else None)
    if number is not None:
        found["company_id"] = number
    if found.get("state") in STANDING:
        # A file does not say how long the customer was waited for; the clocks stand since the last it knows.
        since = value.solved_at or value.answered_at or value.reported_at
        found["stops"] = [[since.isoformat(), None]]
    return found | places.clocks.dues(models.SupportProblem(**found))


def _problem_after(
    row: models.SupportProblem, fields: Mapping[str, Any], now: datetime, clocks: Clocks
) -> dict[str, Any]:
    """A problem waits since the file that says so came; nothing else is known of it."""
    found = dict(fields)
    if fields.get("state", row.state) != row.state:
        answered = fields.get("answered_at") or row.answered_at or fields.get("solved_at")
        found = moved(row, fields["state"], now, answered) | found
    return found | dues_with(clocks, row, found)


def _problem_before(row: models.SupportProblem, fields: Mapping[str, Any], clocks: Clocks) -> dict[str, Any]:
    found = {**fields, "stops": moved_back(row, fields.get("state", row.state))}
    return found | dues_with(clocks, row, found)


def _said_again(value: Any) -> str:
    """By what it says, where the file gives it no key: an export of ours has none."""
    key = said_key(value.text, value.company, value.received_on)
    return key if value.external_id == key else ""


def _said_before(rows: Any) -> Iterator[tuple[str, int]]:
    for text, company, on, number in rows.values_list("text", "company__name", "received_on", "pk").iterator(
        chunk_size=500
    ):
        yield said_key(text, company or "", on), number


def _feedback_title(row: Any, places: Places) -> str:
    place = places.names.get(row.company_id) or row.channel
    return f"Feedback from {place}, {day_text(row.received_on)}"


def _said(value: Any, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        text = getattr(value, name)
        if tidy := (many_lines if name in _LONG else one_line)(text or ""):
            yield name, tidy


def _problem_title(row: Any, places: Places) -> str:
    place = places.names.get(row.company_id) or "a customer"
    return f"Support problem of {place}, {day_text(row.reported_at.date())}"


COMPANIES = Sort(
    kind="market.company",
    word="company",
    many="companies",
    table=models.Company,
    natural=(lambda value: str(value.name), lambda rows: rows.values_list("name", "pk")),
    values=_company_values,
    title=lambda row, places: str(row.name),
)
CONTACTS = Sort(
    kind="market.contact",
    word="contact",
    many="contacts",
    table=models.Contact,
    natural=(lambda value: str(value.email), lambda rows: rows.values_list("email", "pk")),
    values=_contact_values,
    title=lambda row, places: (
        f"A contact of {places.names[row.company_id]}" if row.company_id in places.names else title_of(row)
    ),
    fills=True,
)
FEEDBACK = Sort(
    kind="market.feedback",
    word="feedback",
    many="pieces of feedback",
    table=models.Feedback,
    natural=(_said_again, _said_before),
    values=_feedback_values,
    title=_feedback_title,
    fills=True,
)
SUPPORT = Sort(
    kind="market.support_problem",
    word="support_problem",
    many="support problems",
    table=models.SupportProblem,
    natural=(lambda value: "", lambda rows: ()),
    values=_problem_values,
    title=_problem_title,
    fills=True,
    keeps=True,
    follows=frozenset(("state", "severity", "assignee_id", "answered_at", "solved_at")),
    after=_problem_after,
    before=_problem_before,
)
