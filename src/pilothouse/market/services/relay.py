"""Findings relayed to a team or a person: sent, seen, answered, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Forbidden, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import day, line, lines
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import FINDINGS, RELAYED_TO
from pilothouse.market.services.linking import called, target_of
from pilothouse.market.services.trash import Trash
from pilothouse.team import queries as team

REF = "market.relay"
RELAYS = Trash(
    models.Relay, REF, "relay", "relayed finding", "See the relayed findings.", queries.relay_title
)


@transaction.atomic
def relay_finding(
    *, actor: Actor, now: datetime, subject: str, to: str, why: str, due_on: date | None = None
) -> contracts.Relay:
    """Send a finding, by reference, to a team or a person, with a sentence why. Members among them hear of it
    in their inbox. Raises `Invalid` where no one of them is a member, `NotFound`."""
    actor.require(Role.EDITOR)
    about = target_of(actor, subject, FINDINGS, "Relay a finding of the market.", where="subject")
    whom = target_of(actor, to, RELAYED_TO, "Choose a team or a person of the list.", where="to")
    readers = _members(actor, Ref.parse(whom.ref))
    if not readers:
        cure = "Choose someone who has an account, or invite them and have them say who they are."
        raise Invalid(f"No one of {whom.title} is a member of this workspace.", where="to", cure=cure)
    due = day({"due_on": due_on}, "due_on")
    if due is not None and due < now.date():
        raise Invalid("This day has passed.", where="due_on", cure="Give a day to come, or none.")
    row = models.Relay.objects.create(
        workspace_id=actor.workspace_id,
        subject=about.ref,
        why=line({"why": why}, "why", 500, needed="Say in a sentence why they need it."),
        to=whom.ref,
        to_name=whom.title,
        sent_at=now,
        sent_by_id=actor.user_id,
        sent_name=actor.name,
        due_on=due,
    )
    models.RelayReader.objects.bulk_create(
        models.RelayReader(workspace_id=actor.workspace_id, relay=row, user_id=user) for user in readers
    )
    _record(actor, now, "relay.sent", row, {"why": [None, row.why], "to": [None, row.to_name]})
    return queries.relay(actor=actor, id=row.pk, today=now.date())


def _members(actor: Actor, whom: Ref) -> list[int]:
    """Accounts of the person, or of everyone in the team."""
    if whom.kind == "team.person":
        people = [whom.id]
    else:
        people = [row.id for row in team.people(actor=actor) if row.team_id == whom.id]
    return sorted(set(team.accounts_of(actor=actor, ids=people).values()))


@transaction.atomic
def see_relay(*, actor: Actor, now: datetime, id: int) -> bool:
    """Note that the actor, if it was sent to them, has opened it. Whether that was new; for every role."""
    rows = models.RelayReader.objects.filter(
        workspace_id=actor.workspace_id, relay_id=id, user_id=actor.user_id or 0, seen_at=None
    )
    return bool(rows.update(seen_at=now))


@transaction.atomic
def answer_relay(
    *, actor: Actor, now: datetime, id: int, answer: str = "", done: str = ""
) -> contracts.Relay:
    """Answer what was relayed to the actor: in words, with the item that came of it, or both. Who sent it
    hears of that. Raises `Forbidden` for another, `Invalid` without either, `NotFound`."""
    actor.require(Role.EDITOR)
    row = RELAYS.find(actor, id)
    reader = row.readers.filter(user_id=actor.user_id or 0).first()
    if reader is None:
        raise Forbidden("Only those to whom it was relayed answer it.", cure="Comment on it instead.")
    text = lines({"answer": answer}, "answer", 5_000)
    cure = "Choose an item of the list, or leave it empty."
    item = target_of(actor, done, ("roadmap.item",), cure, where="done") if done.strip() else None
    if not text and item is None:
        cure = "Write a sentence, or choose the item that came of it."
        raise Invalid("The answer is empty.", where="answer", cure=cure)
    reader.answer, reader.done = text, item.ref if item else ""
    reader.answered_at, reader.seen_at = now, reader.seen_at or now
    reader.save()
    row.answered_at, row.version = row.answered_at or now, row.version + 1
    row.save(update_fields=["answered_at", "version"])
    changes: dict[str, list[Any]] = {"answer": [None, text]} if text else {}
    _record(actor, now, "relay.answered", row, changes | ({"done": [None, called(item)]} if item else {}))
    return queries.relay(actor=actor, id=id, today=now.date())


@transaction.atomic
def remove_relay(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Take a relayed finding back, into the trash; returns the entry that restores it. Raises `Stale`,
    `NotFound`."""
    return RELAYS.remove(actor=actor, now=now, id=id, version=version)


def _record(
    actor: Actor, now: datetime, verb: str, row: models.Relay, changes: Mapping[str, list[Any]]
) -> None:
    title, subject = queries.relay_title(row), Ref(REF, row.pk)
    journal.record(actor=actor, now=now, verb=verb, subject=subject, title=title, changes=dict(changes))
