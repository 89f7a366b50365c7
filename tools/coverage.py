"""How much of each room its tests run, and how many lines of test stand beside a line of code.

`python -m tools.coverage [pytest arguments]` runs the tests (by default all but the slow ones and those in
the browser) under coverage and prints one line for each room; `--lines` only counts. Compiled kernels are
left out: what numba runs no tracer sees.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/pilothouse"
TESTS = ["-n", "2", "-m", "not slow and not browser"]
# Literate cases are tests that are read as prose.
TEST_FILES = ("*.py", "*.md")


@dataclass(frozen=True, slots=True)
class Count:
    """Lines of a room, and the lines and branches that tests ran of those that could run."""

    room: str
    code: int
    tests: int
    ran: int = 0
    could: int = 0

    @property
    def ratio(self) -> float:
        return self.tests / self.code if self.code else 0.0

    def row(self) -> str:
        share = f"{100 * self.ran / self.could:6.1f} %" if self.could else "       –"
        return f"{self.room:<12}{self.code:>7}{self.tests:>8}{self.ratio:>8.2f}{share}"


def lines(files: Sequence[Path]) -> int:
    return sum(len(file.read_text().splitlines()) for file in files)


def count(folder: Path, ran: int = 0, could: int = 0) -> Count:
    """Code without migrations; tests with literate cases."""
    code = [
        file
        for file in folder.rglob("*.py")
        if not {"tests", "cases", "migrations"} & set(file.relative_to(folder).parts)
    ]
    tests = [
        file
        for pattern in TEST_FILES
        for file in folder.rglob(pattern)
        if {"tests", "cases"} & set(file.relative_to(folder).parts)
    ]
    return Count(folder.name, lines(code), lines(tests), ran, could)


def rooms() -> list[Path]:
    return sorted(path.parent for path in SOURCE.glob("*/__init__.py"))


def measure(arguments: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Run the tests; what they ran and could have run, by room. Failing tests end the program."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        data, report = f"--data-file={folder}/data", Path(folder, "report.json")
        done = subprocess.run(
            [python, "-m", "coverage", "run", data, "-m", "pytest", "-q", *arguments], cwd=ROOT
        )
        subprocess.run([python, "-m", "coverage", "combine", "-q", data, folder], cwd=ROOT, check=True)
        subprocess.run([python, "-m", "coverage", "json", "-q", data, "-o", report], cwd=ROOT, check=True)
        found = json.loads(report.read_text())["files"]
    if done.returncode:
        raise SystemExit(done.returncode)
    shares: dict[str, tuple[int, int]] = {}
    for name, file in found.items():
        ran, could = shares.get(room := Path(name).parts[2], (0, 0))
        summary = file["summary"]
        shares[room] = (
            ran + summary["covered_lines"] + summary["covered_branches"],
            could + summary["num_statements"] + summary["num_branches"],
        )
    return shares


def main(arguments: Sequence[str]) -> None:
    shares = {} if arguments == ["--lines"] else measure(arguments or TESTS)
    found = [count(room, *shares.get(room.name, (0, 0))) for room in rooms()]
    house = lines([*(ROOT / "tests").rglob("*.py")])
    total = Count(
        "all",
        sum(row.code for row in found),
        sum(row.tests for row in found) + house,
        sum(row.ran for row in found),
        sum(row.could for row in found),
    )
    print(f"{'room':<12}{'code':>7}{'tests':>8}{'ratio':>8}{'covered':>8}")
    for row in (*found, total):
        print(row.row())
    print(f"`tests/`, of the whole house: {house} lines, counted in 'all'.")


if __name__ == "__main__":
    main(sys.argv[1:])
