"""Contacts: added, changed, erased. The record says that, and which fields, never who it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.mailboxes import spellings
from pilothouse.kit.refs import Ref
from pilothouse.market import contracts, models, queries
from pilothouse.market.services.fields import consent_day, contact_fields

REF = "market.contact"
# Values that the record may keep; of all others it keeps that they changed.
_TOLD = ("company_id", "consent", "consent_on")
_PERSONAL = ("name", "email", "title", "notes", "source", "external_id")
_WORDS = ("title", "words", "workaround")  # of a support problem


@transaction.atomic
def add_contact(*, actor: Actor, now: datetime, **values: Any) -> contracts.Contact:
    """Add somebody. Raises `Invalid`, `NotFound`, and `Conflict` for an e-mail that is there already."""
    actor.require(Role.EDITOR)
    fields = contact_fields(actor, {"name": "", "email": "", **values}, None)
    consent_day(fields, now.date())
    row = models.Contact(workspace_id=actor.workspace_id, **fields)
    rows.insert(row, _taken())
    changes = {name: [None, value] for name, value in fields.items() if value}
    _record(actor, now, "contact.added", row, changes)
    return queries.contact(actor=actor, id=row.pk)


@transaction.atomic
def change_contact(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Contact:
    """Change what is known of somebody. Raises `Stale`, `Invalid`, `NotFound`, `Conflict` once erased."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    if row.erased_at:
        raise Conflict("This contact was erased.", cure="Add them anew if they agree.")
    fields = contact_fields(actor, values, row)
    consent_day(fields, now.date())
    try:
        with transaction.atomic():
            changes = versions.apply(row, fields, expected=version)
    except IntegrityError:
        raise _taken() from None
    if changes:
        _record(actor, now, "contact.changed", row, changes)
    return queries.contact(actor=actor, id=id)


@transaction.atomic
def erase_contact(
    *, actor: Actor, now: datetime, id: int, version: int | None, why: str = ""
) -> contracts.Contact:
    """Erase somebody for good, as they may ask: name, e-mail, title and notes go, and what they said stays
    without author and link, their name and address masked in it. For owners.

    Raises `Conflict` when it happened already, `Stale`.
    """
    actor.require(Role.OWNER)
    row = find(actor, id)
    if row.erased_at:
        raise Conflict("This contact was erased already.", cure="Nothing is left to erase.")
    emptied = dict.fromkeys(_PERSONAL, "") | {"consent": "refused", "consent_on": now.date()}
    _mask(row)
    versions.apply(row, {**emptied, "erased_at": now}, expected=version)
    journal.record(
        actor=actor, now=now, verb="contact.erased", subject=Ref(REF, row.pk), title=title_of(row), why=why
    )
    return queries.contact(actor=actor, id=id)


def find(actor: Actor, id: int) -> models.Contact:
    return rows.find(models.Contact, actor, id, "contact")


def title_of(row: models.Contact) -> str:
    """What the record calls somebody."""
    return f"A contact of {row.company.name}" if row.company else "A contact"


def told(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """`changes` without what identifies anybody."""
    found = {name: [versions.plain(each) for each in changes[name]] for name in _TOLD if name in changes}
    personal = [name for name in _PERSONAL if name in changes]
    return found | ({"fields": [None, personal]} if personal else {})


def _mask(row: models.Contact) -> None:
    """What they said becomes anonymous. Each letter keeps its place, so that marked passages do."""
    for piece in models.Feedback.objects.filter(contact=row):
        piece.text = _masked(row, piece.text)
        piece.author = piece.link = ""
        piece.version += 1
        piece.save(update_fields=["text", "author", "link", "version"])
        models.FeedbackVector.objects.filter(feedback=piece).delete()
    for problem in models.SupportProblem.objects.filter(contact=row):
        for name in _WORDS:
            setattr(problem, name, _masked(row, getattr(problem, name)))
        problem.version += 1
        problem.save(update_fields=[*_WORDS, "version"])
    _mask_research(row)
    _mask_outside(row)


def _mask_research(row: models.Contact) -> None:
    """Their part in studies stays, by its number alone; so do notes and answers, without name and address."""
    people = models.StudyParticipant.objects.filter(contact=row)
    for session in models.StudySession.objects.filter(study__participants__in=people).distinct():
        session.notes = _masked(row, session.notes)
        session.version += 1
        session.save(update_fields=["notes", "version"])
    for answer in models.SurveyAnswer.objects.filter(response__participant__in=people).exclude(text=""):
        answer.text = _masked(row, answer.text)
        answer.save(update_fields=["text"])
    for person in people:
        person.contact = None
        person.version += 1
        person.save(update_fields=["contact", "version"])


def _mask_outside(row: models.Contact) -> None:
    """What they sent in themselves has no sender any more; their votes count on, without an address."""
    if not row.email:
        return
    own: dict[str, Any] = {"workspace_id": row.workspace_id, "email__iexact": row.email}
    for post in models.Post.objects.filter(**own):
        post.text, post.author, post.email = _masked(row, post.text), "", ""
        post.sender = post.mark
        post.version += 1
        post.save(update_fields=["text", "author", "email", "sender", "version"])
    models.PortalVote.objects.filter(**own, confirmed_at=None).delete()
    models.PortalVote.objects.filter(**own).update(email="")


def _masked(row: models.Contact, text: str) -> str:
    # The address first: a name may be a part of it.
    for word in (*spellings(row.email), row.name):
        if word:
            text = re.sub(re.escape(word), lambda found: "×" * len(found[0]), text, flags=re.IGNORECASE)
    return text


def _record(
    actor: Actor, now: datetime, verb: str, row: models.Contact, changes: Mapping[str, list[Any]]
) -> None:
    subject = Ref(REF, row.pk)
    journal.record(
        actor=actor, now=now, verb=verb, subject=subject, title=title_of(row), changes=told(changes)
    )


def _taken() -> Conflict:
    cure = "Change that contact, or leave the e-mail empty."
    return Conflict("There is a contact with this e-mail already.", where="email", cure=cure)
