"""Uploads that nobody brought in have an end; what was brought in, or waits since yesterday, stays."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import models, queries, services, tasks
from pilothouse.connectors.services.files import folder
from pilothouse.connectors.tests.test_services import _begin, _file, _register
from pilothouse.kit import clock
from pilothouse.kit.errors import Forbidden, Gone
from pilothouse.kit.models import Job

# State as it is noted, state of its job, days since it came, whether its file stays.
FAILED = [
    ("failed", "failed", 181, False),
    ("failed", "failed", 179, True),
    ("running", "failed", 181, False),
    ("running", "running", 181, True),
]


def _upload(actor: Any, now: Any, tmp_path: Path, title: str, *, days: int) -> Any:
    """An import that was looked at so many days ago, with its file."""
    path = _file(tmp_path, f"Key,Title\nA-1,{title}\n")
    run = _register(actor, now - timedelta(days=days), path)
    _aged(folder(actor) / models.ImportRun.objects.get(pk=run.id).digest, now, days)
    return run


def _aged(path: Path, now: Any, days: float) -> Path:
    path.touch()
    at = (now - timedelta(days=days)).timestamp()
    os.utime(path, (at, at))
    return path


def _kept(actor: Any) -> set[str]:
    return {path.name for path in folder(actor).glob("*")}


@pytest.fixture
def after(owner: Any, editor: Any, now: Any, tmp_path: Path, settings: Any) -> set[int]:
    """Numbers of the imports that are left of one that is old, brought in, young or the newest of all."""
    settings.PILOTHOUSE_HOME = tmp_path / "home"
    old = _upload(editor, now, tmp_path, "Old", days=31)
    done = _upload(editor, now, tmp_path, "Done", days=90)
    _begin(editor, now, done.number)
    services.perform_import(actor=editor, now=now, number=done.number)
    young = _upload(editor, now, tmp_path, "Young", days=29)
    newest = _upload(editor, now, tmp_path, "Newest", days=31)
    notes = folder(editor) / f"{models.ImportRun.objects.get(pk=old.id).batch}.notes.csv"
    for name, days in (
        (notes.name, 31),
        ("e" * 32 + ".part", 2),
        ("f" * 64, 2),
        ("a" * 64, 0.5),
        ("mine.txt", 99),
    ):
        _aged(folder(editor) / name, now, days)

    services.forget_abandoned(actor=owner, now=now)
    left = set(models.ImportRun.objects.values_list("number", flat=True))
    assert left == {done.number, young.number, newest.number}
    return left


def test_an_upload_that_was_only_looked_at_goes_after_a_month_with_its_file(
    after: set[int], editor: Any
) -> None:
    digests = set(models.ImportRun.objects.filter(number__in=after).values_list("digest", flat=True))
    left = {name for name in _kept(editor) if not name.endswith(".notes.csv")}

    assert len(digests) == 3
    assert left == {*digests, "a" * 64, "mine.txt"}
    assert len(_kept(editor) - left) == 1  # the notes of what was brought in


def test_a_number_is_given_once(after: set[int], editor: Any, now: Any, tmp_path: Path) -> None:
    assert _upload(editor, now, tmp_path, "Next", days=0).number == max(after) + 1


def test_only_the_program_and_owners_forget(editor: Any, now: Any) -> None:
    with pytest.raises(Forbidden):
        services.forget_abandoned(actor=editor, now=now)


def test_every_worker_looks_for_what_was_left(
    editor: Any, now: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PILOTHOUSE_HOME = tmp_path / "home"
    monkeypatch.setattr(clock, "now", lambda: now)
    _upload(editor, now, tmp_path, "Old", days=31)
    newest = _upload(editor, now, tmp_path, "Newest", days=0)
    tasks.forget_uploads()

    assert set(models.ImportRun.objects.values_list("number", flat=True)) == {newest.number}


def test_the_file_of_an_import_that_was_over_long_ago_goes_and_its_report_stays(
    owner: Any, editor: Any, now: Any, tmp_path: Path, settings: Any
) -> None:
    settings.PILOTHOUSE_HOME = tmp_path / "home"
    done = _upload(editor, now, tmp_path, "Done", days=200)
    _begin(editor, now, done.number)
    services.perform_import(actor=editor, now=now - timedelta(days=181), number=done.number)
    recent = _upload(editor, now, tmp_path, "Recent", days=200)
    _begin(editor, now, recent.number)
    services.perform_import(actor=editor, now=now - timedelta(days=179), number=recent.number)
    before = queries.import_run(actor=editor, number=done.number)
    files = _kept(editor)

    services.forget_abandoned(actor=owner, now=now, days=0)
    assert _kept(editor) == files
    services.forget_abandoned(actor=owner, now=now, days=180)

    assert len(_kept(editor)) == len(files) - 1
    assert queries.import_run(actor=editor, number=done.number) == before
    with pytest.raises(Gone):
        services.kept_path(actor=editor, digest=models.ImportRun.objects.get(number=done.number).digest)


@pytest.mark.parametrize(("state", "job", "days", "stays"), FAILED)
def test_the_file_of_an_import_that_failed_goes_too(
    owner: Any,
    editor: Any,
    now: Any,
    tmp_path: Path,
    settings: Any,
    state: str,
    job: str,
    days: int,
    stays: bool,
) -> None:
    settings.PILOTHOUSE_HOME = tmp_path / "home"
    run = _upload(editor, now, tmp_path, "Failed", days=days)
    number = Job.objects.create(
        workspace_id=editor.workspace_id,
        name="connectors.import",
        title="Import",
        state=job,
        actor={"name": "Ana"},
        arguments={},
        created_at=now,
    ).pk
    models.ImportRun.objects.filter(pk=run.id).update(state=state, job_id=number)

    services.forget_abandoned(actor=owner, now=now, days=180)

    assert bool(_kept(editor)) is stays
    assert models.ImportRun.objects.filter(number=run.number).exists()
