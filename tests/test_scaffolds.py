"""What `make new-room`, `new-connector` and `new-law` lay out passes checks and tests as it stands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.lint.source import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.one_database]
# What the checks of a room read; everything else of the repository stays where it is.
NEEDED = (
    *("src", "tests", "tools", "web", "docs/reference"),
    *(".importlinter", ".gitignore", "pyproject.toml", "conftest.py"),
)
IGNORED = shutil.ignore_patterns("node_modules", "__pycache__", "built")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository in which one of each was laid out."""
    place = tmp_path_factory.mktemp("house")
    for name in NEEDED:
        source, target = ROOT / name, place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=IGNORED)
        else:
            shutil.copy(source, target)
    subprocess.run(["git", "init", "--quiet"], cwd=place, check=True)  # the laws ask it for the files
    _run(place, "-m", "tools.new", "room", "pricing", "--above", "accounts", "--noun", "price_list")
    _run(place, "-m", "tools.new", "connector", "trello")
    _run(place, "-m", "tools.new", "law", "breakpoints")
    return place


def _run(place: Path, *command: str) -> str:
    ours = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
    surroundings = ours | {
        "PYTHONPATH": f"{place / 'src'}{os.pathsep}{place}",
        "DJANGO_SETTINGS_MODULE": "pilothouse.site.settings",
        "PILOTHOUSE_HOME": str(place / ".cache/home"),
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=place,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
    return done.stdout


@pytest.mark.parametrize(
    "check",
    [
        ["-m", "ruff", "check", "src/pilothouse/pricing", "src/pilothouse/connectors/trello", "tools/lint"],
        ["-m", "ruff", "format", "--check", "src/pilothouse/pricing", "src/pilothouse/connectors/trello"],
        ["-m", "tools.lint"],
        ["-m", "django", "makemigrations", "--check", "--dry-run"],
        ["-m", "tools.docs", "--check"],
    ],
    ids=lambda check: " ".join(check[:3]),
)
def test_what_is_laid_out_passes_the_check(copy: Path, check: list[str]) -> None:
    _run(copy, *check)


def test_a_room_has_its_place_on_the_ladder_and_keeps_the_walls(copy: Path) -> None:
    program = Path(sys.executable).parent / "lint-imports"

    _run(copy, str(program), "--no-cache", "--config", ".importlinter")


def test_what_is_laid_out_passes_its_tests(copy: Path) -> None:
    suites = (
        "src/pilothouse/pricing",
        "tests/conformance",
        "tests/test_architecture.py",
        "tests/test_lints.py",
    )

    _run(copy, "-m", "pytest", "-q", "-x", *suites)
