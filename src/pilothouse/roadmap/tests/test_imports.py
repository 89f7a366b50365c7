"""Items from a tracker: known again, joined up, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pilothouse.kit.errors import Conflict
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.contracts import ImportedItem, ImportedLink, ImportedSprint, ImportedVersion


def _item(key: str, row: int = 2, **values: Any) -> ImportedItem:
    return ImportedItem("jira", key, f"Title of {key}", row, **values)


def _bring(small: Any, *items: ImportedItem, batch: str = "b1") -> Any:
    return services.import_items(
        actor=small.actor,
        now=small.now,
        batch=batch,
        product_id=small.product_id,
        items=items,
        people={"ana": small.ana},
    )


FULL = (
    _item(
        "X-1",
        status="done",
        assignee="ana",
        resolved_at=datetime(2025, 5, 1, tzinfo=UTC),
        fix_versions=(ImportedVersion("1.0", date(2025, 6, 1)),),
        affects_versions=(ImportedVersion("0.9"),),
        sprints=(ImportedSprint("Sprint 1", datetime(2025, 4, 1, tzinfo=UTC)),),
        labels=("a", "b"),
        comment_dates=(date(2025, 4, 2), date(2025, 4, 3)),
        extra={"Squad": ["Blue"]},
    ),
    _item("X-2", 3, parent_external_id="X-1", links=(ImportedLink("depends on", "X-3", "predecessor"),)),
    _item(
        "X-3",
        4,
        links=(ImportedLink("is dependent of", "X-2", "successor"), ImportedLink("relates to", "Y-9")),
    ),
)


def test_everything_of_the_file_is_kept_and_counted(small: Any) -> None:
    outcome = _bring(small, *FULL)
    assert (outcome.created, outcome.links, outcome.dependencies) == (3, 3, 1)
    assert (outcome.versions, outcome.sprint_memberships, outcome.comment_dates) == (2, 1, 2)
    first = queries.item(actor=small.actor, key="X-1")
    assert first.versions == (("fix", "1.0"), ("affects", "0.9"))
    assert (first.sprints, first.owner_id, first.labels) == (("Sprint 1",), small.ana, ("a", "b"))
    assert [part.key for part in first.children] == ["X-2"]
    second = queries.item(actor=small.actor, key="X-2")
    assert [edge.key for edge in second.waits_for] == ["X-3"]
    assert [(link.verb, link.key) for link in queries.item(actor=small.actor, key="X-3").links] == [
        ("is dependent of", "X-2"),
        ("relates to", ""),
    ]
    assert models.Item.objects.get(key="X-1").extra == {"Squad": ["Blue"]}


def test_the_same_rows_again_change_nothing(small: Any) -> None:
    _bring(small, *FULL)
    again = _bring(small, *FULL, batch="b2")
    assert (again.created, again.updated, again.unchanged, again.dependencies) == (0, 0, 3, 0)
    assert models.Link.objects.count() == 3
    assert models.ItemRelease.objects.count() == 2


def test_a_changed_row_updates_its_item_and_undo_gives_the_old_value_back(small: Any) -> None:
    _bring(small, *FULL)
    outcome = _bring(small, replace(FULL[1], title="New title", low=1.0, likely=2.0, high=3.0), batch="b2")
    assert outcome.updated == 1
    assert queries.item(actor=small.actor, key="X-2").likely == 2.0
    counts = services.undo_import(actor=small.actor, now=small.now, batch="b2")
    assert counts == {"removed": 0, "restored": 1, "kept": 0}
    back = queries.item(actor=small.actor, key="X-2")
    assert (back.title, back.likely) == ("Title of X-2", None)


def test_undo_of_a_first_import_leaves_nothing_behind(small: Any) -> None:
    kept = small.item("Mine")
    _bring(small, *FULL)
    services.undo_import(actor=small.actor, now=small.now, batch="b1")
    assert list(models.Item.objects.values_list("key", flat=True)) == [kept.key]
    for table in (models.Release, models.Sprint, models.Link, models.Dependency, models.ItemSprint):
        assert table._default_manager.count() == 0


def test_undo_is_refused_when_somebody_changed_an_item_since(small: Any) -> None:
    _bring(small, *FULL)
    services.change_item(actor=small.actor, now=small.now, key="X-3", version=None, values={"value": 7})
    with pytest.raises(Conflict, match="X-3"):
        services.undo_import(actor=small.actor, now=small.now, batch="b1")
    assert models.Item.objects.count() == 3
    services.undo_import(actor=small.actor, now=small.now, batch="b1", force=True)
    assert models.Item.objects.count() == 0


def test_a_link_that_would_close_a_circle_stays_a_link_and_is_reported(small: Any) -> None:
    outcome = _bring(
        small,
        _item("C-1", links=(ImportedLink("depends on", "C-2", "predecessor"),)),
        _item("C-2", 3, links=(ImportedLink("depends on", "C-1", "predecessor"),)),
    )
    assert (outcome.links, outcome.dependencies) == (2, 1)
    assert [(note.row, note.key) for note in outcome.warnings] == [(3, "C-2")]
    assert "circular dependency" in outcome.warnings[0].text


def test_a_missing_parent_is_reported_by_row(small: Any) -> None:
    outcome = _bring(small, _item("X-2", 17, parent_external_id="Z-1"))
    assert [(note.row, note.key) for note in outcome.warnings] == [(17, "X-2")]
