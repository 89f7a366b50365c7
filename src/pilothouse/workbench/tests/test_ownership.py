from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit.errors import Invalid
from pilothouse.workbench.cli import app


def git(folder: Path, *words: str, who: str = "Ana Ruiz") -> None:
    names = ("-c", f"user.name={who}", "-c", f"user.email={who.split()[0].lower()}@x.org")
    subprocess.run(["git", "-C", str(folder), *names, *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("relay")
    git(folder, "init", "-q")
    (folder / "old.py").write_text("one\ntwo\nthree\n")
    (folder / "déjà vu.py").write_text("1\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Begin")
    git(folder, "mv", "old.py", "new.py")
    git(folder, "commit", "-qm", "Rename", who="Ben Okafor")
    (folder / "page.py").write_text("x\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Page\n\nCo-authored-by: Cai Lin <cai@x.org>", who="Ben Okafor")
    return folder


def run(*words: str) -> str:
    answer = CliRunner().invoke(app, ["ownership", *words], catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def refused(*words: str) -> str:
    with pytest.raises((InvalidProblem, Invalid)) as caught:
        CliRunner().invoke(app, ["ownership", *words], catch_exceptions=False)
    assert caught.value.cure
    return caught.value.message


def test_a_repository_has_authors_renames_and_credit_for_squashed_commits(repository: Path) -> None:
    data, text = json.loads(run(str(repository), "--json")), run(str(repository))
    assert set(data["files"]) == {"new.py", "page.py", "déjà vu.py"}
    assert data["files"]["new.py"]["authors"] == ["Ana Ruiz"]
    assert {row["person"] for row in data["files"]["page.py"]["shares"]} == {"Ben Okafor", "Cai Lin"}
    assert (data["commits"], data["changes"]) == (3, 4)
    assert "3 commits, 3 files, truck factor" in text


def test_a_log_with_a_list_says_the_same_as_the_repository(repository: Path, tmp_path: Path) -> None:
    words = ("log", "--name-status", "-M", "--format=commit%x09%H%x09%an%x09%ae%x09%at")
    found = subprocess.run(["git", "-C", str(repository), *words], check=True, capture_output=True)
    log, listed = tmp_path / "my.log", tmp_path / "files.txt"
    log.write_bytes(found.stdout)
    listed.write_text("new.py\ndéjà vu.py\n")
    ours = json.loads(run(str(log), "--files", str(listed), "--json"))["files"]
    theirs = json.loads(run(str(repository), "--files", str(listed), "--json"))["files"]
    assert ours == theirs
    assert set(ours) == {"new.py", "déjà vu.py"}


def test_an_empty_and_a_shallow_repository_and_a_folder_outside_are_refused(
    repository: Path, tmp_path: Path
) -> None:
    empty, shallow, outside = (tmp_path / name for name in ("empty", "shallow", "outside"))
    empty.mkdir()
    outside.mkdir()
    git(empty, "init", "-q")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(shallow))
    assert refused(str(empty)) == "The repository has no commits."
    assert "shallow" in refused(str(shallow))
    assert "not in a git repository" in refused(str(outside))
    assert "cannot be read" in refused(str(tmp_path / "nowhere"))


def test_paths_outside_and_files_that_are_not_there_are_refused(repository: Path, tmp_path: Path) -> None:
    listed = tmp_path / "files.txt"
    for text, words in (("/etc/passwd", "outside"), ("a/../../b", "outside"), ("gone.py", "no file of")):
        listed.write_text(text)
        assert words in refused(str(repository), "--files", str(listed))


def test_a_history_that_takes_too_long_is_given_up(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pilothouse.workbench.staffing.git import Repository

    slow = Repository(repository, seconds=20)
    slow.seconds = 0.2
    monkeypatch.setattr(slow, "_command", lambda *words: ["sleep", "30"])
    with pytest.raises(Invalid, match="has not answered within"):
        list(slow.commits())


def test_a_log_without_commits_or_with_since_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "my.log"
    log.write_text("")
    assert "no commits" in refused(str(log))
    assert "--since is for repositories" in refused(str(log), "--since", "2026-01-01")
