"""Items as a table worked in as in a spreadsheet: every field a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.products import Products
from pilothouse.kit.sheets import Cell, CellKind, SheetColumn, SheetRow, SheetRows
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import KINDS, LEVELS, PRIORITIES, CustomField
from pilothouse.roadmap.queries import own, runs
from pilothouse.roadmap.queries.filtering import ItemFilter, narrowed, ordered
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision

Column = SheetColumn
CUSTOM = "custom_"  # and the number of the field
_FIRST = (
    Column("key", "Key", "line", 84, link=True, also=("ID", "Issue key")),
    Column("title", "Title", "line", 340, editable=True, link=True, also=("Name", "Summary", "Task")),
    Column("product", "Product", "choice", 130, editable=True, groups=True, also=("Product name",)),
    Column("level", "Level", "choice", 90, False, editable=True, groups=True),
    Column("kind", "Kind", "choice", 100, False, editable=True, groups=True, also=("Type",)),
    Column("status", "Status", "choice", 110, editable=True, groups=True, also=("State", "Status name")),
    Column("priority", "Priority", "choice", 90, editable=True, groups=True),
    Column("owner", "Owner", "choice", 140, editable=True, groups=True, also=("Owner name",)),
    Column("people", "Assignees", "many", 140, False, editable=True, groups=True, also=("Assignee",)),
    Column("team", "Team", "choice", 120, False, editable=True, groups=True),
    Column("release", "Release", "choice", 130, editable=True, groups=True, also=("Release name", "Version")),
    Column("parent", "Parent", "line", 90, False, editable=True, groups=True, also=("Parent key",)),
    Column("labels", "Labels", "many", 130, editable=True, groups=True, free=True, also=("Label", "Tags")),
    Column("low", "Low", "number", 70, False, editable=True, also=("Low days",)),
    Column("likely", "Estimate", "number", 90, editable=True, also=("Likely", "Days", "Effort")),
    Column("high", "High", "number", 70, False, editable=True, also=("High days",)),
    Column("story_points", "Story points", "number", 100, False, editable=True, also=("Points",)),
    Column("progress", "Progress", "share", 90, False, editable=True),
    Column("earliest_start", "Earliest start", "date", 120, False, editable=True),
    Column("deadline", "Deadline", "date", 110, editable=True, also=("Due", "Due date")),
    Column("deadline_hard", "Hard deadline", "tick", 110, False, editable=True),
    Column("value", "Value", "number", 80, False, editable=True),
    Column("mandatory", "Mandatory", "tick", 100, False, editable=True, groups=True),
    Column("milestone", "Milestone", "tick", 100, False, editable=True, groups=True),
)
_LAST = (
    Column("started_on", "Started", "date", 110, False, editable=True, also=("Started on",)),
    Column("resolved_on", "Resolved", "date", 110, False),
    Column("start", "Start", "date", 110, also=("Planned start",)),
    Column("p50", "Median date", "date", 110, also=("p50",)),
    Column("p85", "85 % date", "date", 110, also=("p85",)),
    Column("chance", "Chance", "share", 80),
)
_CUSTOM_KINDS: Mapping[str, CellKind] = {
    "text": "line", "number": "number", "date": "date", "choice": "choice", "person": "choice",
}  # fmt: skip
_PLANNED = {"start": "start_p50", "p50": "p50", "p85": "p85", "chance": "chance"}
_STORED = (
    "id", "version", "key", "title", "level", "kind", "status", "own_status_id", "priority", "low", "likely",
    "high", "story_points", "progress", "earliest_start", "deadline", "deadline_hard", "value", "mandatory",
    "milestone", "started_on", "resolved_at", "product_id", "owner_id", "team_id", "release__name",
    "parent__key",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetNames:
    """What the cells of references are called: number to a name that no other has. Releases by product."""

    products: Mapping[int, str]
    people: Mapping[int, str]
    teams: Mapping[int, str]
    releases: Mapping[int, Mapping[int, str]]


def sheet_names(*, actor: Actor) -> SheetNames:
    """The names of the workspace; four statements."""
    releases: dict[int, dict[int, str]] = defaultdict(dict)
    found = models.Release.objects.filter(workspace_id=actor.workspace_id)
    for number, product, name in found.values_list("pk", "product_id", "name"):
        releases[product][number] = name
    return SheetNames(
        products=_distinct({row.id: row.name for row in vision.products(actor=actor)}),
        people=_distinct(team.names(actor=actor)),
        teams=_distinct({row.id: row.name for row in team.teams(actor=actor)}),
        releases=releases,
    )


def _distinct(names: Mapping[int, str]) -> dict[int, str]:
    """Two of one name are told apart by a number after it, in the order in which they came."""
    seen: dict[str, int] = defaultdict(int)
    found = {}
    for number, name in sorted(names.items()):
        seen[name] += 1
        found[number] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return found


def sheet_columns(*, actor: Actor, product_id: Products = None) -> tuple[SheetColumn, ...]:
    """The columns of the table of items, custom fields among them, with what their cells may hold."""
    names = sheet_names(actor=actor)
    shown = _shown(names, product_id)
    releases = [names.releases.get(number, {}) for number in shown]
    people = tuple(sorted(names.people.values(), key=str.lower))
    choices: dict[str, Iterable[str]] = {
        "product": names.products.values(),
        "level": map(str.capitalize, LEVELS),
        "kind": map(str.capitalize, KINDS),
        "status": (row.name for row in own.statuses(actor=actor)),
        "priority": map(str.capitalize, PRIORITIES),
        "owner": people,
        "people": people,
        "team": names.teams.values(),
        "release": dict.fromkeys(name for each in releases for name in each.values()),
        "labels": (row.name for row in own.labels(actor=actor)),
    }
    fixed = {
        row.name: replace(row, choices=tuple(choices.get(row.name, ())), shown=_is_shown(row, shown))
        for row in (*_FIRST, *_LAST)
    }
    custom = [_custom_column(row, people) for row in own.custom_fields(actor=actor)]
    return (*(fixed[row.name] for row in _FIRST), *custom, *(fixed[row.name] for row in _LAST))


def _custom_column(field: CustomField, people: tuple[str, ...]) -> SheetColumn:
    kind = field.result if field.kind == "formula" else field.kind
    return Column(
        f"{CUSTOM}{field.id}",
        field.name,
        _CUSTOM_KINDS.get(kind, "line"),
        shown=False,
        editable=field.kind != "formula",
        groups=field.kind in ("choice", "person"),
        choices=people if field.kind == "person" else field.choices,
    )


def _shown(names: SheetNames, products: Products) -> list[int]:
    """The products whose items are shown."""
    wanted = (products,) if isinstance(products, int) else products
    return [number for number in names.products if wanted is None or number in wanted]


def _is_shown(column: SheetColumn, products: Sequence[int]) -> bool:
    """The product is a column of its own where rows may be of several."""
    return column.shown and (column.name != "product" or len(products) > 1)


def sheet_rows(
    *, actor: Actor, narrow: ItemFilter | None = None, sort: str = "plan", start: int = 0, size: int = 500
) -> SheetRows:
    """Items from place `start` on, with the dates of the newest run that holds each."""
    rows = narrowed(actor, narrow or ItemFilter())
    total = rows.count()
    found = _as_rows(actor, list(ordered(actor, rows, sort).values(*_STORED)[start : start + size]))
    after = start + len(found)
    return SheetRows(total, after if found and after < total else None, found)


def sheet_rows_of(*, actor: Actor, ids: Iterable[int]) -> tuple[SheetRow, ...]:
    """The rows of these items, in the order of `ids`; those that are gone are left out."""
    wanted = list(ids)
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, pk__in=wanted)
    found = {row.id: row for row in _as_rows(actor, list(rows.values(*_STORED)))}
    return tuple(found[number] for number in wanted if number in found)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What rows have beside their own, by item."""

    names: SheetNames
    statuses: own.StatusNames
    planned: Mapping[int, Mapping[str, Any]]
    labels: Mapping[int, tuple[str, ...]]
    people: Mapping[int, tuple[int, ...]]
    custom: Mapping[tuple[int, int], Cell]


