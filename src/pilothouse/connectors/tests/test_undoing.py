"""Undoing an import of many rows: a job that works in parts, says how far it is, and may be broken off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import queries, services, tasks
from pilothouse.connectors.services import undoable
from pilothouse.connectors.tests.test_services import _begin, _register
from pilothouse.kit import jobs
from pilothouse.kit.errors import Conflict
from pilothouse.roadmap import queries as roadmap
from pilothouse.roadmap import services as roadmap_services

FIRST = "Key,Title,Parent,Waits for\nA-1,One,,\nA-2,Two,A-1,\nA-3,Three,,A-2\nA-4,Four,,\n"
MOVED = "Key,Title,Parent,Waits for\nA-1,One!,,\nA-2,Two!,A-4,\nA-3,Three!,,A-4\nA-4,Four!,,\n"


@pytest.fixture
def two(editor: Any, now: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Two imports of the same items, of which every row counts as many, and every part has one row."""
    monkeypatch.setattr(undoable, "_AT_ONCE", 0)
    monkeypatch.setattr("pilothouse.journal.queries.reading._PORTION", 1)
    return _brought(editor, now, tmp_path / "first.csv", FIRST), _brought(
        editor, now, tmp_path / "moved.csv", MOVED
    )


def _brought(actor: Any, now: Any, path: Path, text: str) -> int:
    path.write_text(text)
    number = _register(actor, now, path).number
    _begin(actor, now, number)
    services.perform_import(actor=actor, now=now, number=number)
    return int(number)


def _state(actor: Any, number: int) -> str:
    return queries.import_run(actor=actor, number=number).state


def _shape(actor: Any) -> dict[str, tuple[str, str, list[str]]]:
    keys = [row.key for row in roadmap.items_page(actor=actor).rows]
    found = [roadmap.item(actor=actor, key=key) for key in keys]
    return {row.key: (row.title, row.parent_key, [each.key for each in row.waits_for]) for row in found}


BEFORE = {
    "A-1": ("One", "", []),
    "A-2": ("Two", "A-1", []),
    "A-3": ("Three", "", ["A-2"]),
    "A-4": ("Four", "", []),
}


def test_a_long_undo_is_a_job_that_says_how_far_it_is(client_for: Any, editor: Any, two: Any) -> None:
    client = client_for("editor")
    client.post("connectors/2/undo", {"edited": "lose"})
    page = client.get("connectors/2").content.decode()
    assert "Undoing moved.csv" in page
    assert "Undo this import" not in page
    assert client.post("connectors/2/undo", {"edited": "lose"}).status_code == 409
    job = queries.import_run(actor=editor, number=2).job_id
    told: list[tuple[str, int, int]] = []
    result = tasks.undo_file(_Progress(told), actor=editor, number=2, force=True, keep=False)

    assert (result["removed"], result["restored"]) == (0, 4)
    assert ("Restoring items", 4, 4) in told
    assert list(dict.fromkeys(text for text, *_ in told)) == ["Restoring items", "Restoring dependencies"]
    assert _shape(editor) == BEFORE
    assert _state(editor, 2) == "undone"
    assert job is not None
    # The worker ended before it could note the end of the job: once more changes nothing.
    assert tasks.undo_file(_Progress([]), actor=editor, number=2, force=True, keep=False) == {
        "result_url": result["result_url"]
    }


class _Progress(jobs.Progress):
    def __init__(self, told: list[tuple[str, int, int]], after: int = 1000) -> None:
        self.told, self.after = told, after

    def step(self, text: str, done: int = 0, of: int = 0) -> None:
        self.told.append((text, done, of))
        if len(self.told) > self.after:
            raise jobs.Cancelled


