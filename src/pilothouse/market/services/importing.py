"""Taking in tables: a row for each line, known again when the file comes once more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.refs import Ref
from pilothouse.kit.tables.nouns import Differs, RowEffect, RowNote, Taken
from pilothouse.kit.versions import plain
from pilothouse.market.services.sorts import Places, Sort

_ONCE = 300
_MINUTE = timedelta(minutes=1)
_EMPTY: tuple[Any, ...] = ("", None, "unknown")


@transaction.atomic
def import_rows(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    sort: Sort,
    rows: Iterable[Any],
    progress: Callable[[int], None] = lambda done: None,
) -> Taken:
    """Create or update a row for each of `rows`, known again by source and key, else by its natural name.

    What a row leaves empty stays, and so does what someone entered here, which is reported. Companies that it
    names and that are not here are made. The same rows again change nothing. Everything is recorded under
    `batch`, which `undo_rows` undoes.
    """
    actor.require(Role.EDITOR)
    desk, done = Desk(actor, sort, now=now), 0
    for part in bulk.portions(rows, _ONCE):
        changes = desk.take(part)
        journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
        done += len(part)
        progress(done)
    return desk.taken()


class Desk:
    """One file while it is taken in at `now`, or, when it is `dry`, compared with what is here."""

    def __init__(self, actor: Actor, sort: Sort, *, now: datetime | None = None, dry: bool = False) -> None:
        self.actor, self.sort, self.now = actor, sort, now
        self.places = Places(actor, accounts.currency(actor=actor), dry=dry)
        self.known = _known(actor, sort)
        self.edited = {} if sort.fills and not sort.follows else _edited_here(actor, sort)
        self.created = self.updated = self.unchanged = 0
        self.companies = 0
        self.notes: list[RowNote] = []

    def find(self, value: Any) -> Any:
        """The number of the row that a value is, or None."""
        return next((self.known[name] for name in self._names(value) if name in self.known), None)

    def _names(self, value: Any) -> Iterator[tuple[str, str]]:
        if value.external_id:
            yield value.source, value.external_id
        if name := self.sort.natural[0](value).lower():
            yield "", name

    def take(self, part: Sequence[Any]) -> list[Change]:
        """Write the rows of `part`; returns what the record says of them."""
        here = self._here(part)
        fresh: list[Any] = []
        names: list[tuple[Any, list[tuple[str, str]]]] = []
        changed: list[tuple[Any, dict[str, list[Any]]]] = []
        for value in part:
            number = self.find(value)
            if number is None:
                row = self._made(value)
                fresh.append(row)
                names.append((row, list(self._names(value))))
                self.known |= dict.fromkeys(names[-1][1], row)
            elif number in here:
                self._update(here[number], value, changed)
            else:
                self.unchanged += 1
                self.notes.append(RowNote(value.row, value.external_id, "It stands in the file twice."))
        bulk.insert(fresh, numbered=True)
        for row, of_row in names:
            self.known |= dict.fromkeys(of_row, row.pk)
        fields = sorted({name for _, changes in changed for name in changes})
        bulk.update([row for row, _ in changed], [*fields, "version"])
        return [*self._companies_made(), *self._told(fresh, changed)]

    def _here(self, part: Sequence[Any]) -> dict[Any, Any]:
        numbers = {number for value in part if isinstance(number := self.find(value), int)}
        found: dict[Any, Any] = self.sort.table.objects.in_bulk(numbers)
        return found

    def _made(self, value: Any) -> Any:
        values = self.sort.values(value, self.places)
        if self.sort.kind == "market.company":
            values.setdefault("currency", self.places.currency)
        self.created += 1
        return self.sort.table(
            workspace_id=self.actor.workspace_id,
            source=value.source,
            external_id=value.external_id,
            **values,
        )

    def _update(self, row: Any, value: Any, changed: list[tuple[Any, dict[str, list[Any]]]]) -> None:
        differing = self._differing(row, value)
        kept = self.edited.get(row.pk, set()) & set(differing)
        wanted = {name: pair for name, pair in differing.items() if name not in kept}
        if kept:
            names = ", ".join(sorted(_label(name).lower() for name in kept))
            told = f"Entered here, and kept although the file differs: {names}."
            self.notes.append(RowNote(value.row, value.external_id, told))
        if not wanted:
            self.unchanged += 1
            return
        self.updated += 1
        row.version += 1
        if self.now and self.sort.follows:
            fields = {name: after for name, (_, after) in wanted.items()}
            found = self.sort.after(row, fields, self.now, self.places.clocks)
            wanted = {name: [getattr(row, name), after] for name, after in found.items()}
        for name, (_, after) in wanted.items():
            setattr(row, name, after)
        changed.append((row, wanted))

    def _differing(self, row: Any, value: Any) -> dict[str, list[Any]]:
        """Field to before and after. Where a file only fills, what is filled here stays."""
        if self.sort.keeps and (not self.sort.follows or row.removed_at is not None):
            return {}
        pairs = {
            name: [getattr(row, name), after]
            for name, after in self.sort.values(value, self.places).items()
            if not _alike(getattr(row, name), after)
        }
        if self.sort.follows:
            return {name: pair for name, pair in pairs.items() if name in self.sort.follows}
        if not self.sort.fills:
            return pairs
        if getattr(row, "erased_at", None):
            return {}
        return {name: pair for name, pair in pairs.items() if pair[0] in _EMPTY}

    def _companies_made(self) -> list[Change]:
        made, self.places.made = self.places.made, []
        self.companies += len(made)
        return made

    def _told(
        self, fresh: Sequence[Any], changed: Sequence[tuple[Any, dict[str, list[Any]]]]
    ) -> Iterator[Change]:
        sort = self.sort
        for row in fresh:
            yield Change(f"{sort.word}.imported", Ref(sort.kind, row.pk), sort.title(row, self.places))
        for row, changes in changed:
            told = {name: [plain(each) for each in pair] for name, pair in changes.items()}
            kept: dict[str, list[Any]] = {"fields": [None, sorted(changes)]} if sort.fills else told
            if sort.follows:
                kept = {name: told[name] for name in sorted(sort.follows & told.keys())}
            title = sort.title(row, self.places)
            yield Change(f"{sort.word}.imported_again", Ref(sort.kind, row.pk), title, kept)

    def compare(self, value: Any) -> RowEffect:
        """What a row would do to what is here."""
        number = self.find(value)
        row = self.sort.table.objects.filter(pk=number).first() if isinstance(number, int) else None
        if row is None:
            return RowEffect(value.external_id, _shown(value), fresh=True)
        edited = self.edited.get(row.pk, set())
        told = {
            name: Differs(_label(name), self._word(name, before), self._word(name, after))
            for name, (before, after) in self._differing(row, value).items()
        }
        changes = tuple(each for name, each in told.items() if name not in edited)
        kept = tuple(each for name, each in told.items() if name in edited)
        return RowEffect(value.external_id, _shown(value), False, changes, kept)

    def _word(self, name: str, value: Any) -> str:
        if name == "company_id":
            return self.places.names.get(value, "")
        return day_text(value) if hasattr(value, "isoformat") else str(value or "")

    def taken(self) -> Taken:
        counts = {"companies": self.companies} if self.sort.kind != "market.company" else {}
        return Taken(self.created, self.updated, self.unchanged, counts, tuple(self.notes))


def _known(actor: Actor, sort: Sort) -> dict[tuple[str, str], Any]:
    """Number of each row by what it is known by: source and key, and its natural name."""
    own = sort.table.objects.filter(workspace_id=actor.workspace_id)
    found: dict[tuple[str, str], Any] = {}
    found |= {("", name.lower()): number for name, number in sort.natural[1](own) if name}
    keyed = own.exclude(external_id="").values_list("source", "external_id", "pk")
    return found | {(source, key): number for source, key, number in keyed.iterator(chunk_size=2000)}


def _edited_here(actor: Actor, sort: Sort) -> dict[int, set[str]]:
    """Fields that people entered here by hand, by row."""
    found: dict[int, set[str]] = {}
    for verb in ("added", "changed"):
        for entry in journal_queries.every(actor=actor, kind=sort.kind, verb=f"{sort.word}.{verb}"):
            found.setdefault(entry.subject.id, set()).update(entry.changes)
    return found


def _alike(here: Any, there: Any) -> bool:
    """Files know moments to the minute."""
    if isinstance(here, datetime) and isinstance(there, datetime):
        return abs(here - there) < _MINUTE
    return bool(here == there)


def _label(name: str) -> str:
    return name.removesuffix("_id").removesuffix("_cents").replace("_", " ").capitalize()


def _shown(value: Any) -> str:
    names = ("name", "title", "email", "text")
    return next((str(text)[:120] for name in names if (text := getattr(value, name, ""))), "")
