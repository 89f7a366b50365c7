"""What an item has in custom fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from pilothouse.engine import quantities
from pilothouse.kit.errors import Invalid
from pilothouse.kit.ids import row_number
from pilothouse.kit.text import line, one_line, within_reach
from pilothouse.roadmap import models
from pilothouse.roadmap.services.known import Known

_LONGEST_TEXT = 500
_EMPTY: tuple[Any, ...] = (None, "", [])


def given(known: Known, values: Mapping[Any, Any]) -> dict[int, Any]:
    """`values` by the number of the field and checked: keys may be numbers, names or names in formulas."""
    found: dict[int, Any] = {}
    for name, value in values.items():
        field = _field(known, name)
        found[field.pk] = typed(known, field, value)
    return found


def _field(known: Known, name: Any) -> models.CustomField:
    text = str(name).strip()
    for row in known.fields.values():
        if text == str(row.pk) or text.casefold() in (row.name.casefold(), row.handle):
            return row
    names = ", ".join(row.name for row in known.fields.values()) or "none yet"
    raise Invalid(
        f"'{text[:60]}' is no custom field.", where="custom", cure=f"Use one of: {names}, or add it first."
    )


def typed(known: Known, field: models.CustomField, value: Any) -> Any:
    """`value` as the kind of `field` holds it, None for an empty one. Raises `Invalid` at the field."""
    if field.kind == "formula":
        raise Invalid(f"{field.name} is computed.", where=_where(field), cure="Change what it is made of.")
    if value in _EMPTY or (isinstance(value, str) and not value.strip()):
        return None
    reader = {"text": _text, "number": _number, "date": _date, "choice": _choice, "person": _person}
    return reader[field.kind](known, field, value)


def _where(field: models.CustomField) -> str:
    return f"custom_{field.pk}"


def _text(known: Known, field: models.CustomField, value: Any) -> str:
    return line({_where(field): str(value)}, _where(field), _LONGEST_TEXT)


def _number(known: Known, field: models.CustomField, value: Any) -> float:
    try:
        number = float(str(value).replace(" ", "").replace("\u00a0", ""))
    except ValueError:
        raise _wrong(field, value, "a number", "Give a number such as 12.5.") from None
    if quantities.FIGURE.fault(number):
        raise _wrong(field, value, "a number that can be kept", "Give a smaller number.")
    return number


def _date(known: Known, field: models.CustomField, value: Any) -> date:
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        raise _wrong(field, value, "a date", "Write it as 2027-03-01.") from None
    within_reach(found, _where(field))
    return found


def _choice(known: Known, field: models.CustomField, value: Any) -> str:
    wanted = one_line(str(value)).casefold()
    found = next((word for word in field.choices if word.casefold() == wanted), None)
    if found is None:
        raise _wrong(field, value, "one of its choices", f"Choose one of: {', '.join(field.choices)}.")
    return str(found)


def _person(known: Known, field: models.CustomField, value: Any) -> int:
    text = str(value).strip()
    number = row_number(text)
    if number is not None and number in known.people:
        return number
    named = [number for number, name in known.people.items() if name.casefold() == text.casefold()]
    if len(named) != 1:
        raise _wrong(field, value, "someone of the team", "Choose someone of the team.")
    return named[0]


def _wrong(field: models.CustomField, value: Any, what: str, cure: str) -> Invalid:
    return Invalid(f"{field.name}: '{str(value)[:40]}' is not {what}.", where=_where(field), cure=cure)


_COLUMN = {"text": "text", "choice": "text", "number": "number", "date": "day", "person": "person_id"}


def without_gone(known: Known, values: Mapping[int, Any]) -> dict[int, Any]:
    """`values` from the record as the table holds them, without fields, people and choices that are gone."""
    found: dict[int, Any] = {}
    for number, value in values.items():
        field = known.fields.get(number)
        if field is not None and field.kind != "formula":
            with suppress(Invalid):
                found[number] = typed(known, field, value)
    return found


def column(field: models.CustomField) -> str:
    """Where the table holds what stands in a field."""
    return _COLUMN[field.kind]


def stored(field: models.CustomField, row: models.CustomValue) -> Any:
    """What `row` holds."""
    if field.kind != "formula":
        return getattr(row, column(field)) or None if field.kind != "number" else row.number
    return next((each for each in (row.number, row.day) if each is not None), row.text or None)


def held(row: models.Item) -> dict[str, Any]:
    """What an item has, by the number of the field, as the record keeps it; nothing of formulas."""
    values = row.custom_values.exclude(field__kind="formula").select_related("field")
    return {str(value.field_id): _plain(stored(value.field, value)) for value in values}


def store(known: Known, row: models.Item, values: Mapping[int, Any]) -> dict[str, list[Any]]:
    """Give an item these values by the number of the field; what changed, in words by the field's name, and
    as stored under `custom_ids`."""
    present = {one.field_id: one for one in row.custom_values.filter(field_id__in=list(values))}
    told: dict[str, list[Any]] = {}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for number, value in values.items():
        field, old = known.fields[number], present.get(number)
        had = stored(field, old) if old is not None else None
        if had == value:
            continue
        told[field.name] = [_in_words(known, field, had), _in_words(known, field, value)]
        before[str(number)], after[str(number)] = _plain(had), _plain(value)
        _write(row, field, old, value)
    return told | {"custom_ids": [before, after]} if told else {}


def of_field(field: models.CustomField) -> list[list[Any]]:
    """Each item that has something in a field, and what, as the record keeps it; nothing of a formula."""
    if field.kind == "formula":
        return []
    values = field.values.order_by("item_id").values_list("item_id", column(field))
    return [[item, _plain(value)] for item, value in values.iterator(2_000)]


def give_back(known: Known, field: models.CustomField, carried: Iterable[Sequence[Any]]) -> None:
    """Write what items had in a field, for those that are still there; people and words that are gone are
    left out."""
    pairs = list(carried)
    alive = set(models.Item.objects.filter(workspace_id=field.workspace_id).values_list("pk", flat=True))
    rows = []
    for item, value in pairs:
        with suppress(Invalid):
            found = typed(known, field, value)
            if item in alive and found is not None:
                held = {"item_id": item, "field": field, column(field): found}
                rows.append(models.CustomValue(workspace_id=field.workspace_id, **held))
    models.CustomValue.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _write(row: models.Item, field: models.CustomField, old: models.CustomValue | None, value: Any) -> None:
    name = column(field)
    if value is None:
        row.custom_values.filter(field=field).delete()
    elif old is None:
        models.CustomValue.objects.create(
            workspace_id=row.workspace_id, item=row, field=field, **{name: value}
        )
    else:
        setattr(old, name, value)
        old.save(update_fields=[name])


def in_words(known: Known, values: Mapping[str, Any]) -> str:
    """Values by the number of the field, as the record keeps them, in one line."""
    return "; ".join(
        f"{known.fields[int(number)].name}: {_in_words(known, known.fields[int(number)], value)}"
        for number, value in values.items()
        if int(number) in known.fields and value is not None
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _in_words(known: Known, field: models.CustomField, value: Any) -> Any:
    return known.people.get(value, "") if field.kind == "person" and value is not None else _plain(value)
