"""The same change on many rows, as one act that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.market import models
from pilothouse.market.contracts import ManyChanged, ManyUndone
from pilothouse.market.services.feedback import BESIDE_THEME, feedback_fields, title_of
from pilothouse.market.services.fields import company_fields
from pilothouse.market.services.research import study_fields
from pilothouse.market.services.support import problem_fields
from pilothouse.market.services.support import title_of as problem_title
from pilothouse.market.services.theme_rows import forget_figures

_MOST = 20_000
_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Kind:
    """How rows of a kind are changed together; `fields` are those that the record keeps in full."""

    table: Any
    verb: str
    fields: tuple[str, ...]
    read: Callable[[Actor, Mapping[str, Any], Any], dict[str, Any]]
    title: Callable[[Any], str]
    beside: tuple[str, ...] = ()
    along: tuple[str, ...] = ()  # fields that change with these, and go back with them


def _problem_fields(actor: Actor, values: Mapping[str, Any], row: Any) -> dict[str, Any]:
    return problem_fields(actor=actor, now=row.reported_at, values=values, row=row)


_KINDS = {
    "market.company": _Kind(
        models.Company,
        "company.changed",
        ("segment", "plan", "owner_id"),
        company_fields,
        lambda row: str(row.name),
    ),
    "market.feedback": _Kind(
        models.Feedback,
        "feedback.changed",
        ("channel", "kind", "state", "company_id", "theme_id"),
        feedback_fields,
        title_of,
        ("company",),
        BESIDE_THEME,
    ),
    "market.support_problem": _Kind(
        models.SupportProblem,
        "support_problem.changed",
        ("assignee_id", "company_id"),
        _problem_fields,
        problem_title,
        ("company",),
    ),
    "market.study": _Kind(
        models.Study, "study.changed", ("status", "owner_id"), study_fields, lambda row: str(row.title)
    ),
}


@transaction.atomic
def change_many(
    *, actor: Actor, now: datetime, kind: str, ids: Sequence[int], values: Mapping[str, Any]
) -> ManyChanged:
    """Store the same `values` in all of `ids`, all or nothing. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    of, numbers = _KINDS[kind], sorted(set(ids))
    if not numbers:
        raise Invalid("Nothing was chosen.", where="ids", cure="Tick the rows to change.")
    if len(numbers) > _MOST:
        cure = f"Choose up to {_MOST:,}."
        raise Invalid(f"{len(numbers):,} rows are too many for one act.", where="ids", cure=cure)
    if alone := [name for name in values if name not in of.fields]:
        raise Invalid(f"The {alone[0]} is of one row alone.", where=alone[0], cure="Change it on its page.")
    batch, changed = sortable_id(now), 0
    for first in range(0, len(numbers), _ONCE):
        part = numbers[first : first + _ONCE]
        found = _rows(actor, of, part)
        if len(found) != len(part):
            raise NotFound("One of the rows does not exist any more.", cure="Reload the list.")
        changes = [_changed(actor, kind, of, row, values) for row in found.values()]
        told = [change for change in changes if change is not None]
        _forget_figures(actor, told)
        changed += journal.record_many(actor=actor, now=now, changes=told, batch=batch)
    return ManyChanged(batch, len(numbers), changed)


def _rows(actor: Actor, of: _Kind, numbers: Sequence[int]) -> dict[int, Any]:
    rows = of.table.objects.filter(workspace_id=actor.workspace_id)
    found: dict[int, Any] = (rows.select_related(*of.beside) if of.beside else rows).in_bulk(numbers)
    return found


def _changed(actor: Actor, kind: str, of: _Kind, row: Any, values: Mapping[str, Any]) -> Change | None:
    changes = versions.apply(row, of.read(actor, values, row), expected=None)
    return Change(of.verb, Ref(kind, row.pk), of.title(row), changes) if changes else None


@transaction.atomic
def undo_act(*, actor: Actor, now: datetime, batch: str) -> ManyUndone:
    """Give rows that were changed as `batch` their old values, unless they were changed again since. Raises
    `NotFound` when there was no such act."""
    actor.require(Role.EDITOR)
    entries = [
        row
        for row in recorded.batch(actor=actor, batch=batch)
        if row.subject.kind in _KINDS and row.verb == _KINDS[row.subject.kind].verb
    ]
    if not entries:
        raise NotFound("There was no such act.", cure="See the activity page.")
    undone = [change for row in entries if (change := _undone(actor, row)) is not None]
    _forget_figures(actor, undone)
    journal.record_many(actor=actor, now=now, changes=undone, batch=sortable_id(now))
    return ManyUndone(len(undone), len(entries) - len(undone))


def _undone(actor: Actor, entry: Entry) -> Change | None:
    of = _KINDS[entry.subject.kind]
    row = _rows(actor, of, [entry.subject.id]).get(entry.subject.id)
    if row is None:
        return None
    back = {
        name: before
        for name, (before, after) in entry.changes.items()
        if name in of.fields and versions.plain(getattr(row, name)) == after
    }
    fields = of.read(actor, back, row) if back else {}
    fields |= {name: entry.changes[name][0] for name in fields if name in of.along and name in entry.changes}
    changes = versions.apply(row, fields, expected=None) if fields else {}
    return Change(of.verb, entry.subject, of.title(row), changes) if changes else None


def _forget_figures(actor: Actor, changes: Sequence[Change]) -> None:
    forget_figures(actor, {theme for change in changes for theme in change.changes.get("theme_id", ())})
