"""Feedback: added, changed, removed, restored. The words of it never enter the record, as they may name
people who can ask to be erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import day, known, line, lines
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import CHANNELS, KINDS, STATES
from pilothouse.market.services.fields import company_of, one_of
from pilothouse.market.services.theme_rows import find_open, forget_figures
from pilothouse.market.services.trash import Trash

REF = "market.feedback"
_PERSONAL = ("text", "author", "link")
_READ: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "text": lambda values, field: lines(values, field, needed="Type or paste what was said."),
    "author": lambda values, field: line(values, field, 200),
    "language": lambda values, field: line(values, field, 10),
    "channel": lambda values, field: one_of(values, field, CHANNELS),
    "kind": lambda values, field: one_of(values, field, ("", *KINDS)),
    "state": lambda values, field: one_of(values, field, STATES),
}
EDITABLE = (
    *(name for name in _READ if name != "text"),
    "received_on",
    "link",
    "company_id",
    "contact_id",
    "theme_id",
)
BESIDE_THEME = ("theme_before_id", "theme_by", "theme_weight", "theme_model")


def feedback_fields(actor: Actor, values: Mapping[str, Any], row: models.Feedback | None) -> dict[str, Any]:
    """`values` as they are stored; a contact brings their company. Raises `Invalid`, `NotFound`."""
    known(values, EDITABLE if row else ("text", *EDITABLE))
    found = {field: read(values, field) for field, read in _READ.items() if field in values}
    if "received_on" in values:
        found["received_on"] = day(values, "received_on")
        if found["received_on"] is None:
            raise Invalid("The day is missing.", where="received_on", cure="Say when it was said.")
    if "link" in values:
        found["link"] = _address(values)
    if "company_id" in values:
        found["company_id"] = company_of(actor, values)
    if "theme_id" in values:
        found |= _theme(actor, values["theme_id"])
    if values.get("contact_id") is not None:
        found |= contact_of(actor, values["contact_id"], found.get("company_id"))
    elif "contact_id" in values:
        found["contact_id"] = None
    return found


def _address(values: Mapping[str, Any]) -> str:
    text = line(values, "link", 500)
    if text and not text.startswith(("https://", "http://")):
        raise Invalid(f"'{text[:60]}' is not a link.", where="link", cure="Begin it with https://.")
    return text


def _theme(actor: Actor, number: int | None) -> dict[str, Any]:
    """A theme, or none, as a person decides: no engine moves the piece any more."""
    if number is not None:
        find_open(actor, number, "theme_id")
    return dict(zip(("theme_id", *BESIDE_THEME), (number, None, "person", None, ""), strict=True))


def contact_of(actor: Actor, number: int, company: int | None) -> dict[str, Any]:
    """A contact by number, and their company where none was given. Raises `NotFound`."""
    row = models.Contact.objects.filter(workspace_id=actor.workspace_id, pk=number, erased_at=None).first()
    if row is None:
        raise NotFound("There is no such contact.", where="contact_id", cure="Choose one of the list.")
    brings = company is None and row.company_id is not None
    return {"contact_id": row.pk} | ({"company_id": row.company_id} if brings else {})


@transaction.atomic
def add_feedback(*, actor: Actor, now: datetime, text: str, **values: Any) -> contracts.Feedback:
    """Note what was said. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    given = {"text": text, "received_on": now.date(), **values}
    given["received_on"] = given["received_on"] or now.date()
    fields = feedback_fields(actor, given, None)
    row = models.Feedback(workspace_id=actor.workspace_id, **fields)
    rows.insert(row, Conflict("This feedback is there already.", cure="See the inbox."))
    changes = {name: [None, value] for name, value in fields.items() if value}
    _record(actor, now, "feedback.added", row, told(changes))
    return queries.feedback(actor=actor, id=row.pk)


@transaction.atomic
def change_feedback(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Feedback:
    """Change what is known of a piece; its words never change. Raises `Stale`, `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    changes = versions.apply(row, feedback_fields(actor, values, row), expected=version)
    if changes:
        forget_figures(actor, changes.get("theme_id", ()))
        _record(actor, now, "feedback.changed", row, told(changes))
    return queries.feedback(actor=actor, id=id)


@transaction.atomic
def remove_feedback(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    """Put a piece into the trash, with its links; returns the entry that restores it."""
    kept = ("channel", "received_on")
    return TRASH.remove(actor=actor, now=now, id=id, version=version, kept=kept, batch=batch)


def find(actor: Actor, id: int) -> models.Feedback:
    row: models.Feedback = TRASH.find(actor, id)
    return row


def title_of(row: models.Feedback) -> str:
    """What the record calls a piece: where it came from and when, not what it says."""
    place = row.company.name if row.company else row.channel
    return f"Feedback from {place}, {day_text(row.received_on)}"


TRASH = Trash(models.Feedback, REF, "feedback", "feedback", "See the inbox.", title_of)


def told(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """`changes` without what may name somebody; of that only which fields."""
    found = {
        name: [versions.plain(each) for each in pair]
        for name, pair in changes.items()
        if name not in _PERSONAL and name != "contact_id"
    }
    personal = [name for name in (*_PERSONAL, "contact_id") if name in changes]
    return found | ({"fields": [None, [name.removesuffix("_id") for name in personal]]} if personal else {})


def _record(
    actor: Actor, now: datetime, verb: str, row: models.Feedback, changes: dict[str, list[Any]]
) -> int:
    subject = Ref(REF, row.pk)
    return journal.record(
        actor=actor, now=now, verb=verb, subject=subject, title=title_of(row), changes=changes
    )
