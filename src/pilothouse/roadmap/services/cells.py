"""Cells of the table of items: edited one by one, or pasted many at a time, as one act."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import cells
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid, NotFound, PilothouseError
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.sheets import (
    MOST_ROWS,
    CellChange,
    CellEdit,
    RowChange,
    RowEdit,
    SheetChange,
    SheetColumn,
    SheetRow,
    SheetUndone,
    cell_text,
)
from pilothouse.roadmap import models, queries
from pilothouse.roadmap.contracts import KINDS, LEVELS, PRIORITIES
from pilothouse.roadmap.queries import SheetNames
from pilothouse.roadmap.services.items import apply_values, insert_item
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.moving import move_to_product
from pilothouse.roadmap.services.rows import ref, titled
from pilothouse.roadmap.services.undoing import undo_batch
from pilothouse.vision import queries as vision

CUSTOM = queries.CUSTOM
Values = dict[str, Any]
_Reader = Callable[[str, SheetNames, int], Values]
_FIELDS = {"estimate": ("likely", "low", "high"), "own_status": ("status",)}


@transaction.atomic
def apply_cells(
    *,
    actor: Actor,
    now: datetime,
    rows: Sequence[RowEdit],
    product_id: int | None = None,
    preview: bool = False,
    seal: str = "",
) -> SheetChange:
    """Store typed cells, all in one act that `undo_batch` takes back. What is refused says why and stays as
    it was; the rest is stored. New rows belong to `product_id` unless a cell names their product.

    A `preview` stores nothing. With the `seal` of a preview, everything is stored if the outcome is exactly
    the one that was shown, and nothing otherwise. A cell that is no more what it `was` is `stale` and kept.
    """
    actor.require(Role.EDITOR)
    if len(rows) > MOST_ROWS:
        raise Invalid(f"An act reaches {MOST_ROWS:,} rows at most.", where="rows", cure="Paste it in parts.")
    act = _Act(actor, now, product_id, rows)
    found = act.outcome()
    outcome = _sealed(found)
    if preview or (seal and seal != outcome.seal):
        transaction.set_rollback(True)
        return outcome
    journal.record_many(actor=actor, now=now, changes=act.entries, batch=act.batch)
    return replace(
        outcome,
        applied=True,
        batch=act.batch if act.entries or act.moved else "",
        rows=_with_rows(actor, found),
    )


@transaction.atomic
def undo_cells(*, actor: Actor, now: datetime, batch: str) -> SheetUndone:
    """Take an act back as `undo_batch` does, and give the rows as they are now."""
    numbers = dict.fromkeys(
        row.subject.id
        for row in recorded.batch(actor=actor, batch=batch)
        if row.subject.kind == "roadmap.item"
    )
    done = undo_batch(actor=actor, now=now, batch=batch)
    rows = queries.sheet_rows_of(actor=actor, ids=numbers)
    gone = tuple(number for number in numbers if number not in {row.id for row in rows})
    return SheetUndone(rows, gone, tuple(f"{name}: {why}" for name, why in done.kept))


def _sealed(rows: tuple[RowChange, ...]) -> SheetChange:
    """The outcome as it is shown: numbers and keys of rows that are only tried are nobody's."""
    shown = tuple(replace(row, id=None, key="") if row.is_new else row for row in rows)
    text = json.dumps([asdict(row) for row in shown], sort_keys=True, default=str)
    return SheetChange(shown, sha256(text.encode()).hexdigest())


def _with_rows(actor: Actor, rows: Sequence[RowChange]) -> tuple[RowChange, ...]:
    ids = list(dict.fromkeys(row.id for row in rows if row.id is not None))
    present = {row.id: row for row in queries.sheet_rows_of(actor=actor, ids=ids)}
    return tuple(replace(row, row=present.get(row.id or 0)) for row in rows)