def test_over_rest_a_long_undo_answers_the_import_and_refuses_what_was_edited(
    api_for: Any, editor: Any, now: Any, two: Any
) -> None:
    api = api_for("editor")
    roadmap_services.change_item(actor=editor, now=now, key="A-2", version=None, values={"title": "Mine"})
    refused = api.post("/imports/2/undo")
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_since")
    assert "1 item was changed after the import: A-2 Mine." in refused.json()["detail"]
    answer = api.post("/imports/2/undo", {"keep": True})
    assert (answer.status_code, answer.json()["number"]) == (202, 2)
    assert jobs.recent(actor=editor)[0].title == "Undoing moved.csv"


@pytest.mark.parametrize("after", [1, 3, 5])
def test_one_that_is_broken_off_goes_on_and_keeps_what_was_edited(
    editor: Any, now: Any, two: Any, after: int
) -> None:
    roadmap_services.change_item(actor=editor, now=now, key="A-4", version=None, values={"title": "Mine"})
    with pytest.raises(jobs.Cancelled):
        tasks.undo_file(_Progress([], after), actor=editor, number=2, force=False, keep=True)
    assert _state(editor, 2) == "undoing"
    with pytest.raises(Conflict, match="Import 2 is being undone"):
        services.undo_import(actor=editor, now=now, number=1, force=True)
    with pytest.raises(Conflict, match="is undoing"):
        _begin(editor, now, 2)

    found = services.perform_undo(actor=editor, now=now, number=2, keep=True)
    assert (found.restored, found.kept) == (4, 1)
    assert _shape(editor) == BEFORE | {"A-4": ("Mine", "", [])}
    assert services.undo_import(actor=editor, now=now, number=1, force=True).removed == 4


def test_what_is_edited_while_it_runs_is_kept(editor: Any, now: Any, two: Any) -> None:
    def step(text: str, done: int, of: int) -> None:
        if (text, done) == ("Restoring items", 1):
            for key in ("A-1", "A-2", "A-3", "A-4"):
                values = {"title": f"Mine {key}"}
                roadmap_services.change_item(actor=editor, now=now, key=key, version=None, values=values)

    services.perform_undo(actor=editor, now=now, number=2, step=step)
    assert {title for title, *_ in _shape(editor).values()} == {f"Mine A-{n}" for n in (1, 2, 3, 4)}
    assert {key: rest for key, (_, *rest) in _shape(editor).items()} == {
        key: rest for key, (_, *rest) in BEFORE.items()
    }


def test_a_circle_with_what_comes_back_changes_nothing(editor: Any, now: Any, two: Any) -> None:
    # A-2 comes back under A-1, which then would wait for its own part.
    for before, after in (("A-3", "A-1"), ("A-2", "A-3")):
        roadmap_services.add_dependency(actor=editor, now=now, predecessor=before, successor=after)
    before_undo = _shape(editor)
    told: list[str] = []
    with pytest.raises(Conflict, match="Restored, there would be a circular dependency"):
        services.perform_undo(
            actor=editor, now=now, number=2, force=True, step=lambda text, done, of: told.append(text)
        )
    assert told == []
    assert _state(editor, 2) == "done"
    assert _shape(editor) == before_undo


def test_a_circle_that_is_closed_while_it_runs_ends_it_and_it_goes_on_once_that_is_mended(
    editor: Any, now: Any, two: Any
) -> None:
    def step(text: str, done: int, of: int) -> None:
        if (text, done) == ("Restoring items", 1):
            for before, after in (("A-3", "A-1"), ("A-2", "A-3")):
                roadmap_services.add_dependency(actor=editor, now=now, predecessor=before, successor=after)

    with pytest.raises(Conflict, match="there would be a circular dependency"):
        services.perform_undo(actor=editor, now=now, number=2, force=True, step=step)
    assert _state(editor, 2) == "undoing"
    tie = next(each for each in roadmap.item(actor=editor, key="A-1").waits_for if each.key == "A-3")
    roadmap_services.remove_dependency(actor=editor, now=now, id=tie.id)
    services.perform_undo(actor=editor, now=now, number=2, force=True)
    assert _shape(editor) == BEFORE
