"""Labels, chosen people and custom fields of imported items, many at once.

A row in memory carries what it has of them as `labels`, names in order, `people`, numbers in order, and
`custom_ids`, values by the number of the field as the record keeps them: so they are compared like any other
field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pilothouse.kit import bulk
from pilothouse.kit.errors import Invalid
from pilothouse.kit.versions import plain
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedItem
from pilothouse.roadmap.services import custom_values, formulas, labels
from pilothouse.roadmap.services.intake.course import Course
from pilothouse.roadmap.services.known import Known

NAMES = ("labels", "people", "custom_ids")


def attach(course: Course, rows: Iterable[models.Item]) -> None:
    """Let each row carry what it has."""
    found: dict[int, models.Item] = {row.pk: row for row in rows}
    for row in found.values():
        vars(row).update(labels=[], people=[], custom_ids={})
    held = models.ItemLabel.objects.filter(item_id__in=found).order_by("label__name")
    for number, name in held.values_list("item_id", "label__name"):
        vars(found[number])["labels"].append(name)
    chosen = models.Assignment.objects.filter(item_id__in=found).order_by("id")
    for number, person in chosen.values_list("item_id", "person_id"):
        vars(found[number])["people"].append(person)
    fields = course.lookup.fields
    if fields:
        values = models.CustomValue.objects.filter(item_id__in=found).exclude(field__kind="formula")
        for value in values:
            stored = plain(custom_values.stored(fields[value.field_id], value))
            vars(found[value.item_id])["custom_ids"][str(value.field_id)] = stored


def values_of(course: Course, item: ImportedItem) -> dict[str, Any]:
    """What a file gives an item of them. A cell that cannot be read stays empty and is reported."""
    known = course.lookup.label_names
    try:
        cleaned = labels.cleaned(item.labels)
    except Invalid as error:
        course.tally.warn(item.row, item.name, f"{error.message} No label is taken.")
        cleaned = []
    names = [known.get(name.casefold(), name) for name in cleaned]
    numbers = map(course.people.get, item.people)
    people = list(dict.fromkeys(number for number in numbers if number is not None))
    found: dict[str, Any] = {"labels": sorted(names), "people": people}
    given: dict[str, Any] = {}
    for name, text in item.custom.items():
        try:
            values = custom_values.given(course.lookup, {name: text})
        except Invalid as error:
            course.tally.warn(item.row, item.name, f"{error.message} It is left empty.")
        else:
            given |= {str(number): plain(value) for number, value in values.items()}
    return found | ({"custom_ids": given} if given else {})


def narrow(row: models.Item, values: dict[str, Any]) -> None:
    """Of custom fields leave only those that differ, on both sides."""
    given: dict[str, Any] = values.pop("custom_ids", {})
    held: dict[str, Any] = vars(row).get("custom_ids", {})
    different = {number: value for number, value in given.items() if held.get(number) != value}
    if different:
        vars(row)["custom_ids"] = {number: held.get(number) for number in different}
        values["custom_ids"] = different


@dataclass
class Besides:
    """What the items of one chunk are to have, written once their rows have numbers."""

    known: Known
    labelled: list[tuple[models.Item, list[str]]] = field(default_factory=list)
    chosen: list[tuple[models.Item, list[int]]] = field(default_factory=list)
    filled: list[tuple[models.Item, dict[str, Any]]] = field(default_factory=list)
    touched: list[models.Item] = field(default_factory=list)

    def get(self, row: models.Item, values: Mapping[str, Any]) -> None:
        """An item gets what `values` have."""
        self.touched.append(row)
        if "labels" in values:
            self.labelled.append((row, values["labels"]))
        if "people" in values:
            self.chosen.append((row, values["people"]))
        if "custom_ids" in values:
            self.filled.append((row, values["custom_ids"]))

    def store(self) -> None:
        self._store_labels()
        self._store_people()
        self._store_custom()
        formulas.refresh(self.known, [row.pk for row in self.touched])

    def _store_labels(self) -> None:
        names = {name for _, each in self.labelled for name in each}
        workspace = self.known.actor.workspace_id
        numbers = labels.numbers(workspace, sorted(names)) if names else {}
        self.known.label_names.update({name.casefold(): name for name in names})
        models.ItemLabel.objects.filter(item__in=[row.pk for row, _ in self.labelled]).delete()
        bulk.insert_values(
            models.ItemLabel,
            ("workspace", "item", "label"),
            ((workspace, row.pk, numbers[name.casefold()]) for row, each in self.labelled for name in each),
        )

    def _store_people(self) -> None:
        """Whoever was chosen, but for those that are gone since."""
        workspace = self.known.actor.workspace_id
        models.Assignment.objects.filter(item__in=[row.pk for row, _ in self.chosen]).delete()
        bulk.insert_values(
            models.Assignment,
            ("workspace", "item", "person"),
            (
                (workspace, row.pk, person)
                for row, each in self.chosen
                for person in each
                if person in self.known.people
            ),
        )

    def _store_custom(self) -> None:
        fresh = []
        for row, values in self.filled:
            row.custom_values.filter(field_id__in=list(values)).delete()
            found = custom_values.without_gone(self.known, {int(key): values[key] for key in values})
            fresh += [self._row(row, number, value) for number, value in found.items() if value is not None]
        bulk.insert(fresh)

    def _row(self, row: models.Item, number: int, value: Any) -> models.CustomValue:
        columns: dict[str, Any] = {custom_values.column(self.known.fields[number]): value}
        workspace = self.known.actor.workspace_id
        return models.CustomValue(workspace_id=workspace, item_id=row.pk, field_id=number, **columns)
