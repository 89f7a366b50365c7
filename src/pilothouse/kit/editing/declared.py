"""What a room declares of a field that is changed where it is shown: `editables` in its `offers.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from pilothouse.kit.actor import Actor, Role

Kind = Literal[
    "line", "area", "number", "days", "day", "money", "choice", "tick", "reference", "many"
]  # fmt: skip


class Read(Protocol):
    """The row with number `id`, a contract with a `version`. Raises `NotFound`."""

    def __call__(self, *, actor: Actor, id: int) -> Any: ...


class Change(Protocol):
    """Store `value` by the room's own service and return the row anew. Raises `Invalid`, `Stale`."""

    def __call__(self, *, actor: Actor, now: datetime, id: int, version: int | None, value: Any) -> Any: ...


class ChangeWhy(Protocol):
    """As `Change`, for a field that asks why: with the reason for the history, empty for none."""

    def __call__(
        self, *, actor: Actor, now: datetime, id: int, version: int | None, value: Any, why: str
    ) -> Any: ...


class Choices(Protocol):
    """Value and label of everything to choose from, for `row`; None stands for several rows."""

    def __call__(self, *, actor: Actor, row: Any) -> Iterable[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Many:
    """What a change of several rows did: the sentence that tells it, and the address that takes it back."""

    told: str
    undo: str = ""


class ChangeMany(Protocol):
    """Store `value` in the rows `ids`, all or nothing. Raises `Invalid`, `NotFound`."""

    def __call__(self, *, actor: Actor, now: datetime, ids: Sequence[int], value: Any) -> Many: ...


class ChangeManyWhy(Protocol):
    """As `ChangeMany`, for a field that asks why."""

    def __call__(self, *, actor: Actor, now: datetime, ids: Sequence[int], value: Any, why: str) -> Many: ...


class Run(Protocol):
    """Do it to the rows `ids`, all or nothing. Raises `Conflict` naming the row that refuses, `NotFound`."""

    def __call__(self, *, actor: Actor, now: datetime, ids: Sequence[int]) -> Many: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is done to the ticked rows of `noun` after the `question` was answered: `acts` in `offers.py`.
    `name` is its word in the address."""

    noun: str
    run: Run
    question: str
    name: str = "trash"
    label: str = "Move to trash"
    role: Role = Role.EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Editable:
    """A field of the rows of `noun` that is changed where it is shown.

    `rows` are the contracts that pages show of the noun: all that have what `text` asks for show the field
    alike. `called` names a row in a sentence. `value` gives, and `change` takes, by kind:

    - `line`, `area`: text; `number`: a float or None; `day`: a date or None; `tick`: a bool;
    - `days`: an estimate, one number or low, likely and high; empty for none;
    - `money`: minor units of `currency`, or None;
    - `choice`: one of `choices`;
    - `reference`: one of `choices`, or what people call (`Found.key`) a thing of the noun `picks`; empty
      for none;
    - `many`: several of these, as a tuple; with `free` also words that nobody has used yet.

    With `asks_why` the form has a line for the reason, and `change` takes it; `markdown` shows an area as it
    reads, with a preview in its form. `undo` names the page that takes back what `change` recorded as a
    `batch`; without it Undo sends the old value again. `key` is the letter that opens it on a page that
    shows the row. Without `change_many` it is changed one row at a time.
    """

    noun: str
    rows: tuple[type, ...]
    field: str
    label: str
    kind: Kind
    read: Read
    change: Change
    called: Callable[[Any], str]
    value: Callable[[Any], Any]
    text: Callable[[Any], str] | None = None
    choices: Choices | None = None
    picks: str = ""
    free: bool = False
    undo: str = ""
    key: str = ""
    needed: bool = False
    hint: str = ""
    asks_why: bool = False
    markdown: bool = False
    currency: Callable[..., str] | None = None
    role: Role = Role.EDITOR
    change_many: ChangeMany | ChangeManyWhy | None = None
