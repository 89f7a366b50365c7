"""Risks as a noun of tables: a register, as a spreadsheet or another tool writes it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.money import parse_minor
from pilothouse.kit.tables.nouns import Answers, Cells, Field, Intake, RowEffect, TableNoun, Taken
from pilothouse.risk import services
from pilothouse.risk.contracts import CATEGORIES, KINDS, ImportedRisk
from pilothouse.risk.services.register.fields import probability

_NONE = Answers()
_FIELDS = (
    Field("key", "Key", synonyms=("key", "risk id", "id", "risk number", "number", "ref")),
    Field(
        "event",
        "Event",
        synonyms=("event", "risk", "risk title", "risk name", "risk description", "risk statement"),
        required=True,
    ),
    Field("cause", "Cause", synonyms=("cause", "causes", "because", "root cause", "source of risk")),
    Field(
        "effect",
        "Effect",
        synonyms=("effect", "effects", "consequence", "consequences", "impact description", "then"),
    ),
    Field("kind", "Threat or opportunity", synonyms=("kind", "type", "risk type", "threat or opportunity")),
    Field("category", "Category", synonyms=("category", "risk category", "rbs", "area")),
    Field("status", "Status", synonyms=("status", "state", "risk status")),
    Field(
        "probability",
        "Probability, share or %",
        synonyms=("probability", "likelihood", "chance", "p"),
    ),
    Field("probability_low", "Probability, low", synonyms=("probability low", "probability min")),
    Field("probability_high", "Probability, high", synonyms=("probability high", "probability max")),
    Field("delay_low", "Delay, low", "number", ("delay low", "delay min", "days min", "schedule impact min")),
    Field(
        "delay_likely",
        "Delay, days",
        "number",
        ("delay", "delay days", "delay likely", "days", "schedule impact", "impact days", "time impact"),
    ),
    Field(
        "delay_high", "Delay, high", "number", ("delay high", "delay max", "days max", "schedule impact max")
    ),
    Field("work", "Share of the work", synonyms=("work", "share of the work", "work share", "multiplier")),
    Field("cost_low", "Cost, low", synonyms=("cost low", "cost min", "cost impact min")),
    Field(
        "cost_likely",
        "Cost",
        synonyms=("cost", "cost likely", "cost impact", "impact cost", "financial impact", "money"),
    ),
    Field("cost_high", "Cost, high", synonyms=("cost high", "cost max", "cost impact max")),
    Field("touches", "Touches", "list", ("touches", "items", "affects", "affected items", "scope")),
    Field("owner", "Owner", synonyms=("owner", "risk owner", "responsible", "assignee")),
    Field("triggers", "Triggers", synonyms=("triggers", "trigger", "early warning", "indicators")),
    Field("controls", "Controls", synonyms=("controls", "current controls", "existing controls", "control")),
    Field("review_on", "Review", "day", ("review", "review on", "review date", "next review")),
    Field("outcome", "Outcome", synonyms=("outcome", "resolution", "closure notes")),
    Field("raised_on", "Raised on", "day", ("raised on", "raised", "date raised", "identified", "created")),
)
_STATUSES = {
    "open": "open", "active": "open", "new": "open", "identified": "open", "mitigating": "open",
    "monitoring": "open", "occurred": "occurred", "issue": "occurred", "materialised": "occurred",
    "materialized": "occurred", "struck": "occurred", "closed": "closed", "retired": "closed",
    "expired": "closed", "resolved": "closed", "done": "closed",
}  # fmt: skip
_NUMBER = re.compile(r"^-?\d{1,12}(?:[.,]\d{1,6})?$")


class RiskIntake(Intake[ImportedRisk]):
    """One file of risks."""

    def __init__(self, actor: Actor | None, source: str, answers: Answers = _NONE) -> None:
        self.source = source
        self.register = services.Register(actor) if actor else None
        self.currency = accounts.currency(actor=actor) if actor else "EUR"
        self.counted: Counter[str] = Counter()

    def read(self, cells: Cells) -> ImportedRisk:
        values: dict[str, object] = {
            name: cells.prose(name) for name in ("cause", "effect", "triggers", "controls", "outcome")
        }
        values["kind"] = _word(cells, "kind", {word: word for word in KINDS}, "threat")
        values["status"] = _word(cells, "status", _STATUSES, "open")
        values["category"] = _word(
            cells, "category", {word.replace("_", " "): word for word in CATEGORIES}, "other"
        )
        values["review_on"] = cells.day("review_on")
        for name in ("probability", "probability_low", "probability_high"):
            values[name] = _probability(cells, name)
        for name in ("delay_low", "delay_likely", "delay_high"):
            values[name] = cells.number(name)
        values["work"] = _share(cells, "work")
        for name in ("cost_low", "cost_likely", "cost_high"):
            values[f"{name}_cents"] = self._amount(cells, name)
        given = {name for name in values if cells.has(name.removesuffix("_cents"))}
        return ImportedRisk(
            source=self.source,
            row=cells.row,
            key=cells.text("key", 200),
            event=cells.needed("event", 300),
            owner=cells.text("owner", 200),
            values=values,
            touches=tuple(cells.many("touches")),
            raised_on=cells.day("raised_on"),
            given=frozenset(given | ({"touches"} if cells.has("touches") else set())),
        )

    def _amount(self, cells: Cells, name: str) -> int | None:
        text = cells.text(name).replace(self.currency, "").strip()
        if not text:
            return None
        try:
            return parse_minor(text, self.currency)
        except Invalid as error:
            cells.fault(name, error.message, error.cure)
            return None

    def key(self, value: ImportedRisk) -> str:
        return value.key or value.event

    def count(self, value: ImportedRisk) -> None:
        known = self.register is not None and self.register.find(value) is not None
        self.counted["updated" if known else "created"] += 1

    def counts(self) -> dict[str, int]:
        return dict(self.counted)

    def preview(self, value: ImportedRisk) -> tuple[str, ...]:
        chance, delay = value.values["probability"], value.values["delay_likely"]
        return (
            value.key,
            value.event,
            "" if not isinstance(chance, float) else f"{chance:.0%}".replace("%", " %"),
            "" if not isinstance(delay, float) else f"{delay:g}",
            ", ".join(value.touches),
            value.owner,
        )

    def compare(self, values: Sequence[ImportedRisk]) -> tuple[RowEffect, ...]:
        if self.register is None:
            return tuple(RowEffect(value.key, value.event, fresh=True) for value in values)
        return tuple(self.register.compare(value) for value in values)

    def take(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        product_id: int | None,
        rows: Iterable[ImportedRisk],
        progress: Callable[[int], None],
    ) -> Taken:
        return services.import_risks(actor=actor, now=now, batch=batch, risks=rows)


def _word(cells: Cells, name: str, known: dict[str, str], usual: str) -> str:
    text = cells.text(name)
    plain = " ".join(text.lower().replace("_", " ").split())
    if text and plain not in known:
        cells.warn(name, f"'{text[:40]}' is not known here; it is taken as {usual}.")
    return known.get(plain, usual)


def _share(cells: Cells, name: str) -> float | None:
    """`40 %`, `0.4`; a number above 1 without a sign is a percentage only as the file's other shares are, so
    it is taken as it stands."""
    text = cells.text(name).strip()
    percent = text.endswith("%")
    number = text.removesuffix("%").strip()
    if not text:
        return None
    if not _NUMBER.match(number):
        cells.fault(name, f"'{text[:40]}' is not a number.", "Give a share such as 0.4 or 40 %.")
        return None
    value = float(number.replace(",", "."))
    return value / 100 if percent else value


def _probability(cells: Cells, name: str) -> float | None:
    value = _share(cells, name)
    try:
        return probability({name: value}, name)
    except Invalid as error:
        cells.fault(name, error.message, error.cure)
        return None


RISKS = TableNoun(
    name="risks",
    label="Risks",
    one="risk",
    many="risks",
    fields=_FIELDS,
    shown=("Key", "Event", "Probability", "Delay, days", "Touches", "Owner"),
    found={"created": "New risks", "updated": "Risks that are there"},
    arrived={"created": "Risks added", "updated": "Risks changed", "unchanged": "As they were"},
    intake=RiskIntake,
    undo=services.undo_import_of_risks,
    edits=services.risk_edits_since,
    computed=frozenset(("expected days", "exposure days", "exposure money")),
)

NOUNS: tuple[TableNoun, ...] = (RISKS,)
