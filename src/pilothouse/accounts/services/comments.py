"""Comments: written, edited, removed and brought back. Members with the role editor write; viewers read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.accounts import contracts, models, queries
from pilothouse.accounts.services.watching import begin_watching
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject, subject
from pilothouse.kit.text import lines

MOST_BODY = 20_000  # characters
_NOUN = "accounts.comment"


@transaction.atomic
def add_comment(
    *, actor: Actor, now: datetime, about: Ref, body: str, quoted_id: int | None = None
) -> contracts.Comment:
    """Say something about a thing, in Markdown; `quoted_id` is the comment that this one answers.

    For editors. Raises `Invalid` for an empty or very long text, `NotFound` for what is not there.
    """
    actor.require(Role.EDITOR)
    thing = subject(actor=actor, ref=about)
    row = models.Comment(
        workspace_id=actor.workspace_id,
        subject=thing.ref,
        author_id=actor.user_id,
        author_name=actor.name,
        body=_body(body),
        quoted=_quoted(actor, about, quoted_id),
        written_at=now,
    )
    rows.add(
        row=row, actor=actor, now=now, verb="comment.added", ref=_NOUN, title=titled(thing), fields=("body",)
    )
    _mention(actor, row)
    if actor.user_id is not None:
        begin_watching(actor, [(row.subject, actor.user_id)])
    return queries.comment(actor=actor, id=row.pk)


@transaction.atomic
def change_comment(
    *, actor: Actor, now: datetime, id: int, version: int | None, body: str
) -> contracts.Comment:
    """Edit one's own comment. Raises `Forbidden` for that of another, `Stale`, `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    if not _is_own(actor, row):
        raise _not_yours("edits", "Answer it with one of your own.")
    done = rows.change(
        row=row,
        values={"body": _body(body)},
        actor=actor,
        now=now,
        version=version,
        verb="comment.edited",
        ref=_NOUN,
        title=_title(actor, row.subject),
    )
    if done:
        row.edited_at = now
        row.save(update_fields=["edited_at"])
        _mention(actor, row)
    return queries.comment(actor=actor, id=id)


@transaction.atomic
def remove_comment(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove one's own comment, or as an owner anyone's; returns the entry that `restore_comment` takes back.

    Raises `Forbidden`, `Stale`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    if not _is_own(actor, row) and not actor.may(Role.OWNER):
        raise _not_yours("removes", "Ask an owner of the workspace.")
    title = _title(actor, row.subject)
    return rows.remove(
        row=row, actor=actor, now=now, version=version, verb="comment.removed", ref=_NOUN, title=title
    )


@transaction.atomic
def restore_comment(*, actor: Actor, now: datetime, entry_id: int) -> contracts.Comment:
    """Bring back a comment from the entry of its removal: for who wrote it or removed it, and owners. Raises
    `Conflict` when it is there again, `Forbidden`, `NotFound` when what it was about is gone."""
    actor.require(Role.EDITOR)
    entry = queries.comments_removed(actor=actor, entry_id=entry_id)
    kept = {name: pair[0] for name, pair in entry.changes.items()}
    involved = actor.user_id is not None and actor.user_id in (kept.get("author_id"), entry.actor_id)
    if not involved and not actor.may(Role.OWNER):
        raise _not_yours("restores", "Ask an owner of the workspace.")
    thing = subject(actor=actor, ref=Ref.parse(kept["subject"]))
    if models.Comment.objects.filter(pk=entry.subject.id).exists():
        raise Conflict("The comment is there again.", cure="Nothing needs restoring.")
    row = models.Comment(pk=entry.subject.id, workspace_id=actor.workspace_id, **_typed(kept))
    row.save(force_insert=True)
    _mention(actor, row)
    rows.tell_restored(
        actor=actor, now=now, entry=replace(entry, title=titled(thing)), verb="comment.restored"
    )
    return queries.comment(actor=actor, id=row.pk)


def titled(thing: Subject) -> str:
    """What the record calls talk about a thing: its key, where people call it by one, and its title."""
    return thing.title if thing.key == thing.title or not thing.key else f"{thing.key} {thing.title}"


def _title(actor: Actor, about: str) -> str:
    """The same for a comment whose thing may be gone by now."""
    try:
        return titled(subject(actor=actor, ref=Ref.parse(about)))
    except NotFound:
        return "Something removed since"


def _body(text: str) -> str:
    return lines({"body": text}, "body", MOST_BODY, needed="Write something.")


def _quoted(actor: Actor, about: Ref, id: int | None) -> models.Comment | None:
    if id is None:
        return None
    row = _find(actor, id)
    if row.subject != str(about):
        raise Invalid("The quoted comment is about something else.", where="quoted_id")
    return row


def _find(actor: Actor, id: int) -> models.Comment:
    return rows.find(models.Comment, actor, id, "comment")


def _is_own(actor: Actor, row: models.Comment) -> bool:
    return row.author_id is not None and row.author_id == actor.user_id


def _not_yours(verb: str, cure: str) -> Forbidden:
    return Forbidden(f"Only who wrote a comment {verb} it.", cure=cure, code="not_yours")


def _mention(actor: Actor, row: models.Comment) -> None:
    """Store whom a comment names."""
    found = queries.mentioned(row.body, queries.members(actor=actor)) if "@" in row.body else {}
    wanted = {member.user_id for member in found.values()}
    row.mentions.exclude(user_id__in=wanted).delete()
    known = set(row.mentions.values_list("user_id", flat=True))
    models.Mention.objects.bulk_create(
        models.Mention(workspace_id=row.workspace_id, comment=row, user_id=number)
        for number in sorted(wanted - known)
    )


def _typed(kept: dict[str, Any]) -> dict[str, Any]:
    """Recorded values as the columns take them; who and what is gone is left out."""
    found = {name: value for name, value in kept.items() if name not in ("author_id", "quoted_id")}
    for name in ("written_at", "edited_at"):
        if found.get(name):
            found[name] = datetime.fromisoformat(found[name])
    author, quoted = kept.get("author_id"), kept.get("quoted_id")
    if models.User.objects.filter(pk=author or 0).exists():
        found["author_id"] = author
    if models.Comment.objects.filter(pk=quoted or 0).exists():
        found["quoted_id"] = quoted
    return found
