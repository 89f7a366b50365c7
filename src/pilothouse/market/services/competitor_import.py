"""Taking in tables of facts: what a spreadsheet knew of competitors, once, and out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import listed
from pilothouse.kit.tables.nouns import Differs, RowEffect, RowNote, Taken
from pilothouse.market import models, queries
from pilothouse.market.contracts import ImportedFact, fact_number
from pilothouse.market.services.competitor_facts import (
    REF,
    back_to_before,
    fact_fields,
    fact_row,
    months_of,
    title_of,
    write_fact,
)
from pilothouse.market.services.sorts import Sort
from pilothouse.market.services.undoing import UndoRows

_ONCE = 300
_PRODUCTS = 500
_SHOWN = {"answer": "Answer", "source": "Source", "seen_on": "Seen on", "expires_on": "Expires"}

FACTS = Sort(
    kind=REF,
    word="fact",
    many="facts",
    table=models.Fact,
    natural=(lambda value: "", lambda rows: ()),
    values=lambda value, places: {},
    title=lambda row, places: title_of(row),
)


@transaction.atomic
def import_facts(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    rows: Iterable[ImportedFact],
    progress: Callable[[int], None] = lambda done: None,
) -> Taken:
    """Record a fact for each of `rows`, with the features and competitors that they name and that are not
    here. A row without an answer says nothing of the competitor; what was seen here later than the file says
    stays, and is reported. The same rows again change nothing. All is recorded under `batch`."""
    actor.require(Role.EDITOR)
    desk, done = FactDesk(actor, now), 0
    for part in bulk.portions(rows, _ONCE):
        changes = desk.take(part, batch)
        journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
        done += len(part)
        progress(done)
    return desk.taken()


class FactDesk:
    """One file of facts while it is compared with what is here, or taken in."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self.months = months_of(actor)
        self.products: dict[str, str] = {}
        for row in listed(actor=actor, kind="vision.product", limit=_PRODUCTS):
            self.products |= {row.subtitle.lower(): str(row.ref), row.title.lower(): str(row.ref)}
        self.features: dict[tuple[str, str], models.Feature] = {
            (row.product, row.name.lower()): row for row in queries.own_features(actor)
        }
        self.competitors = {row.name.lower(): row for row in queries.own_competitors(actor)}
        self.facts: dict[tuple[int, int], models.Fact] = {
            (row.feature_id, row.competitor_id): row for row in queries.own_facts(actor)
        }
        self.created = self.updated = self.unchanged = 0
        self.made: dict[str, int] = {"features": 0, "competitors": 0}
        self.notes: list[RowNote] = []

    def product(self, name: str) -> str | None:
        """The product that a file names by key or name; the only one where it names none."""
        if not name and len(set(self.products.values())) == 1:
            return next(iter(self.products.values()))
        return self.products.get(name.strip().lower())

    def find(self, value: ImportedFact) -> models.Fact | None:
        """The fact that a row is about, where it is here."""
        feature = self.features.get((value.product, value.feature.lower()))
        competitor = self.competitors.get(value.competitor.lower())
        return self.facts.get((feature.pk, competitor.pk)) if feature and competitor else None

    def take(self, part: Sequence[ImportedFact], batch: str) -> list[Change]:
        """Write the rows of `part`; returns what the record says of them, but for changed facts, which are
        recorded as they are written."""
        changes: list[Change] = []
        fresh: list[models.Fact] = []
        for value in part:
            feature = self._feature(value, changes)
            competitor = self._competitor(value, changes)
            if competitor is None or value.answer in ("", "unknown"):
                self.unchanged += 1
                continue
            key = (feature.pk, competitor.pk)
            row = self.facts.get(key)
            if row is None:
                row = self._new(value, feature, competitor)
                fresh.append(row)
                self.facts[key] = row
                self.created += 1
            else:
                self._again(row, value, batch)
        bulk.insert(fresh, numbered=True)
        return [*changes, *(Change("fact.imported", Ref(REF, row.pk), title_of(row)) for row in fresh)]

    def _new(
        self, value: ImportedFact, feature: models.Feature, competitor: models.Competitor
    ) -> models.Fact:
        row = models.Fact(
            workspace_id=self.actor.workspace_id, feature=feature, competitor=competitor, answer="unknown"
        )
        for name, each in self._fields(value, row).items():
            setattr(row, name, each)
        return row

    def _fields(self, value: ImportedFact, row: models.Fact) -> dict[str, Any]:
        given: dict[str, Any] = {"answer": value.answer}
        named = {"source": value.seen_source, "seen_by": value.seen_by, "seen_on": value.seen_on}
        given |= {name: each for name, each in named.items() if each}
        if value.expires_on is not None:
            given["expires_on"] = value.expires_on
        return fact_fields(given, row, self.now.date(), self.months)

    def _again(self, row: models.Fact, value: ImportedFact, batch: str) -> None:
        if row.pk is None:
            self.unchanged += 1
            self.notes.append(RowNote(value.row, value.external_id, "It stands in the file twice."))
            return
        changes = self._differing(row, value)
        if changes and row.seen_on and _is_older(value, row):
            self.unchanged += 1
            told = f"Seen here on {day_text(row.seen_on)}, later than the file says, and kept."
            self.notes.append(RowNote(value.row, value.external_id, told))
            return
        if not changes:
            self.unchanged += 1
            return
        fields = {name: pair[1] for name, pair in changes.items()}
        number = fact_number(row.feature_id, row.competitor_id)
        row = fact_row(actor=self.actor, now=self.now, id=number)
        write_fact(
            actor=self.actor,
            now=self.now,
            row=row,
            fields=fields,
            verb="fact.imported_again",
            batch=batch,
        )
        self.facts[row.feature_id, row.competitor_id] = row
        self.updated += 1

    def _differing(self, row: models.Fact, value: ImportedFact) -> dict[str, list[Any]]:
        if value.answer in ("", "unknown"):
            return {}
        fields = self._fields(value, row)
        if value.answer == row.answer and value.seen_on is None:
            for name in ("seen_on", "expires_on", "since"):
                fields.pop(name, None)
        return {
            name: [getattr(row, name), after] for name, after in fields.items() if getattr(row, name) != after
        }

    def _feature(self, value: ImportedFact, changes: list[Change]) -> models.Feature:
        key = (value.product, value.feature.lower())
        row = self.features.get(key)
        if row is None:
            row = models.Feature(
                workspace_id=self.actor.workspace_id,
                product=value.product,
                name=value.feature,
                description=value.description,
                own=value.own or "unknown",
            )
            row.save(force_insert=True)
            self.features[key] = row
            self.made["features"] += 1
            changes.append(Change("feature.imported", Ref("market.feature", row.pk), row.name))
        return row

    def _competitor(self, value: ImportedFact, changes: list[Change]) -> models.Competitor | None:
        if not value.competitor:
            return None
        row = self.competitors.get(value.competitor.lower())
        if row is None:
            row = models.Competitor(workspace_id=self.actor.workspace_id, name=value.competitor)
            row.save(force_insert=True)
            self.competitors[value.competitor.lower()] = row
            self.made["competitors"] += 1
            changes.append(Change("competitor.imported", Ref("market.competitor", row.pk), row.name))
        return row

    def compare(self, value: ImportedFact) -> RowEffect:
        """What a row would do to what is here."""
        row, title = self.find(value), f"{value.competitor}: {value.feature}"
        if row is None:
            return RowEffect(value.external_id, title, fresh=value.answer not in ("", "unknown"))
        told = tuple(
            Differs(label, _word(pair[0]), _word(pair[1]))
            for name, pair in self._differing(row, value).items()
            if (label := _SHOWN.get(name))
        )
        if _is_older(value, row):
            return RowEffect(value.external_id, title, False, (), told)
        return RowEffect(value.external_id, title, False, told)

    def taken(self) -> Taken:
        return Taken(self.created, self.updated, self.unchanged, self.made, tuple(self.notes))