def _as_rows(actor: Actor, rows: list[dict[str, Any]]) -> tuple[SheetRow, ...]:
    ids = [row["id"] for row in rows]
    names = sheet_names(actor=actor)
    beside = _Beside(
        names,
        own.status_names(actor=actor),
        _planned(actor, ids),
        own.labels_of(ids),
        own.people_of(ids),
        _custom(ids, names),
    )
    fields = [row.id for row in own.custom_fields(actor=actor)]
    first, last = ([_READ.get(row.name, _as_is(row.name)) for row in part] for part in (_FIRST, _LAST))
    return tuple(_row(row, beside, fields, first, last) for row in rows)


def _row(
    row: dict[str, Any], beside: _Beside, fields: list[int], first: list[_Read], last: list[_Read]
) -> SheetRow:
    number, names = row["id"], beside.names
    row |= beside.planned.get(number, {})
    row |= {
        "status": beside.statuses.of(row["status"], row["own_status_id"]),
        "product": names.products[row["product_id"]],
        "owner": names.people.get(row["owner_id"]),
        "team": names.teams.get(row["team_id"]),
        "labels": beside.labels.get(number, ()),
        "people": tuple(names.people[one] for one in beside.people.get(number, ()) if one in names.people),
    }
    cells = (
        *(read(row) for read in first),
        *(beside.custom.get((number, field)) for field in fields),
        *(read(row) for read in last),
    )
    return SheetRow(number, row["version"], cells)


def _planned(actor: Actor, ids: list[int]) -> dict[int, dict[str, Any]]:
    """By item, what the newest run that holds it says. Later runs are read last and so stay."""
    newest = runs.newest_of_each(actor=actor)
    rows = models.PlannedItem.objects.filter(run_id__in=newest, item_id__in=ids).order_by("run_id")
    return {
        number: dict(zip(_PLANNED, values, strict=True))
        for number, *values in rows.values_list("item_id", *_PLANNED.values())
    }


def _custom(ids: list[int], names: SheetNames) -> dict[tuple[int, int], Cell]:
    """What stands in custom fields, by item and field: one statement."""
    rows = models.CustomValue.objects.filter(item_id__in=ids)
    found: dict[tuple[int, int], Cell] = {}
    for item, field, text, number, day, person in rows.values_list(
        "item_id", "field_id", "text", "number", "day", "person_id"
    ):
        held: tuple[Any, ...] = (number, day)
        value = next((one for one in held if one is not None), text or None)
        shown = value.isoformat() if isinstance(value, date) else value
        found[item, field] = names.people.get(person) if person else shown
    return found


_Read = Callable[[Mapping[str, Any]], Cell]


def _as_is(name: str) -> _Read:
    def read(row: Mapping[str, Any]) -> Cell:
        value: Cell | date = row.get(name)
        return value.isoformat() if isinstance(value, date) else value

    return read


def _word(name: str) -> _Read:
    return lambda row: row[name] and row[name].capitalize()


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None


_READ: dict[str, _Read] = {
    "level": _word("level"),
    "kind": _word("kind"),
    "priority": _word("priority"),
    "release": lambda row: row["release__name"],
    "parent": lambda row: row["parent__key"],
    "resolved_on": lambda row: _day(row["resolved_at"]),
}
