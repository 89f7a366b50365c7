"""Taking a whole import back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from pilothouse.accounts import services as accounts
from pilothouse.journal import queries as journal_queries
from pilothouse.journal.contracts import Entry
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.tables.nouns import EditedSince, Told, untold
from pilothouse.kit.tables.nouns import changed_since as since
from pilothouse.roadmap import models
from pilothouse.roadmap.services.intake.circles import Shape
from pilothouse.roadmap.services.intake.parting import DEPENDENCIES, KIND, UNDONE, Parts
from pilothouse.roadmap.services.intake.restoring import restore
from pilothouse.roadmap.services.intake.untying import take_back_dependencies


def undo_import(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    force: bool = False,
    keep: bool = False,
    step: Told = untold,
) -> dict[str, int]:
    """Take a whole import back: what it made is removed, what it changed gets its old values, links and
    dependencies. It works in transactions of some hundred items, so that others can write between, and may be
    repeated after a crash; within a transaction of the caller's it is whole or not at all.

    What somebody changed after the import is lost with `force`; with `keep` items that it made and somebody
    changed stay, and so do values that somebody changed, even while this runs. With neither it raises
    `Conflict` naming the first items; and always when what was moved or made to wait since would go in a
    circle with what comes back. Nothing is written then, unless somebody did that while it ran.
    Returns counts of items removed, restored and kept.
    """
    actor.require(Role.EDITOR)
    parts = Parts(actor, now, batch, force=force, step=step)
    if not (force or keep):
        _require_untouched(actor, batch)
    if not force:
        parts.keep(changed_since(actor, batch))
    parts.shape = Shape(parts)
    parts.shape.require_no_circle()
    restored = restore(parts)
    take_back_dependencies(parts)
    removed = _delete_items(parts)
    accounts.remove_imported_comments(actor=actor, now=now, batch=batch)
    with parts.part():
        _delete_boxes(actor, batch)
    return {"removed": removed, "restored": restored, "kept": len(parts.edited)}


def edits_since(*, actor: Actor, batch: str) -> tuple[EditedSince, ...]:
    """What of an import was edited since, newest first, one entry for each item."""
    found: dict[int, Entry] = {}
    fields: dict[int, dict[str, None]] = {}
    for entry in changed_since(actor, batch):
        found.setdefault(entry.subject.id, entry)
        fields.setdefault(entry.subject.id, {}).update(dict.fromkeys(entry.changes))
    return tuple(
        EditedSince(entry.title, _what(entry, fields[number]), entry.actor_name, entry.at)
        for number, entry in found.items()
    )


def _what(entry: Entry, fields: Iterable[str]) -> str:
    names = [journal_queries.label_of("roadmap.item", name) for name in fields]
    return ", ".join(names) or entry.verb.rpartition(".")[2].replace("_", " ")


def changed_since(actor: Actor, batch: str) -> Iterator[Entry]:
    """Changes of an import's items after it, newest first, streamed."""
    last = journal_queries.last_of_batch(actor=actor, batch=batch, without=(UNDONE,))
    items: set[int] = set()
    for verb in ("item.imported", "item.imported_again", *DEPENDENCIES):
        items |= journal_queries.subjects(actor=actor, batch=batch, verb=verb)

    def later() -> Iterator[Entry]:
        rows = journal_queries.after(actor=actor, entry_id=last, kind=KIND) if items else iter(())
        return (entry for entry in rows if entry.subject.id in items)

    # A later import that was taken back itself changed nothing in the end.
    settled = {batch, *(entry.batch for entry in later() if entry.verb == UNDONE)}
    return (entry for entry in later() if entry.batch not in settled)


def _require_untouched(actor: Actor, batch: str) -> None:
    """Raise `Conflict`, naming the five that were changed first, where an item was changed since."""
    changed: dict[str, None] = {}
    for entry in changed_since(actor, batch):
        changed.pop(entry.title, None)
        changed[entry.title] = None
    if changed:
        raise since(list(reversed(changed)), batch, one="item", many="items")


def _delete_items(parts: Parts) -> int:
    """Parents protect their parts, so the tie is cut first. Answers with how many items are gone."""
    own = models.Item.objects.filter(workspace_id=parts.actor.workspace_id)
    # By their own numbers: looking for the parts of five hundred, SQLite reads the whole table each time.
    tied = own.filter(parent__isnull=False).values_list("pk", "parent_id")
    gone = parts.gone
    parent_of = {number: parent for number, parent in tied.iterator() if parent in gone}
    done, of = 0, len(parent_of)
    for some in bulk.portions(sorted(parent_of)):
        with parts.part():
            gone = parts.gone
            own.filter(pk__in=[number for number in some if parent_of[number] in gone]).update(parent=None)
        done += len(some)
        parts.step("Untying items from their parents", done, of)
    done, of = 0, len(parts.gone)
    for some in bulk.portions(sorted(parts.gone)):
        with parts.part():
            own.filter(pk__in=parts.gone.intersection(some)).delete()
        done += len(some)
        parts.step("Removing items", done, of)
    return len(parts.gone)


def _delete_boxes(actor: Actor, batch: str) -> None:
    """Releases without items and sprints that the import made."""
    made = {
        table: sorted(journal_queries.subjects(actor=actor, batch=batch, verb=verb))
        for table, verb in ((models.Release, "release.imported"), (models.Sprint, "sprint.imported"))
    }
    for part in bulk.portions(made[models.Release]):
        releases = models.Release.objects.filter(workspace_id=actor.workspace_id, pk__in=part)
        releases.filter(items__isnull=True).delete()
    for part in bulk.portions(made[models.Sprint]):
        models.Sprint.objects.filter(workspace_id=actor.workspace_id, pk__in=part).delete()
