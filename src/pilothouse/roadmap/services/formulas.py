"""Custom fields that are computed: what they may read, and keeping what they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from keyword import kwlist
from typing import Any

from pilothouse.accounts import queries as accounts
from pilothouse.kit import bulk
from pilothouse.kit.formula import FUNCTIONS, Formula, Type, Value, ordered, parse
from pilothouse.kit.money import exponent
from pilothouse.roadmap import models
from pilothouse.roadmap.services.known import Known

_ONCE = 500
RESERVED = (*FUNCTIONS, *(word.lower() for word in kwlist))  # no field can be called so in a formula
# What a formula may read of an item itself.
ITEM_NAMES: Mapping[str, Type] = {
    "low": "number",
    "estimate": "number",
    "high": "number",
    "story_points": "number",
    "progress": "number",
    "value": "number",
    "cost_of_delay": "number",
    "title": "text",
    "level": "text",
    "kind": "text",
    "status": "text",
    "priority": "text",
    "earliest_start": "date",
    "deadline": "date",
    "started": "date",
    "opened": "date",
    "resolved": "date",
}
_TYPES: Mapping[str, Type] = {"text": "text", "number": "number", "date": "date", "choice": "text"}
_COLUMNS = (
    "low", "likely", "high", "story_points", "progress", "value", "cost_of_delay_cents", "title", "level",
    "kind", "status", "priority", "earliest_start", "deadline", "started_on", "opened_at", "resolved_at",
)  # fmt: skip


def names_of(fields: Iterable[models.CustomField]) -> dict[str, Type]:
    """Every name that a formula may read, with its type."""
    own: dict[str, Type] = {}
    for field in fields:
        found: Any = field.result if field.kind == "formula" else _TYPES.get(field.kind)
        if found:
            own[field.handle] = found
    return dict(ITEM_NAMES) | own


def checked(field: models.CustomField, others: Sequence[models.CustomField]) -> Formula:
    """The formula of `field` beside the `others`. Raises `Invalid` also for one that reads itself."""
    names = names_of([*others, field] if field.result else others)
    found = parse(field.formula, names)
    reads = {row.handle: parse(row.formula, names).reads for row in others if row.kind == "formula"}
    ordered(reads | {field.handle: found.reads})
    return found


@dataclass(frozen=True)
class _Computed:
    field: models.CustomField
    formula: Formula


def refresh(known: Known, items: Iterable[int]) -> None:
    """Compute every formula of `items` anew and keep what it gives; nothing where there are no formulas."""
    if not known.formulas:
        return
    parts = _in_order(known)
    numbers = sorted(set(items))
    scale = 10 ** exponent(accounts.currency(actor=known.actor))
    for first in range(0, len(numbers), _ONCE):
        _refresh(known, numbers[first : first + _ONCE], parts, scale)


def refresh_all(known: Known) -> None:
    """The same for every item of the workspace."""
    if known.formulas:
        rows = models.Item.objects.filter(workspace_id=known.actor.workspace_id).order_by("pk")
        refresh(known, rows.values_list("pk", flat=True))


def _in_order(known: Known) -> list[_Computed]:
    names = names_of(known.fields.values())
    found = {row.handle: _Computed(row, parse(row.formula, names)) for row in known.formulas}
    return [found[name] for name in ordered({name: one.formula.reads for name, one in found.items()})]


def _refresh(known: Known, numbers: list[int], parts: list[_Computed], scale: int) -> None:
    values = _values(numbers, scale)
    stored: dict[tuple[int, int], models.CustomValue] = {}
    for row in models.CustomValue.objects.filter(item_id__in=numbers):
        field = known.fields.get(row.field_id)
        if field is not None and field.kind == "formula":
            stored[row.item_id, row.field_id] = row
        elif field is not None and row.item_id in values:
            values[row.item_id][field.handle] = _first(row)
    fresh, changed, gone = [], [], []
    for number, read in values.items():
        for part in parts:
            result = read[part.field.handle] = part.formula.run(read)
            old, columns = stored.get((number, part.field.pk)), columns_of(result)
            if columns is None:
                gone += [old.pk] if old else []
            elif old is None:
                fresh.append(_row(known, number, part.field, columns))
            elif any(getattr(old, name) != value for name, value in columns.items()):
                changed.append(_with(old, columns))
    models.CustomValue.objects.filter(pk__in=gone).delete()
    models.CustomValue.objects.bulk_create(fresh, batch_size=_ONCE)
    bulk.update(changed, ["text", "number", "day"])


def _row(
    known: Known, item: int, field: models.CustomField, columns: Mapping[str, Any]
) -> models.CustomValue:
    return models.CustomValue(
        workspace_id=known.actor.workspace_id, item_id=item, field_id=field.pk, **columns
    )


def _with(row: models.CustomValue, columns: Mapping[str, Any]) -> models.CustomValue:
    for name, value in columns.items():
        setattr(row, name, value)
    return row


def columns_of(value: Value) -> dict[str, Any] | None:
    """The columns of a stored result; None where there is none."""
    if value is None or value == "":
        return None
    columns: dict[str, Any] = {"text": "", "number": None, "day": None}
    if isinstance(value, bool):
        return columns | {"text": "yes" if value else "no"}
    if isinstance(value, date):
        return columns | {"day": value}
    return columns | ({"text": value} if isinstance(value, str) else {"number": float(value)})


def _first(row: models.CustomValue) -> Value:
    return next((each for each in (row.number, row.day) if each is not None), row.text or None)


def _values(numbers: list[int], scale: int) -> dict[int, dict[str, Value]]:
    """What formulas read of the items themselves."""
    rows = models.Item.objects.filter(pk__in=numbers).values("pk", *_COLUMNS)
    return {row["pk"]: _named(row, scale) for row in rows}


def _named(row: Mapping[str, Any], scale: int) -> dict[str, Value]:
    cost = row["cost_of_delay_cents"]
    same = ("low", "high", "story_points", "value", "title", "level", "kind", "priority")
    found: dict[str, Value] = {name: row[name] for name in (*same, "earliest_start", "deadline")}
    return found | {
        "estimate": row["likely"],
        "progress": row["progress"] * 100,
        "cost_of_delay": None if cost is None else cost / scale,
        "status": row["status"].replace("_", " "),
        "started": row["started_on"],
        "opened": _day(row["opened_at"]),
        "resolved": _day(row["resolved_at"]),
    }


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
