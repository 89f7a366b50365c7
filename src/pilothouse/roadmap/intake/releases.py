"""Releases as a noun of tables: names with their dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.nouns import (
    Answers,
    Cells,
    EditedSince,
    Field,
    Intake,
    RowEffect,
    TableNoun,
    Taken,
    Told,
    Undone,
    untold,
)
from pilothouse.roadmap import services
from pilothouse.roadmap.contracts import ImportedRelease

_NONE = Answers()
_FIELDS = (
    Field(
        "name",
        "Name",
        synonyms=("release name", "version name", "milestone name", "release", "version", "name"),
        required=True,
    ),
    Field("product_key", "Product (key)", synonyms=("product key",)),
    Field("description", "Description", synonyms=("description", "release notes", "goal")),
    Field(
        "target_on",
        "Target date",
        "day",
        ("target", "target date", "planned release date", "release date", "due", "due date"),
    ),
    Field("released_on", "Released on", "day", ("released", "released on", "shipped", "shipped on")),
)


class ReleaseIntake(Intake[ImportedRelease]):
    """One file of releases; each is known again by product and name."""

    def __init__(self, actor: Actor | None, source: str, answers: Answers = _NONE) -> None:
        self.source, self.counted = source, Counter[str]()
        product = answers.product_id
        self.releases = services.Releases(actor=actor, product_id=product) if actor and product else None

    def read(self, cells: Cells) -> ImportedRelease:
        given = {name for name in ("description", "target_on", "released_on") if cells.has(name)}
        return ImportedRelease(
            source=self.source,
            row=cells.row,
            name=cells.needed("name", 255),
            product_key=cells.text("product_key", 40),
            description=cells.prose("description"),
            target_on=cells.day("target_on"),
            released_on=cells.day("released_on"),
            given=frozenset(given),
        )

    def key(self, value: ImportedRelease) -> str:
        return f"{value.product_key} {value.name}".strip()

    def count(self, value: ImportedRelease) -> None:
        known = self.releases is not None and self.releases.find(value) is not None
        self.counted["updated" if known else "created"] += 1

    def counts(self) -> dict[str, int]:
        return dict(self.counted)

    def preview(self, value: ImportedRelease) -> tuple[str, ...]:
        days = (day_text(day) if day else "" for day in (value.target_on, value.released_on))
        return (value.name, *days, value.description)

    def compare(self, values: Sequence[ImportedRelease]) -> tuple[RowEffect, ...]:
        if self.releases is None:
            return tuple(RowEffect(value.name, "", fresh=True) for value in values)
        return tuple(self.releases.compare(value) for value in values)

    def take(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        product_id: int | None,
        rows: Iterable[ImportedRelease],
        progress: Callable[[int], None],
    ) -> Taken:
        if product_id is None:
            raise Invalid("No product was chosen.", where="product", cure="Choose one, or name a new one.")
        return services.import_releases(
            actor=actor, now=now, batch=batch, product_id=product_id, releases=rows
        )


def _undo(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    force: bool = False,
    keep: bool = False,
    step: Told = untold,
) -> Undone:
    step("Restoring releases", 0, 0)
    removed, restored, kept = services.undo_releases(
        actor=actor, now=now, batch=batch, force=force, keep=keep
    )
    return Undone(removed, restored, kept=kept)


def _edits(*, actor: Actor, batch: str) -> tuple[EditedSince, ...]:
    return services.release_edits_since(actor=actor, batch=batch)


RELEASES = TableNoun(
    name="releases",
    label="Releases",
    one="release",
    many="releases",
    fields=_FIELDS,
    shown=("Name", "Target date", "Released on", "Description"),
    found={"created": "New releases", "updated": "Releases that are there"},
    arrived={"created": "Releases made", "updated": "Releases changed", "unchanged": "As they were"},
    intake=ReleaseIntake,
    undo=_undo,
    edits=_edits,
    in_product=True,
    computed=frozenset(("product name", "items", "open items", "p50", "p85", "chance")),
)
