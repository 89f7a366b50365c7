"""Notifications, made from the record: who hears of an entry, why, and in which words.

Entries are read in their order from where the last run ended. One that was begun before the newest and
committed after it is found as the last numbers are read once more, without those that were read before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from pilothouse.accounts import models, queries
from pilothouse.accounts.contracts import REASONS, Reason
from pilothouse.accounts.services.watching import begin_watching
from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Entry, Told
from pilothouse.kit.actor import Actor
from pilothouse.kit.concerns import concerned, notices
from pilothouse.kit.markdown import plain
from pilothouse.kit.subjects import nouns

_AT_ONCE = 200  # entries
_AGAIN = 50  # numbers before the last one, which are read once more
_OLDEST = timedelta(days=14)  # what happened earlier is no news
_COMMENT = "accounts.comment"
_SAID = ("comment.added", "comment.edited")
_NAMED = 3  # of the things that one line of many names
_TEXT = 300  # characters of a comment


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of one inbox, before it is known whether it is news."""

    user_id: int
    reason: Reason
    entry: Entry
    subject: str
    text: str
    many: int = 1
    title: str = ""


@transaction.atomic
def notify(*, actor: Actor, now: datetime) -> int:
    """Notify members of the next entries of the record; returns how many entries were read, 0 at its end.

    Members hear of things that they watch, own or do, of mentions, and of dates that moved; never of what
    they did themselves. Many entries of one batch are one line.
    """
    heard, _ = models.Heard.objects.select_for_update().get_or_create(workspace_id=actor.workspace_id)
    again = max(0, heard.entry_id - _AGAIN)
    read = journal.following(actor=actor, entry_id=again, limit=_AT_ONCE + _AGAIN)
    fresh = [row for row in read if row.id not in heard.recent]
    if not fresh:
        return 0
    entries = [row for row in fresh if row.at > now - _OLDEST]
    about = _about(actor, entries)
    lines = [*_lines(actor, now, entries, about), *_from_rooms(actor, now, entries)]
    _store(actor, lines)
    begin_watching(actor, _by_act(entries, about))
    heard.entry_id = read[-1].id
    heard.recent = [row.id for row in read if row.id > heard.entry_id - _AGAIN]
    heard.save(update_fields=["entry_id", "recent"])
    return len(fresh)


def _about(actor: Actor, entries: Iterable[Entry]) -> dict[int, str]:
    """Entry -> what it is about: of a comment the thing that was commented on. Others are left out."""
    entries = list(entries)
    said = {row.subject.id for row in entries if row.subject.kind == _COMMENT and row.verb in _SAID}
    comments = models.Comment.objects.filter(workspace_id=actor.workspace_id, pk__in=said)
    subjects = dict(comments.values_list("pk", "subject"))
    known = nouns()
    found: dict[int, str] = {}
    for row in entries:
        if row.subject.kind == _COMMENT:
            found[row.id] = subjects.get(row.subject.id, "")
        elif (noun := known.get(row.subject.kind)) is not None and noun.named is not None:
            found[row.id] = str(row.subject)
    return {number: ref for number, ref in found.items() if ref}


def _by_act(entries: Iterable[Entry], about: Mapping[int, str]) -> Iterator[tuple[str, int]]:
    """Who did something to a thing watches it; a change of many at once makes no one watch them all."""
    for row in entries:
        if row.actor_id is not None and row.id in about and not row.batch:
            yield about[row.id], row.actor_id


def _lines(
    actor: Actor, now: datetime, entries: Sequence[Entry], about: Mapping[int, str]
) -> Iterator[_Line]:
    refs = set(about.values())
    watched = queries.watched_by(actor=actor, refs=refs)
    concerns: dict[str, dict[int, Reason]] = {}
    for row in concerned(actor=actor, refs=refs):
        concerns.setdefault(row.ref, {}).setdefault(row.user_id, row.reason)
    begin_watching(actor, ((ref, user) for ref, users in concerns.items() for user in users))
    named = _mentioned(actor, entries)
    begin_watching(actor, ((about[id], user) for id, users in named.items() if id in about for user in users))
    words = _words(actor, now, [row for row in entries if row.id in about])
    members = {row.user_id for row in queries.members(actor=actor)}
    for entry in entries:
        ref = about.get(entry.id)
        if ref is None:
            continue
        found: dict[int, Reason] = {user: "watching" for user, on in watched.get(ref, {}).items() if on}
        off = {user for user, on in watched.get(ref, {}).items() if not on}
        found |= {user: why for user, why in concerns.get(ref, {}).items() if user not in off}
        found |= dict.fromkeys(named.get(entry.id, ()), "mentioned")
        for user, reason in sorted(found.items()):
            if user in members and user != entry.actor_id:
                yield _Line(user, reason, entry, ref, words.get(entry.id, ""))