@dataclass(slots=True)
class _Act:
    """One act: what its rows read, and what it tells the record."""

    actor: Actor
    now: datetime
    product_id: int | None
    rows: Sequence[RowEdit]
    entries: list[Change] = field(default_factory=list)
    batch: str = field(init=False)
    moved: bool = False  # whether something went to another product, which the record tells by itself
    names: SheetNames = field(init=False)
    known: Known = field(init=False)
    columns: dict[str, SheetColumn] = field(init=False)
    _ids: Mapping[str, int] = field(init=False)
    _stored: dict[int, SheetRow] = field(init=False)

    def __post_init__(self) -> None:
        self.batch = sortable_id(self.now)
        self.names, self.known = queries.sheet_names(actor=self.actor), Known(self.actor)
        self.columns = {column.name: column for column in queries.sheet_columns(actor=self.actor)}
        keys = {row.key for row in self.rows if row.id is None and row.key}
        items = models.Item.objects.filter(workspace_id=self.actor.workspace_id, key__in=keys)
        self._ids = dict(items.values_list("key", "pk"))
        ids = {*(row.id for row in self.rows if row.id is not None), *self._ids.values()}
        self._stored = {row.id: row for row in queries.sheet_rows_of(actor=self.actor, ids=ids)}

    def outcome(self) -> tuple[RowChange, ...]:
        """Every row in its order."""
        return tuple(map(self._row, self.rows))

    def _row(self, edit: RowEdit) -> RowChange:
        told = len(self.entries)
        try:
            number = self._ids.get(edit.key) if edit.id is None else edit.id
            with self.known.trying():  # nothing stays of a row that is refused as a whole
                return self._add(edit) if number is None else self._change(number, edit)
        except PilothouseError as error:
            del self.entries[told:]
            typed = tuple(CellChange(cell.column, "", cell.text) for cell in edit.cells)
            return RowChange(edit.id, edit.key, "", False, typed, refused=_words(error))

    # Changing

    def _change(self, number: int, edit: RowEdit) -> RowChange:
        stored = self._stored_row(number)
        before = {
            column.name: cell_text(cell, column.kind)
            for column, cell in zip(self.columns.values(), stored.cells, strict=True)
        }
        product = next(id for id, name in self.names.products.items() if name == before["product"])
        told: dict[str, CellChange] = {}
        values: dict[str, Values] = {}
        for cell in edit.cells:
            told[cell.column], read = self._read(cell, before.get(cell.column, ""), product)
            if read is not None:
                values[cell.column] = read
        refused = self._store(values, lambda wanted: self._store_change(number, wanted))
        self._stored.pop(number, None)
        told |= {name: replace(told[name], refused=why) for name, why in refused.items()}
        shown = tuple(cell for cell in told.values() if cell.refused or cell.old != cell.new)
        return RowChange(number, before["key"], before["title"], False, shown)

    def _stored_row(self, number: int) -> SheetRow:
        """As it is now; read anew for a row that this act has changed already."""
        if number in self._stored:
            return self._stored[number]
        found = queries.sheet_rows_of(actor=self.actor, ids=[number])
        if not found:
            raise NotFound("This item was removed.", cure="Reload the table.")
        return found[0]

    def _read(self, cell: CellEdit, old: str, product_id: int) -> tuple[CellChange, Values | None]:
        """A cell judged by itself, with the values it stands for; None where nothing is to be stored."""
        change = CellChange(cell.column, old, cell.text)
        if cell.text == old:
            return change, None
        if cell.was is not None and cell.was != old:
            return replace(change, refused="Someone changed this since you read it.", stale=True), None
        try:
            values = self._values(cell, product_id)
        except PilothouseError as error:
            return replace(change, refused=_words(error)), None
        if old and self._says_the_same(cell, old, values, product_id):
            return replace(change, new=old), None
        return change, values

    def _says_the_same(self, cell: CellEdit, old: str, values: Values, product_id: int) -> bool:
        """Whether what is stored stands for the same, as a choice does whatever its capitals."""
        alike = cells.plain_word(cell.text) == cells.plain_word(old)
        if alike and self.columns[cell.column].kind == "choice":
            return True
        try:
            return self._values(replace(cell, text=old), product_id) == values
        except PilothouseError:
            return False

    def _values(self, cell: CellEdit, product_id: int) -> Values:
        column = self.columns.get(cell.column)
        if column is None or not column.editable:
            label = column.label if column else cell.column[:40]
            cure = "It follows from other fields."
            raise Invalid(f"{label} cannot be typed.", where=cell.column, cure=cure)
        text = cell.text.strip()
        if cell.column.startswith(CUSTOM):
            return {"custom": {int(cell.column.removeprefix(CUSTOM)): self._custom(column, text)}}
        return _READERS[cell.column](text, self.names, product_id)

    def _custom(self, column: SheetColumn, text: str) -> Any:
        """What a cell of a custom field says; choices and texts are judged where they are stored."""
        if column.kind == "number":
            return cells.number_of(text, column.name)
        if column.kind == "date":
            return cells.day_of(text, column.name)
        number = int(column.name.removeprefix(CUSTOM))
        if self.known.fields[number].kind == "person":
            return cells.choice_of(text, self.names.people, column.name, "person")
        return text or None

    def _store_change(self, number: int, values: Values) -> list[Change]:
        target = values.pop("product_id", None)
        if target is not None:
            move_to_product(actor=self.actor, now=self.now, ids=[number], product_id=target, batch=self.batch)
            self.moved = True
        row = models.Item.objects.get(workspace_id=self.actor.workspace_id, pk=number)
        changes = apply_values(self.known, self.now, row, values, None)
        return [Change("item.changed", ref(row), titled(row), changes)] if changes else []

    def _store(self, values: dict[str, Values], store: Callable[[Values], list[Change]]) -> dict[str, str]:
        """Store what the cells of a row stand for, without those that a rule refuses; why, by column."""
        refused: dict[str, str] = {}
        while values:
            try:
                with self.known.trying():
                    entries = store(_together(values.values()))
                self.entries += entries
                return refused
            except PilothouseError as error:
                for name in _culprits(error, values):
                    values.pop(name)
                    refused[name] = _words(error)
        return refused

    # Adding

    def _add(self, edit: RowEdit) -> RowChange:
        read: dict[str, Values] = {}
        told: dict[str, CellChange] = {}
        product = self._product_of(edit)
        for cell in (cell for cell in edit.cells if cell.text and cell.column != "product"):
            told[cell.column], found = self._read(cell, "", product)
            if found is not None:
                read[cell.column] = found
        title = next((cell.text for cell in edit.cells if cell.column == "title"), "").strip()
        if not title:
            raise Invalid("A new row needs a title.", where="title", cure="Fill its title.")
        made: list[models.Item] = []

        def store(values: Values) -> list[Change]:
            row, entry = self._insert(values, product, edit.key)
            made[:] = [row]
            return [entry]

        refused = self._store(read, store)
        if not made or "title" in refused:
            raise Invalid(refused.get("title") or "The row cannot be added.", where="title")
        told |= {name: replace(told[name], refused=why) for name, why in refused.items()}
        return RowChange(made[0].pk, made[0].key, title, True, tuple(told.values()))

    def _insert(self, values: Values, product: int, key: str) -> tuple[models.Item, Change]:
        owner = vision.product(actor=self.actor, id=product)
        row, changes = insert_item(
            actor=self.actor, now=self.now, product=owner, values=values, key=key, known=self.known
        )
        return row, Change("item.added", ref(row), titled(row), changes)

    def _product_of(self, edit: RowEdit) -> int:
        typed = next((cell.text.strip() for cell in edit.cells if cell.column == "product"), "")
        named = cells.choice_of(typed, self.names.products, "product", "product")
        only = next(iter(self.names.products)) if len(self.names.products) == 1 else None
        found = named or self.product_id or only
        if found is None:
            raise Invalid(
                "A new row needs a product.", where="product", cure="Choose one above, or add the column."
            )
        return found


