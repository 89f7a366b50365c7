"""What feedback asks for, and votes on behalf of a company."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject, named, subject
from pilothouse.kit.text import line
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import IMPORTANCE
from pilothouse.market.services.feedback import REF, find, title_of
from pilothouse.market.services.fields import company_of

TARGETS = ("roadmap.item", "vision.statement", "vision.blueprint")
_MOST = 200  # links of one piece


@transaction.atomic
def link_feedback(
    *,
    actor: Actor,
    now: datetime,
    id: int,
    target: str,
    importance: int = 2,
    passage: str = "",
    against: bool = False,
) -> contracts.Feedback:
    """Say that a piece asks for `target`, or `against` it, an item or a requirement by reference; `passage`
    are the words of it that say so. What was new is reviewed by that.

    Raises `Invalid` for another target or words that the text does not have, `NotFound`, `Conflict`.
    """
    actor.require(Role.EDITOR)
    row, about = find(actor, id), _target(actor, target)
    start, end = place_of(row.text, passage)
    same = row.links.filter(target=about.ref, start=start, end=end)
    if same.exists():
        raise Conflict(
            f"It is linked to {about.key} already.", where="target", cure="Remove that link first."
        )
    if row.links.count() >= _MOST:
        raise Invalid(f"A piece has at most {_MOST} links.", where="target", cure="Remove some first.")
    models.FeedbackLink.objects.create(
        workspace_id=actor.workspace_id,
        feedback=row,
        target=about.ref,
        importance=_importance(importance),
        is_against=against,
        start=start,
        end=end,
        added_at=now,
        added_by=actor.name,
    )
    changes: dict[str, list[object]] = {_side(against): [None, called(about)]}
    if row.state == "new":
        row.state = "reviewed"
        changes["state"] = ["new", "reviewed"]
    row.version += 1
    row.save(update_fields=["state", "version"])
    journal.record(
        actor=actor,
        now=now,
        verb="feedback.linked",
        subject=Ref(REF, row.pk),
        title=title_of(row),
        changes=changes,
    )
    return queries.feedback(actor=actor, id=id)


def _side(against: bool) -> str:
    return "asks against" if against else "asks for"


@transaction.atomic
def unlink_feedback(*, actor: Actor, now: datetime, link_id: int) -> contracts.Feedback:
    """Take a link away. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    link = models.FeedbackLink.objects.filter(workspace_id=actor.workspace_id, pk=link_id).first()
    if link is None:
        raise NotFound("There is no such link.", cure="It may have been removed; reload the page.")
    row = find(actor, link.feedback_id)
    shown = queries.feedback(actor=actor, id=row.pk)
    about = next(each.target for each in shown.links if each.id == link_id)
    link.delete()
    row.version += 1
    row.save(update_fields=["version"])
    journal.record(
        actor=actor,
        now=now,
        verb="feedback.unlinked",
        subject=Ref(REF, row.pk),
        title=title_of(row),
        changes={_side(link.is_against): [called(about), None]},
    )
    return queries.feedback(actor=actor, id=row.pk)


@transaction.atomic
def add_vote(
    *, actor: Actor, now: datetime, target: str, company_id: int, importance: int = 2, note: str = ""
) -> contracts.Behind:
    """Note that a company wants `target`. A company has one vote for a thing. Raises `Invalid`, `NotFound`,
    `Conflict`."""
    actor.require(Role.EDITOR)
    about, company = _target(actor, target), company_of(actor, {"company_id": company_id})
    if company is None:
        raise Invalid("The company is missing.", where="company_id", cure="Choose one of the list.")
    row = models.Vote(
        workspace_id=actor.workspace_id,
        company_id=company,
        target=about.ref,
        importance=_importance(importance),
        note=line({"note": note}, "note", 500),
        added_at=now,
        added_by=actor.name,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        cure = "Remove that vote to change it."
        raise Conflict("This company has voted for it already.", where="company_id", cure=cure) from None
    _record_vote(actor, now, "company.voted", row, [None, called(about)])
    return queries.behind(actor=actor, about=Ref.parse(about.ref))


@transaction.atomic
def remove_vote(*, actor: Actor, now: datetime, vote_id: int) -> contracts.Behind:
    """Take a vote back. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    rows = models.Vote.objects.filter(workspace_id=actor.workspace_id).select_related("company")
    row = rows.filter(pk=vote_id).first()
    if row is None:
        raise NotFound("There is no such vote.", cure="It may have been removed; reload the page.")
    about = Ref.parse(row.target)
    names = named(actor=actor, refs=(row.target,))
    _record_vote(actor, now, "company.vote_removed", row, [called(names[row.target]), None])
    row.delete()
    return queries.behind(actor=actor, about=about)


def _record_vote(actor: Actor, now: datetime, verb: str, row: models.Vote, pair: list[object]) -> None:
    if row.company is not None:
        about = Ref("market.company", row.company.pk)
        journal.record(
            actor=actor, now=now, verb=verb, subject=about, title=row.company.name, changes={"wants": pair}
        )


def _target(actor: Actor, target: str) -> Subject:
    return target_of(actor, target, TARGETS, "Choose an item or a requirement of the list.")


def target_of(
    actor: Actor, target: str, kinds: tuple[str, ...], cure: str, *, where: str = "target"
) -> Subject:
    """What a reference that was sent points to. Raises `Invalid` for one of other `kinds`, `NotFound`."""
    try:
        about = Ref.parse(target.strip())
    except Invalid:
        raise Invalid("Nothing of this name was chosen.", where=where, cure=cure) from None
    if about.kind not in kinds:
        raise Invalid("This cannot be linked here.", where=where, cure=cure)
    try:
        return subject(actor=actor, ref=about)
    except NotFound as error:
        raise NotFound(error.message, where=where, cure=cure) from None


def place_of(text: str, passage: str) -> tuple[int | None, int | None]:
    """Where the words of a passage stand in the text, however their lines are broken."""
    words = passage.split()
    if not words:
        return None, None
    found = re.search(r"\s+".join(map(re.escape, words[:2_000])), text)
    if found is None:
        cure = "Copy the words as they stand in the text, or leave this empty for all of it."
        raise Invalid("The text does not have these words.", where="passage", cure=cure)
    return found.start(), found.end()


def _importance(value: int) -> int:
    if value not in IMPORTANCE:
        raise Invalid(f"{value} is not an importance.", where="importance", cure="Give 1, 2 or 3 (critical).")
    return value


def called(about: Subject) -> str:
    """Key and title, as the record has it."""
    return about.title if about.key == about.title else f"{about.key} {about.title}"