def _mentioned(actor: Actor, entries: Iterable[Entry]) -> dict[int, list[int]]:
    """Entry of a comment -> members whom the comment names."""
    said = {row.subject.id: row.id for row in entries if row.verb in _SAID}
    rows = models.Mention.objects.filter(workspace_id=actor.workspace_id, comment_id__in=said)
    found: dict[int, list[int]] = {}
    for comment, user in rows.values_list("comment_id", "user_id"):
        found.setdefault(said[comment], []).append(user)
    return found


def _words(actor: Actor, now: datetime, entries: Sequence[Entry]) -> dict[int, str]:
    """What each entry says: a comment its text, a change its fields before and after."""
    currency = queries.currency(actor=actor)
    told = journal.told(actor=actor, entries=entries, currency=currency, today=now.date())
    return {row.id: _sentence(row, told.get(row.id, ())) for row in entries}


def _sentence(entry: Entry, fields: Sequence[Told]) -> str:
    if entry.verb in _SAID:
        return _cut(plain(str(entry.changes.get("body", [""])[-1] or "")))
    parts = [f"{row.label}: {row.before or 'none'} → {row.after or 'none'}" for row in fields]
    return _cut(_few(parts, "; "))


def _few(parts: Sequence[str], sign: str) -> str:
    """The first of many, and how many more there are."""
    more = f" and {len(parts) - _NAMED} more" if len(parts) > _NAMED else ""
    return sign.join(parts[:_NAMED]) + more


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:_TEXT]}…" if len(line) > _TEXT else line


def _from_rooms(actor: Actor, now: datetime, entries: Iterable[Entry]) -> Iterator[_Line]:
    """What rooms tell by themselves: of a plan, the dates that moved; of an assessment, its alerts."""
    by_member: dict[int, list[str]] = {}
    for ref, users in queries.watched_by(actor=actor).items():
        for user, on in users.items():
            if on:
                by_member.setdefault(user, []).append(ref)
    for entry in entries:
        if entry.verb.endswith(".removed"):
            continue
        for row in notices(actor=actor, about=entry.subject, now=now, watching=by_member):
            if row.user_id == entry.actor_id and row.reason != "alert":
                continue
            yield _Line(
                row.user_id, row.reason, entry, str(entry.subject), row.text, many=row.many, title=row.title
            )


def _store(actor: Actor, lines: Sequence[_Line]) -> None:
    """Write what is news. What waits about the same thing is brought up to date instead."""
    alone = [row for row in lines if not row.entry.batch]
    together: dict[tuple[int, str], list[_Line]] = {}
    for row in lines:
        if row.entry.batch:
            together.setdefault((row.user_id, row.entry.batch), []).append(row)
    for rows in together.values():
        if len({row.subject for row in rows}) > 1:
            _store_batch(actor, rows)
        else:
            alone += [replace(row, entry=replace(row.entry, batch="")) for row in rows]
    for row in sorted(alone, key=lambda row: row.entry.id):
        _store_one(actor, row)


def _store_one(actor: Actor, line: _Line) -> None:
    is_mention = line.reason == "mentioned"
    rows = models.Notification.objects.filter(
        workspace_id=actor.workspace_id, user_id=line.user_id, subject=line.subject, batch=""
    )
    rows = rows.filter(reason="mentioned") if is_mention else rows.exclude(reason="mentioned")
    newest = rows.order_by("-entry_id").first()
    if newest is None or newest.done_at is not None or is_mention:
        _row(actor, line).save(force_insert=True)
        return
    for name in ("verb", "title", "text", "actor_name", "target", "entry_id", "at", "reason", "many"):
        setattr(newest, name, getattr(_row(actor, replace(line, many=newest.many + 1)), name))
    newest.mailed_at = None  # it tells something new
    newest.save()


def _store_batch(actor: Actor, lines: Sequence[_Line]) -> None:
    """One line for all that a batch did to what the member hears of; a batch may come in parts."""
    first, refs = lines[0], dict.fromkeys(row.subject for row in lines)
    rows = models.Notification.objects.filter(
        workspace_id=actor.workspace_id, user_id=first.user_id, batch=first.entry.batch
    )
    known = rows.order_by("-entry_id").first()
    titles = list(dict.fromkeys(row.entry.title for row in lines))
    text = _few(titles, ", ")
    reason = min((row.reason for row in lines), key=REASONS.index)
    if known is None:
        whole = replace(first, reason=reason, many=len(refs), text=text if len(refs) > 1 else first.text)
        row = _row(actor, whole)
    else:
        row = known
        row.many += len(refs)
        row.mailed_at = None
    row.entry_id = lines[-1].entry.id
    row.save()


def _row(actor: Actor, line: _Line) -> models.Notification:
    entry = line.entry
    return models.Notification(
        workspace_id=actor.workspace_id,
        user_id=line.user_id,
        subject=line.subject,
        target=str(entry.subject) if entry.subject.kind == _COMMENT else line.subject,
        reason=line.reason,
        verb=entry.verb,
        title=line.title or entry.title,
        text=line.text,
        actor_name=entry.actor_name,
        many=line.many,
        entry_id=entry.id,
        batch=entry.batch,
        at=entry.at,
    )