def _culprits(error: PilothouseError, values: Mapping[str, Values]) -> list[str]:
    """The cells that an error is about; all of them when it names none."""
    where = error.where.removesuffix("_id").removesuffix("_key")
    named = [name for name in (*_FIELDS.get(where, ()), where) if name in values]
    return named or list(values)


def _words(error: PilothouseError) -> str:
    return f"{error.message} {error.cure}".strip()


def _together(parts: Iterable[Values]) -> Values:
    """What several cells of a row stand for; custom fields are gathered under one name."""
    found: Values = {}
    for part in parts:
        custom = found.get("custom", {}) | part.get("custom", {})
        found |= part | ({"custom": custom} if custom else {})
    return found


def _line(name: str) -> _Reader:
    return lambda text, names, product: {name: text}


def _number(name: str) -> _Reader:
    return lambda text, names, product: {name: cells.number_of(text, name)}


def _whole(name: str) -> _Reader:
    def read(text: str, names: SheetNames, product: int) -> Values:
        found = cells.number_of(text, name)
        if found is not None and found != int(found):
            raise Invalid(f"'{text[:40]}' is not a whole number.", where=name, cure="Write it as 40.")
        return {name: None if found is None else int(found)}

    return read


def _day(name: str) -> _Reader:
    return lambda text, names, product: {name: cells.day_of(text, name)}


