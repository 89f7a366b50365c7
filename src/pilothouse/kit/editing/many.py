"""What rooms do to several rows at once by services of theirs, as the bar below a list wants it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.editing.declared import Act, Many
from pilothouse.kit.errors import Invalid
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.text import plural

MOST = 500  # rows that go to the trash at once
UNDO = "undo-act"  # the page that takes back a change of many rows by its batch


@dataclass(frozen=True, slots=True)
class SetMany:
    """Stores in `column` what `of` makes of a value, in many rows by `change`, which returns the `batch` of
    the act and how many `changed`; `undo` is the page that takes it back."""

    change: Callable[..., Any]
    one: str
    column: str
    of: Callable[[Any], Any]
    undo: str = UNDO

    def __call__(self, *, actor: Actor, now: datetime, ids: Sequence[int], value: Any, why: str = "") -> Many:
        more = {"why": why} if why else {}
        done = self.change(actor=actor, now=now, ids=ids, values={self.column: self.of(value)}, **more)
        undo = wurl(actor, self.undo, done.batch) if done.changed else ""
        return Many(f"{plural(done.changed, self.one)} changed.", undo)


@dataclass(frozen=True, slots=True)
class RunMany:
    """Does `each` to one row after the other, as one act: all or nothing. `each` gets the `batch` of the act
    and returns the number by which `undo` takes it back, of which the last one counts; an `undo` of None
    takes it back by the batch."""

    each: Callable[..., int]
    one: str
    done: str = "moved to the trash"
    undo: str | None = "restore"
    order: Callable[..., Sequence[int]] | None = None

    def __call__(self, *, actor: Actor, now: datetime, ids: Sequence[int]) -> Many:
        numbers: Sequence[int] = sorted(set(ids))
        if not numbers:
            raise Invalid("Nothing was chosen.", where="ids", cure="Tick the rows first.")
        if len(numbers) > MOST:
            told = f"{len(numbers):,} rows are too many for one act."
            raise Invalid(told, where="ids", cure=f"Choose up to {MOST:,}.")
        batch, last = sortable_id(now), 0
        with transaction.atomic():
            for number in self.order(actor=actor, ids=numbers) if self.order else numbers:
                last = self.each(actor=actor, now=now, id=number, version=None, batch=batch)
        undo = wurl(actor, self.undo, last) if self.undo else wurl(actor, UNDO, batch)
        return Many(f"{plural(len(numbers), self.one)} {self.done}.", undo)


def trash(
    noun: str, each: Callable[..., int], one: str, *, order: Callable[..., Sequence[int]] | None = None
) -> Act:
    """*Move to trash* for the rows of `noun`, each by the service `each`."""
    many = plural(2, one).removeprefix("2 ")
    question = f"Move the selected {many} to the trash? They can be restored for 30 days."
    return Act(noun=noun, run=RunMany(each, one, order=order), question=question)
