"""Pasted cells, whatever they hold: what was previewed is what happens, and its undo leaves nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.journal.models import Entry
from pilothouse.roadmap import models, queries
from pilothouse.roadmap import services as roadmap

ADDRESS = "/api/v1/sheets/items/cells"
_DAYS = ("2027-03-01", "1 Mar 2027", "31.12.2026", "3/4/2027", "2027-02-30", "", "soon")
_NUMBERS = ("3", "2,5", "1.000", "0", "-1", "2 weeks", "1e9", "", "many")
_WORDS = {
    "title": ("Pump", "  Two   words ", "=1+1", "", "Ünïcode", "x" * 501),
    "status": ("Done", "in progress", "BACKLOG", "Somewhere", ""),
    "priority": ("high", "Urgent", "", "huge"),
    "kind": ("build", "Test", "", "song"),
    "level": ("task", "feature", "planet"),
    "owner": ("Ana Ruiz", "ben okafor", "Nobody", ""),
    "people": ("Ana Ruiz, Ben Okafor", "Ben Okafor; ana ruiz", "Ana Ruiz, Nobody", ""),
    "labels": ("ui, UI", "März; late", "", "l" * 200),
    "release": ("1.0", "9.9", ""),
    "parent": ("APP-1", "APP-2", "APP-3", "APP-99", ""),
    **dict.fromkeys(("low", "likely", "high", "story_points", "value"), _NUMBERS),
    **dict.fromkeys(("earliest_start", "deadline", "started_on"), _DAYS),
    **dict.fromkeys(("milestone", "mandatory", "deadline_hard"), ("yes", "no", "x", "", "perhaps")),
    "progress": ("40 %", "0.4", "140", "", "half"),
    "p85": ("2027-01-01",),
}
# What changes because another cell did: a range with its number, progress and days with the status.
_FOLLOWING = {"low", "likely", "high", "progress", "started_on"}
_CELLS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(texts) for name, texts in _WORDS.items()}
).filter(bool)
_PASTED = st.lists(
    st.tuples(st.sampled_from(("APP-1", "APP-2", "APP-3", "NEW-1", "")), _CELLS),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row[0] or id(row),
)


class _Everything(Exception):
    """Ends an example, so that it leaves nothing."""


@pytest.fixture
def filled(small: Any) -> Any:
    release = roadmap.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="1.0", target_on=None
    )
    first = small.item("First", 3.0, owner_id=small.ana, status="in_progress")
    small.item("Second", release_id=release.id, labels=["late"])
    small.item("Third", parent_key=first.key, people=[small.ben])
    return small


@pytest.fixture
def api(api_for: Any) -> Any:
    return api_for("editor")


def _tables(actor: Any) -> dict[str, list[Any]]:
    """What the tables hold of items, to the last byte, but for how often a row was written."""
    mine = {"workspace_id": actor.workspace_id}
    rows = models.Item.objects.filter(**mine).order_by("pk").values()
    return {
        "items": [{name: value for name, value in row.items() if name != "version"} for row in rows],
        "labels": sorted(models.ItemLabel.objects.filter(**mine).values_list("item_id", "label__name")),
        "people": sorted(models.Assignment.objects.filter(**mine).values_list("item_id", "person_id")),
    }


def _cells(actor: Any) -> dict[str, dict[str, Any]]:
    """The cells of every row by key and column."""
    names = [column.name for column in queries.sheet_columns(actor=actor)]
    rows = [dict(zip(names, row.cells, strict=True)) for row in queries.sheet_rows(actor=actor).rows]
    return {row["key"]: row for row in rows}


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An outcome as a preview has it: without what only the rows that were made have."""
    return [
        {name: value for name, value in row.items() if name != "row"}
        | ({"id": None, "key": ""} if row["is_new"] else {})
        for row in rows
    ]


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(pasted=_PASTED)
def test_pasted_cells_do_what_was_previewed_and_their_undo_leaves_nothing(
    filled: Any, api: Any, pasted: list[tuple[str, dict[str, str]]]
) -> None:
    try:
        with transaction.atomic():
            _paste_and_undo(filled.actor, api, pasted)
            raise _Everything
    except _Everything:
        pass


def test_a_label_of_a_refused_row_is_made_again_by_the_next_that_names_it(filled: Any, api: Any) -> None:
    refused = {"title": "x" * 501, "labels": "März; late"}
    _paste_and_undo(filled.actor, api, [("", refused), ("APP-3", {"labels": "März; late"})])


def test_a_label_of_a_refused_cell_is_made_again_by_the_next_row(filled: Any, api: Any) -> None:
    refused = {"labels": "März", "parent": "APP-1", "level": "task"}  # an item above itself
    _paste_and_undo(filled.actor, api, [("APP-1", refused), ("APP-3", {"labels": "März; late"})])


def _paste_and_undo(actor: Any, api: Any, pasted: list[tuple[str, dict[str, str]]]) -> None:
    rows = [
        {"key": key, "cells": [{"column": name, "text": text} for name, text in texts.items()]}
        for key, texts in pasted
    ]
    tables, entries, before = _tables(actor), Entry.objects.count(), _cells(actor)
    tried = api.post(ADDRESS, {"rows": rows, "preview": True}).json()
    assert (_tables(actor), Entry.objects.count()) == (tables, entries)
    assert not tried["applied"]

    done = api.post(ADDRESS, {"rows": rows, "seal": tried["seal"]}).json()
    assert done["applied"]
    assert _shown(done["rows"]) == _shown(tried["rows"])
    _only_what_was_told(before, _cells(actor), done["rows"])

    if done["batch"]:
        undone = api.post("/api/v1/sheets/items/undo", {"batch": done["batch"]}).json()
        assert undone["kept"] == []
    assert _tables(actor) == tables


def _only_what_was_told(before: dict[str, Any], after: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Rows that no one named are as they were; of the others a cell that was refused, or not told, is."""
    told = {row["key"]: row for row in rows if not row["refused"]}
    made = {row["key"] for row in told.values() if row["is_new"]}
    assert after.keys() == before.keys() | made
    for key, cells in before.items():
        changed = {cell["column"] for cell in told.get(key, {"cells": []})["cells"] if not cell["refused"]}
        refused = {cell["column"] for cell in told.get(key, {"cells": []})["cells"] if cell["refused"]}
        different = {name for name, cell in cells.items() if after[key][name] != cell}
        assert (key, (different & refused) - _FOLLOWING) == (key, set())
        assert (key, changed - different) == (key, set())
        if not changed:
            assert (key, different & _WORDS.keys()) == (key, set())