def _tick(name: str) -> _Reader:
    return lambda text, names, product: {name: cells.tick_of(text, name)}


def _word(name: str, words: Sequence[str]) -> _Reader:
    def read(text: str, names: SheetNames, product: int) -> Values:
        found = cells.choice_of(text, dict(zip(words, words, strict=True)), name, name)
        if found is None:
            raise Invalid(f"The {name} is empty.", where=name, cure=f"Use one of: {', '.join(words)}.")
        return {name: found}

    return read


def _people(text: str, names: SheetNames, product: int) -> Values:
    found = [cells.choice_of(word, names.people, "people", "person") for word in cells.words_of(text)]
    return {"people": found}


def _named(name: str, what: str, choices: Callable[[SheetNames, int], Mapping[int, str]]) -> _Reader:
    return lambda text, names, product: {name: cells.choice_of(text, choices(names, product), what, what)}


def _product(text: str, names: SheetNames, product: int) -> Values:
    found = cells.choice_of(text, names.products, "product", "product")
    if found is None:
        raise Invalid("An item needs a product.", where="product", cure="Choose one.")
    return {"product_id": found}


_READERS: dict[str, _Reader] = {
    "title": _line("title"),
    "product": _product,
    "level": _word("level", LEVELS),
    "kind": _word("kind", KINDS),
    "status": _line("status"),
    "priority": lambda text, names, product: {
        "priority": cells.choice_of(
            text, dict(zip(PRIORITIES, PRIORITIES, strict=True)), "priority", "priority"
        )
    },
    "people": _people,
    "owner": _named("owner_id", "owner", lambda names, product: names.people),
    "team": _named("team_id", "team", lambda names, product: names.teams),
    "release": _named("release_id", "release", lambda names, product: names.releases.get(product, {})),
    "parent": lambda text, names, product: {"parent_key": text or None},
    "labels": lambda text, names, product: {"labels": cells.words_of(text)},
    "low": _number("low"),
    "likely": _number("likely"),
    "high": _number("high"),
    "story_points": _number("story_points"),
    "progress": lambda text, names, product: {"progress": cells.share_of(text, "progress") or 0.0},
    "earliest_start": _day("earliest_start"),
    "deadline": _day("deadline"),
    "deadline_hard": _tick("deadline_hard"),
    "value": _whole("value"),
    "mandatory": _tick("mandatory"),
    "milestone": _tick("milestone"),
    "started_on": _day("started_on"),
}