def _is_older(value: ImportedFact, row: models.Fact) -> bool:
    return bool(value.seen_on and row.seen_on and value.seen_on < row.seen_on)


def _word(value: Any) -> str:
    return day_text(value) if hasattr(value, "isoformat") else str(value or "")


class UndoFacts(UndoRows):
    """Undoes imports of facts: what they changed is as before, and features and competitors that they made go
    where nothing else is known of them."""

    def _restored(self, actor: Actor, entry: Entry, edited: Mapping[int, set[str]]) -> Change | None:
        row = models.Fact.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id).first()
        if row is None or row.pk in edited:
            return None
        back_to_before(row, entry.changes, entry.batch)
        return Change("fact.import_undone", entry.subject, entry.title)

    def _beside_gone(self, actor: Actor, entries: Sequence[Entry]) -> list[Change]:
        return list(_made_gone(actor, entries))


def _made_gone(actor: Actor, entries: Sequence[Entry]) -> Iterator[Change]:
    tables: tuple[tuple[str, Any, Any], ...] = (
        ("feature", models.Feature, {}),
        ("competitor", models.Competitor, {"plans": None}),
    )
    for word, table, more in tables:
        for entry in entries:
            if entry.verb != f"{word}.imported":
                continue
            own = table.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id, version=1)
            if own.filter(facts=None, **more).exists():
                own.delete()
                yield Change(f"{word}.import_removed", entry.subject, entry.title)


def known_product(desk: FactDesk, name: str) -> str:
    """The product that a row is of. Raises `Invalid` for one that is not here."""
    found = desk.product(name)
    if found is None:
        told = f"There is no product '{name[:40]}'." if name else "The row names no product."
        raise Invalid(told, where="product", cure="Give its key or its name.")
    return found
