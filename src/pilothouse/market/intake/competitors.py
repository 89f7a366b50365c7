"""Facts about competitors as a noun of tables: a row for each feature and competitor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.nouns import Answers, Cells, Field, RowEffect, TableNoun, Taken
from pilothouse.market import services
from pilothouse.market.contracts import ImportedFact
from pilothouse.market.intake.rows import ARRIVED, NO_ANSWERS, RowIntake

_FIELDS = (
    Field("product", "Product", synonyms=("product", "our product")),
    Field("feature", "Feature", synonyms=("feature", "capability", "feature name"), required=True),
    Field("description", "Description", synonyms=("description", "feature description", "details")),
    Field("own", "We have it", synonyms=("we have it", "we", "us", "our state", "ours")),
    Field(
        "competitor",
        "Competitor",
        synonyms=("competitor", "competitor name", "vendor", "rival"),
        required=True,
    ),
    Field("answer", "Answer", synonyms=("answer", "has it", "supported", "support", "value"), required=True),
    Field("seen_source", "Source", synonyms=("source", "evidence", "link", "url", "reference")),
    Field("seen_on", "Seen on", "day", ("seen on", "seen", "date seen", "checked on", "verified on", "date")),
    Field("seen_by", "Seen by", synonyms=("seen by", "who saw it", "checked by", "verified by")),
    Field("expires_on", "Expires", "day", ("expires", "expires on", "valid until", "review by")),
)
_ANSWERS = {
    **dict.fromkeys(("yes", "y", "true", "✓", "✔", "full"), "yes"),
    **dict.fromkeys(("partly", "partial", "partially", "limited", "◐"), "partly"),
    **dict.fromkeys(("no", "n", "false", "✕", "✗", "none"), "no"),
    **dict.fromkeys(("unverified", "claimed", "announced", "rumour", "rumor"), "unverified"),
    **dict.fromkeys(("unknown", "?", "n/a", "tbd", "-", "–"), "unknown"),
}
_OWN = {
    **dict.fromkeys(("shipped", "yes", "y", "true", "live"), "shipped"),
    **dict.fromkeys(("planned", "roadmap", "in progress"), "planned"),
    **dict.fromkeys(("no", "n", "false", "not"), "no"),
    **dict.fromkeys(("not decided", "unknown", "?"), "unknown"),
}


class FactIntake(RowIntake[ImportedFact]):
    """One file of facts."""

    sort = services.FACTS

    def __init__(self, actor: Actor | None, source: str, answers: Answers = NO_ANSWERS) -> None:
        super().__init__(None, source, answers)
        self.actor = actor
        self.facts = services.FactDesk(actor, clock.now()) if actor else None

    def read(self, cells: Cells) -> ImportedFact | None:
        feature, competitor = cells.needed("feature", 200), cells.text("competitor", 200)
        product = cells.text("product", 200)
        if self.facts is not None:
            try:
                product = services.known_product(self.facts, product)
            except Invalid as error:
                cells.refuse("product", error.message, error.cure)
                return None
        seen_on, expires_on = cells.day("seen_on"), cells.day("expires_on")
        today = clock.today()
        if seen_on is not None and seen_on > today:
            cells.fault("seen_on", f"{day_text(seen_on)} lies ahead.", "Give the day on which it was seen.")
            seen_on = None
        if expires_on is not None and expires_on < (seen_on or today):
            cells.fault("expires_on", "It expires before it was seen.", "Give a later day.")
            expires_on = None
        return ImportedFact(
            source=self.source,
            row=cells.row,
            external_id=f"{product} {feature} {competitor}".lower(),
            product=product,
            feature=feature,
            description=cells.text("description", 5_000),
            own=self._word(cells, "own", _OWN),
            competitor=competitor,
            answer=self._word(cells, "answer", _ANSWERS),
            seen_source=cells.text("seen_source", 500),
            seen_on=seen_on,
            seen_by=cells.text("seen_by", 200),
            expires_on=expires_on,
        )

    def _word(self, cells: Cells, name: str, words: dict[str, str]) -> str:
        told = cells.text(name)
        if told and told.lower() not in words:
            known = ", ".join(dict.fromkeys(words.values()))
            cells.fault(name, f"'{told[:40]}' is not known here.", f"Use one of {known}.")
        return words.get(told.lower(), "")

    def count(self, value: Any) -> None:
        if value.answer in ("", "unknown"):
            self.counted["unknown"] += 1
        elif self.facts is not None and self.facts.find(value) is not None:
            self.counted["updated"] += 1
        else:
            self.counted["created"] += 1

    def compare(self, values: Sequence[Any]) -> tuple[RowEffect, ...]:
        if self.facts is None:
            return tuple(RowEffect(row.external_id, row.feature, fresh=True) for row in values)
        return tuple(self.facts.compare(row) for row in values)

    def take(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        product_id: int | None,
        rows: Iterable[Any],
        progress: Callable[[int], None],
    ) -> Taken:
        return services.import_facts(actor=actor, now=now, batch=batch, rows=rows, progress=progress)

    def preview(self, value: ImportedFact) -> tuple[str, ...]:
        seen = day_text(value.seen_on) if value.seen_on else ""
        return (value.feature, value.competitor, value.answer or "unknown", value.seen_source, seen)


FACTS = TableNoun(
    name="competitor-facts",
    label="Facts about competitors",
    one="fact about a competitor",
    many="facts about competitors",
    fields=_FIELDS,
    shown=("Feature", "Competitor", "Answer", "Source", "Seen on"),
    found={
        "created": "New facts",
        "updated": "Facts that are there",
        "unknown": "Rows without an answer, which say nothing",
    },
    arrived={name: ARRIVED[name] for name in ("created", "updated", "unchanged")}
    | {"features": "New features", "competitors": "New competitors"},
    intake=FactIntake,
    undo=services.UndoFacts(services.FACTS),
    edits=services.EditsOfRows(services.FACTS),
)
