"""Sessions of studies and the passages that are highlighted in their notes. Neither enters the record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from pilothouse.journal.contracts import Entry, Restored
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.text import day, known, lines, one_line
from pilothouse.market import contracts, models, queries
from pilothouse.market.services.keeping import Keeping
from pilothouse.market.services.linking import place_of
from pilothouse.market.services.research import STUDIES, find_participant

_MOST = 500  # highlights of one session
_MOST_TAGS = 20

SESSIONS = Keeping(
    "market.study_session",
    "study_session",
    models.StudySession,
    "session",
    "See the page of the study.",
    lambda row: f"Session of {row.study.title}, {day_text(row.held_on)}",
    personal=("notes",),
    kept=("held_on",),
)


def _fields(actor: Actor, values: Mapping[str, Any], study: int) -> dict[str, Any]:
    known(values, ("participant_id", "held_on", "notes"))
    found: dict[str, Any] = {}
    if "notes" in values:
        found["notes"] = lines(values, "notes")
    if "held_on" in values:
        found["held_on"] = day(values, "held_on")
        if found["held_on"] is None:
            raise Invalid("The day is missing.", where="held_on", cure="Say when the session was.")
    if "participant_id" in values:
        found["participant_id"] = _participant(actor, values["participant_id"], study)
    return found


def _participant(actor: Actor, number: int | None, study: int) -> int | None:
    if number is None:
        return None
    try:
        row = find_participant(actor, number)
    except NotFound:
        row = None
    if row is None or row.study_id != study:
        cure = "Choose one of the study."
        raise NotFound("There is no such participant.", where="participant_id", cure=cure)
    return row.pk


@transaction.atomic
def add_session(*, actor: Actor, now: datetime, study_id: int, **values: Any) -> contracts.StudySession:
    """Note a session. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    study = STUDIES.find(actor, study_id)
    given = {**values, "held_on": values.get("held_on") or now.date()}
    fields = _fields(actor, given, study.pk)
    row = models.StudySession(workspace_id=actor.workspace_id, study=study, **fields)
    SESSIONS.add(actor, now, row, fields)
    return queries.session(actor=actor, id=row.pk)


