"""A tracker's rows come again: what people entered stays, what the tracker changed follows, undo is whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import process_time
from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Forbidden, NotFound
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.contracts import ImportedItem, ImportedLink, ImportedSprint, ImportedVersion
from pilothouse.roadmap.services.intake import imports

LONG_AGO = datetime(2025, 1, 6, tzinfo=UTC)


def _row(key: str, row: int = 2, **values: Any) -> ImportedItem:
    return ImportedItem("jira", key, values.pop("title", f"Title of {key}"), row, **values)


def _bring(small: Any, batch: str, *items: ImportedItem) -> Any:
    return services.import_items(
        actor=small.actor,
        now=small.now,
        batch=batch,
        product_id=small.product_id,
        items=items,
        people={"ana": small.ana},
    )


def _change(small: Any, key: str, **values: Any) -> None:
    services.change_item(actor=small.actor, now=small.now, key=key, version=None, values=values)


def _item(small: Any, key: str) -> Any:
    return queries.item(actor=small.actor, key=key)


def _undo(small: Any, batch: str, **values: Any) -> dict[str, int]:
    return services.undo_import(actor=small.actor, now=small.now, batch=batch, **values)


def test_what_the_tracker_does_not_know_is_never_erased(small: Any) -> None:
    _bring(small, "b1", _row("X-1"))
    _change(small, "X-1", low=1.0, likely=2.0, high=3.0, progress=0.5, owner_id=small.ana)
    later = small.now + timedelta(days=3)
    _bring(small, "b2", _row("X-1", title="Renamed there", source_updated_at=later))
    found = _item(small, "X-1")
    assert (found.low, found.likely, found.high) == (1.0, 2.0, 3.0)
    assert (found.progress, found.owner_id, found.title) == (0.5, small.ana, "Renamed there")


def test_what_both_know_follows_whoever_spoke_last(small: Any) -> None:
    _bring(small, "b1", _row("X-1", status="backlog", source_updated_at=LONG_AGO))
    _change(small, "X-1", status="in_progress", title="Named here")
    same = _bring(small, "b2", _row("X-1", status="backlog", source_updated_at=LONG_AGO))
    assert (same.updated, same.unchanged) == (0, 1)
    assert (_item(small, "X-1").status, _item(small, "X-1").title) == ("in_progress", "Named here")
    assert [(note.row, note.key) for note in same.warnings] == [(2, "X-1")]
    assert "status, title" in same.warnings[0].text
    done = _row("X-1", status="done", resolved_at=small.now, source_updated_at=small.now + timedelta(days=1))
    assert _bring(small, "b3", done).updated == 1
    found = _item(small, "X-1")
    assert (found.status, found.progress, found.title) == ("done", 1.0, "Title of X-1")


def test_what_nobody_touched_is_emptied_with_the_tracker(small: Any) -> None:
    _bring(small, "b1", _row("X-1", assignee="ana", labels=("old",), deadline=date(2026, 3, 1)))
    _bring(small, "b2", _row("X-1"))
    found = _item(small, "X-1")
    assert (found.owner_id, found.labels, found.deadline) == (None, (), None)


def test_a_reopened_item_has_work_left_again(small: Any) -> None:
    _bring(small, "b1", _row("X-1", status="done", resolved_at=LONG_AGO))
    _bring(small, "b2", _row("X-1", status="in_progress"))
    assert (_item(small, "X-1").progress, _item(small, "X-1").resolved_at) == (0.0, None)


def test_a_parent_follows_the_tracker_unless_it_was_chosen_here(small: Any) -> None:
    epics = (_row("E-1", level="initiative"), _row("E-2", 3, level="initiative"))
    _bring(small, "b1", *epics, _row("X-1", 4, parent_external_id="E-1"), _row("X-2", 5))
    moved = _bring(small, "b2", *epics, _row("X-1", 4, parent_external_id="E-2"), _row("X-2", 5))
    assert (_item(small, "X-1").parent_key, moved.updated) == ("E-2", 1)
    _bring(small, "b3", *epics, _row("X-1", 4), _row("X-2", 5))
    assert _item(small, "X-1").parent_key == ""
    own = small.item("Ours", None, level="initiative")
    services.move_item(actor=small.actor, now=small.now, key="X-2", version=None, parent_key=own.key)
    _bring(small, "b4", *epics, _row("X-1", 4), _row("X-2", 5))
    assert _item(small, "X-2").parent_key == own.key
    _bring(small, "b5", *epics, _row("X-2", 5, parent_external_id="E-1", source_updated_at=LONG_AGO))
    assert _item(small, "X-2").parent_key == own.key


def test_a_parent_that_would_close_a_circle_is_left_out_and_reported(small: Any) -> None:
    _bring(small, "b1", _row("E-1", level="feature"), _row("X-1", 3))
    services.add_dependency(actor=small.actor, now=small.now, predecessor="X-1", successor="E-1")
    again = _bring(small, "b2", _row("E-1", level="feature"), _row("X-1", 3, parent_external_id="E-1"))
    assert _item(small, "X-1").parent_key == ""
    assert [note.key for note in again.warnings] == ["X-1"]
    assert small.plan().items == 2


def test_items_that_are_parts_of_each_other_are_reported(small: Any) -> None:
    found = _bring(
        small, "b1", _row("X-1", parent_external_id="X-2"), _row("X-2", 3, parent_external_id="X-1")
    )
    assert sorted([_item(small, "X-1").parent_key, _item(small, "X-2").parent_key]) in (
        ["", "X-1"],
        ["", "X-2"],
    )
    assert len(found.warnings) == 1


WAITS = (ImportedLink("depends on", "X-2", "predecessor"),)


def test_a_dependency_that_the_tracker_dropped_goes_and_undo_brings_it_back(small: Any) -> None:
    _bring(small, "b1", _row("X-1", links=WAITS), _row("X-2", 3))
    assert [edge.key for edge in _item(small, "X-1").waits_for] == ["X-2"]
    gone = _bring(small, "b2", _row("X-1"), _row("X-2", 3))
    assert (_item(small, "X-1").waits_for, _item(small, "X-1").links, gone.updated) == ((), (), 1)
    _undo(small, "b2")
    assert [edge.key for edge in _item(small, "X-1").waits_for] == ["X-2"]
    assert [link.key for link in _item(small, "X-1").links] == ["X-2"]


def test_a_file_with_one_end_only_leaves_the_dependency_alone(small: Any) -> None:
    _bring(small, "b1", _row("X-1"), _row("X-2", 3, links=(ImportedLink("blocks", "X-1", "successor"),)))
    _bring(small, "b2", _row("X-1", title="Alone"))
    assert [edge.key for edge in _item(small, "X-1").waits_for] == ["X-2"]


def test_dependencies_made_or_changed_here_stay(small: Any) -> None:
    _bring(small, "b1", _row("X-1", links=WAITS), _row("X-2", 3), _row("X-3", 4))
    services.add_dependency(actor=small.actor, now=small.now, predecessor="X-3", successor="X-1")
    edge = _item(small, "X-1").waits_for[0]
    services.change_dependency(actor=small.actor, now=small.now, id=edge.id, lag_days=4.0)
    _bring(small, "b2", _row("X-1"), _row("X-2", 3), _row("X-3", 4))
    assert [(edge.key, edge.lag_days) for edge in _item(small, "X-1").waits_for] == [
        ("X-2", 4.0),
        ("X-3", 0.0),
    ]


def test_a_dependency_removed_here_is_not_brought_back(small: Any) -> None:
    _bring(small, "b1", _row("X-1", links=WAITS), _row("X-2", 3))
    services.remove_dependency(actor=small.actor, now=small.now, id=_item(small, "X-1").waits_for[0].id)
    again = _bring(small, "b2", _row("X-1", links=WAITS), _row("X-2", 3))
    assert (_item(small, "X-1").waits_for, again.dependencies) == ((), 0)
    assert "removed here" in again.warnings[0].text


def test_undo_gives_back_versions_sprints_links_parent_and_owner(small: Any) -> None:
    first = (
        _row("E-1", level="initiative"),
        _row(
            "X-1",
            3,
            parent_external_id="E-1",
            assignee="ana",
            fix_versions=(ImportedVersion("1.0"),),
            sprints=(ImportedSprint("S 1", LONG_AGO),),
            links=(ImportedLink("relates to", "E-1"),),
        ),
    )
    _bring(small, "b1", *first)
    before = _item(small, "X-1")
    changed = _bring(
        small, "b2", first[0], _row("X-1", 3, fix_versions=(ImportedVersion("2.0", date(2025, 2, 1)),))
    )
    assert changed.updated == 1
    after = _item(small, "X-1")
    assert (after.versions, after.sprints, after.links, after.parent_key) == ((("fix", "2.0"),), (), (), "")
    _undo(small, "b2")
    back = _item(small, "X-1")
    for name in ("versions", "sprints", "links", "parent_key", "owner_id", "release_name"):
        assert getattr(back, name) == getattr(before, name), name
    assert not models.Release.objects.filter(name="2.0").exists()


def test_imports_are_undone_one_after_the_other(small: Any) -> None:
    _bring(small, "b1", _row("X-1"))
    _bring(small, "b2", _row("X-1", title="Second"), _row("X-2", 3))
    with pytest.raises(Conflict):
        _undo(small, "b1")
    assert _undo(small, "b2") == {"removed": 1, "restored": 1, "kept": 0}
    assert _undo(small, "b1") == {"removed": 1, "restored": 0, "kept": 0}
    assert models.Item.objects.count() == 0


def test_undo_leaves_out_what_was_removed_since(small: Any) -> None:
    _bring(small, "b1", _row("X-1", fix_versions=(ImportedVersion("1.0"),)))
    _bring(small, "b2", _row("X-1"))
    services.remove_release(
        actor=small.actor, now=small.now, id=models.Release.objects.get(name="1.0").pk, version=None
    )
    _undo(small, "b2")
    assert (_item(small, "X-1").release_id, _item(small, "X-1").versions) == (None, ())


def test_a_date_to_come_is_the_target_of_a_version(small: Any) -> None:
    _bring(
        small,
        "b1",
        _row(
            "X-1",
            fix_versions=(ImportedVersion("1.0", date(2025, 6, 1)), ImportedVersion("2.0", date(2026, 6, 1))),
        ),
    )
    dates = {row.name: (row.released_on, row.target_on) for row in models.Release.objects.all()}
    assert dates == {"1.0": (date(2025, 6, 1), None), "2.0": (None, date(2026, 6, 1))}
    small.plan()
    found = next(row for row in queries.releases(actor=small.actor, only_planned=True) if row.name == "2.0")
    assert found.forecast is not None
    assert found.forecast.chance == 1.0


def test_long_keys_that_start_alike_stay_apart(small: Any) -> None:
    found = _bring(small, "b1", _row("K" * 45 + "1"), _row("K" * 45 + "2", 3), _row("K" * 45 + "1", 4))
    assert (found.created, models.Item.objects.count()) == (2, 2)
    assert [note.row for note in found.warnings] == [3, 4]


def test_a_viewer_imports_and_undoes_nothing_and_a_stranger_finds_nothing(small: Any, people: Any) -> None:
    _bring(small, "b1", _row("X-1"))
    with pytest.raises(Forbidden):
        services.undo_import(actor=people["viewer"].actor, now=small.now, batch="b1")
    assert services.undo_import(actor=people["stranger"].actor, now=small.now, batch="b1")["removed"] == 0
    with pytest.raises(NotFound):
        queries.item(actor=people["stranger"].actor, key="X-1")
    assert models.Item.objects.count() == 1


def _break(course: Any) -> None:
    raise ZeroDivisionError


def test_what_was_broken_off_counts_as_new_when_it_goes_on(
    small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = (
        _row("E-1", level="feature"),
        _row("X-1", 3, parent_external_id="E-1", links=WAITS),
        _row("X-2", 4),
    )
    with monkeypatch.context() as broken:
        broken.setattr(imports, "join", _break)
        with pytest.raises(ZeroDivisionError):
            _bring(small, "b1", *rows)
    found = _bring(small, "b1", *rows, _row("X-3", 5))
    assert (found.created, found.updated, found.unchanged) == (4, 0, 0)
    assert (_item(small, "X-1").parent_key, _item(small, "X-1").waits_for[0].key) == ("E-1", "X-2")
    again = _bring(small, "b2", *rows, _row("X-3", 5))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 4)
    assert _undo(small, "b1") == {"removed": 4, "restored": 0, "kept": 0}


def test_very_many_circles_of_parents_cost_no_more_than_their_rows(small: Any) -> None:
    rows = [_row(f"X-{n}", n + 2, parent_external_id=f"X-{n ^ 1}") for n in range(1000)]
    began = process_time()
    found = _bring(small, "b1", *rows)
    assert len(found.warnings) == 500
    assert models.Item.objects.exclude(parent=None).count() == 500
    assert process_time() - began < 5


def test_a_preview_shows_what_becomes_of_links_and_lags(small: Any) -> None:
    waits = ImportedLink("waits for", "X-2", "predecessor")
    _bring(small, "b1", _row("X-1", links=(waits,)), _row("X-2", 3), _row("X-3", 4))

    def told(*links: ImportedLink) -> dict[str, tuple[str, str]]:
        comparison = services.Comparison(actor=small.actor, product_id=small.product_id, source="jira")
        effects = comparison.of((_row("X-1", links=links), _row("X-2", 3)), {})
        assert effects[1].changes == ()
        return {each.label: (each.before, each.after) for each in effects[0].changes}

    assert told(waits) == {}
    assert told(replace(waits, kind="SS", lag=2.0)) == {
        "Waits for": ("X-2 (starts after it ends)", "X-2 (starts after it starts, 2 days later)")
    }
    other = replace(waits, target_external_id="X-3")
    assert told(other) == {"Links": ("waits for X-2", "waits for X-3")}
    again = _bring(small, "b2", _row("X-1", links=(replace(waits, lag=2.0),)), _row("X-2", 3))
    assert again.updated == 1
    edge = models.Dependency.objects.get()
    services.change_dependency(actor=small.actor, now=small.now, id=edge.pk, lag_days=5.0)
    assert told(waits) == {}  # its lag was chosen here, and stays