@transaction.atomic
def change_session(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.StudySession:
    """Highlighted passages keep their place in changed notes. Raises `Stale`, `NotFound`, and `Invalid` where
    one of them would be lost."""
    actor.require(Role.EDITOR)
    row = find_session(actor, id)
    fields, before = _fields(actor, values, row.study_id), row.notes
    if "notes" in fields and fields["notes"] != before:
        places = [_moved(each, before, fields["notes"]) for each in row.highlights.all()]
        SESSIONS.change(actor, now, row, fields, version)
        for each in places:
            each.save(update_fields=["start", "end"])
    else:
        SESSIONS.change(actor, now, row, fields, version)
    return queries.session(actor=actor, id=id)


def _moved(row: models.Highlight, before: str, after: str) -> models.Highlight:
    """The highlight where its words stand now, nearest to where they stood."""
    words = before[row.start : row.end]
    found = [each.start() for each in re.finditer(re.escape(words), after)]
    if not found:
        shown = words if len(words) <= 60 else f"{words[:59]}…"
        cure = "Keep its words, or remove the highlight first."
        raise Invalid(f"The notes lack the highlighted passage “{shown}”.", where="notes", cure=cure)
    row.start = min(found, key=lambda place: abs(place - row.start))
    row.end = row.start + len(words)
    return row


@transaction.atomic
def remove_session(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Put a session with its highlights into the trash; returns the entry that restores it."""
    find_session(actor, id)
    return SESSIONS.remove(actor, now, id, version)


def find_session(actor: Actor, id: int) -> models.StudySession:
    row = SESSIONS.find(actor, id)
    STUDIES.find(actor, row.study_id)
    return row


@transaction.atomic
def add_highlight(
    *, actor: Actor, now: datetime, session_id: int, passage: str, tags: Sequence[str] = ()
) -> contracts.Highlight:
    """Highlight words of the notes, as they stand there. Raises `Invalid`, `Conflict`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = find_session(actor, session_id)
    if not passage.strip():
        raise Invalid("The passage is empty.", where="passage", cure="Copy the words from the notes.")
    start, end = place_of(row.notes, passage)
    assert start is not None
    assert end is not None
    if row.highlights.filter(start=start, end=end).exists():
        raise Conflict("These words are highlighted already.", where="passage", cure="Choose other words.")
    if row.highlights.count() >= _MOST:
        raise Invalid(
            f"A session has at most {_MOST} highlights.", where="passage", cure="Remove some first."
        )
    words = tags_of(tags)
    made = models.Highlight.objects.create(
        workspace_id=actor.workspace_id,
        session=row,
        start=start,
        end=end,
        tags=words,
        added_at=now,
        added_by=actor.name,
    )
    SESSIONS.record(actor, now, "highlighted", row, {"tags": [None, words]} if words else {})
    shown = queries.session(actor=actor, id=row.pk)
    return next(each for each in shown.highlights if each.id == made.pk)


def tags_of(tags: Sequence[str]) -> list[str]:
    """Tags in lower case, each once. Raises `Invalid` for too many or too long ones."""
    found = list(dict.fromkeys(word for each in tags if (word := one_line(each).lower())))
    if len(found) > _MOST_TAGS:
        raise Invalid(f"{len(found)} tags are too many.", where="tags", cure=f"Give up to {_MOST_TAGS}.")
    if long := next((word for word in found if len(word) > 40), ""):
        raise Invalid(f"The tag '{long[:40]}…' is too long.", where="tags", cure="Give up to 40 characters.")
    return found


@transaction.atomic
def remove_highlight(*, actor: Actor, now: datetime, highlight_id: int) -> int:
    """Take a highlight away; insights that rest on it say so. Returns the entry that restores it. Raises
    `NotFound`."""
    actor.require(Role.EDITOR)
    own = models.Highlight.objects.filter(workspace_id=actor.workspace_id, pk=highlight_id)
    made = own.first()
    if made is None:
        raise NotFound("There is no such highlight.", cure="It may have been removed; reload the page.")
    row = find_session(actor, made.session_id)
    # Where it stood and a digest of its words: the words themselves never enter the record.
    held = {
        "highlight": made.pk,
        "start": made.start,
        "end": made.end,
        "words": _digest(row.notes[made.start : made.end]),
        "added_at": made.added_at.isoformat(),
        "added_by": made.added_by,
        "tags": list(made.tags),
    }
    made.delete()
    changes = {name: [value, None] for name, value in held.items() if value != []}
    return SESSIONS.record(actor, now, "highlight_removed", row, changes)


def _digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()


@transaction.atomic
def restore_highlight(*, actor: Actor, now: datetime, entry: Entry) -> Restored:
    """Highlight again what a removal took away, under its old number, so that insights rest on it as before;
    where the notes changed since, where its words stand now. Raises `Conflict`, `NotFound`."""
    row = find_session(actor, entry.subject.id)
    held = {name: pair[0] for name, pair in entry.changes.items()}
    start = _place_again(row.notes, held["start"], held["end"] - held["start"], held["words"])
    if start is None:
        cure = "Highlight what they say now."
        raise Conflict("The notes lack these words by now.", where=entry.title, cure=cure)
    end = start + held["end"] - held["start"]
    if row.highlights.filter(start=start, end=end).exists():
        cure = "See the page of the session."
        raise Conflict("These words are highlighted already.", where=entry.title, cure=cure)
    models.Highlight.objects.create(
        pk=held["highlight"],
        workspace_id=actor.workspace_id,
        session=row,
        start=start,
        end=end,
        tags=held.get("tags", []),
        added_at=datetime.fromisoformat(held["added_at"]),
        added_by=held["added_by"],
    )
    rows.tell_restored(actor=actor, now=now, entry=entry, verb="study_session.highlight_restored")
    return Restored(entry.subject, entry.title)


def _place_again(notes: str, start: int, long: int, digest: str) -> int | None:
    """Where the words with this digest begin now, nearest to where they began."""
    places = range(len(notes) - long + 1)
    near = sorted(places, key=lambda place: abs(place - start))
    return next((place for place in near if _digest(notes[place : place + long]) == digest), None)
