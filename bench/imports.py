"""How long an import of many rows takes, in how much memory, and its undoing.

    .venv/bin/python -m bench.imports [ROWS]

Every step runs in a process of its own on one database, and prints its seconds and the peak of its memory:
check and import, the same file again as it is, once more with every row changed, and the undoing of each.
Then the file is brought in by a process that is killed halfway (kill -9), and once more: every row is there
once, and one undo takes all of it back. The promise: 100,000 rows checked and written in at most 60 s, and
no step above 300 MB.
"""

from __future__ import annotations

import itertools
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STATUSES = ("To Do", "In Progress", "Done", "Closed", "Backlog")
GOAL_MB = 300


def table(path: Path, rows: int, *, moved: int = 0) -> None:
    """A tracker's export: parents, people, labels, versions, sprints, links and comments. `moved`: another
    state of the same work, in which titles, statuses, owners, versions, parents and links are others.
    """
    with path.open("w", encoding="utf-8") as file:
        file.write("Issue key,Issue id,Summary,Issue Type,Status,Assignee,Created,Resolved,Due date,")
        file.write(
            "Labels,Fix versions,Sprint,Parent id,Outward issue link (Blocks),Original estimate,Comment\n"
        )
        for number in range(1, rows + 1):
            status = STATUSES[(number + moved) % 5]
            resolved = (
                f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}" if status in ("Done", "Closed") else ""
            )
            epic = number - number % 50 - 50 * moved
            parent = "" if epic < 50 or number % 50 == 0 else epic
            blocks = f"APP-{number + 1 + moved}" if number % 10 == 0 and number + moved < rows else ""
            comment = f"2025-01-{number % 28 + 1:02};ann;Seen in {number}" if number % 7 == 0 else ""
            kind = "Epic" if number % 50 == 0 else "Task"
            file.write(
                f"APP-{number},{number},Work number {number}{' again' * moved},{kind},{status},"
                f"Person {(number + moved) % 40},2024-{number % 12 + 1:02}-11,{resolved},"
                f"2027-{number % 12 + 1:02}-15,"
                f"label{number % 30},{(number + moved) % 20}.0,Sprint {number % 60},"
                f"{parent},{blocks},{number % 9 * 3600},{comment}\n"
            )


def main(rows: int) -> None:
    home = Path(tempfile.mkdtemp(prefix="imports-"))
    os.environ["PILOTHOUSE_HOME"] = str(home)
    table(home / "first.csv", rows)
    table(home / "moved.csv", rows, moved=1)
    _apart("found")
    for title, name in (("new", "first"), ("the same again", "first"), ("every row changed", "moved")):
        print(f"{title}:", flush=True)
        _apart("check", name)
        _apart("perform")
    print("undone, the newest first:", flush=True)
    for _ in range(3):
        _apart("undo")
    _expect(0)
    print("killed halfway, resumed, undone:", flush=True)
    _apart("check", "first")
    _killed_halfway(rows)
    _apart("perform")
    _expect(rows)
    _apart("undo")
    _expect(0)


def _apart(step: str, *words: str) -> None:
    """One step in a process of its own, so that its peak is its own."""
    subprocess.run([sys.executable, "-m", "bench.imports", "--step", step, *words], check=True)


def _killed_halfway(rows: int) -> None:
    """Let another process bring an import in, and kill it."""
    child = subprocess.Popen([sys.executable, "-m", "bench.imports", "--step", "perform"])
    while _items() < rows / 2 and child.poll() is None:
        time.sleep(0.1)
    child.kill()
    child.wait()
    print(f"    killed with {_items():,} rows written", flush=True)


def _expect(rows: int) -> None:
    assert _items() == rows, f"{_items():,} rows instead of {rows:,}"


def _items() -> int:
    """How many items there are."""
    base = sqlite3.connect(f"file:{os.environ['PILOTHOUSE_HOME']}/pilothouse.sqlite3?mode=ro", uri=True)
    try:
        return int(base.execute("SELECT COUNT(*) FROM roadmap_item").fetchone()[0])
    finally:
        base.close()


# The steps, each alone in its process


def _found() -> None:
    from pilothouse.site.upkeep import migrate
    from tests.fixtures import found

    migrate()
    found(slug="bench", name="Bench")


def _check(name: str) -> None:
    """Check a file, and note it as an import that may be performed."""
    from pilothouse.connectors import services
    from pilothouse.kit import clock
    from pilothouse.vision import services as vision

    actor = _actor()
    path = Path(os.environ["PILOTHOUSE_HOME"]) / f"{name}.csv"
    product = vision.ensure_product(actor=actor, now=clock.now(), key="APP", name="App").id
    began = _now()
    report = services.check_file(actor=actor, path=path, file_name=path.name, product_id=product)
    _say(f"check: {report.new:,} new, {report.changed:,} changed, {report.unchanged:,} same", began)
    digest, size = services.copy_file(actor=actor, path=path)
    run = services.register_import(
        actor=actor,
        now=clock.now(),
        digest=digest,
        size=size,
        file_name=path.name,
        report=report,
        product_id=product,
    )
    services.begin_import(actor=actor, number=run.number, product_id=product, job_id=None)


def _perform() -> None:
    """Perform the newest import."""
    from pilothouse.connectors import queries, services
    from pilothouse.kit import clock

    actor, steps = _actor(), 0

    def step(text: str, done: int, of: int) -> None:
        nonlocal steps
        steps += 1

    number = queries.imports_page(actor=actor, page=1).rows[0].number
    began = _now()
    taken = services.perform_import(actor=actor, now=clock.now(), number=number, step=step)
    made = f"{taken.created:,} made, {taken.updated:,} changed, {taken.unchanged:,} same"
    _say(f"import: {made}", began)
    assert steps, "no progress was told"


def _undo() -> None:
    """Undo the newest import that was not undone yet."""
    from pilothouse.connectors import queries, services
    from pilothouse.kit import clock

    actor, moments = _actor(), [time.perf_counter()]

    def step(text: str, done: int, of: int) -> None:
        moments.append(time.perf_counter())

    runs = queries.imports_page(actor=actor, page=1).rows
    number = next(run.number for run in runs if run.state == "done")
    began = _now()
    undone = services.perform_undo(actor=actor, now=clock.now(), number=number, force=True, step=step)
    _say(f"undo: {undone.removed:,} removed, {undone.restored:,} restored", began)
    longest = max((after - before for before, after in itertools.pairwise(moments)), default=0.0)
    print(f"    told {len(moments) - 1:,} times how far it is, at most {longest:.1f} s apart", flush=True)


def _actor() -> Any:
    from pilothouse.accounts.queries import shell_actor

    return shell_actor("bench")


def _say(what: str, began: tuple[float, float]) -> None:
    """A line: seconds since `began` (by the clock, and of this process alone) and the peak of memory."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    clock, own = time.perf_counter() - began[0], time.process_time() - began[1]
    told = f"{clock:7.1f} s, {own:6.1f} s of this process, peak {peak:5.0f} MB"
    print(f"    {what:56} {told}{' (too much)' if peak > GOAL_MB else ''}", flush=True)


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


STEPS: dict[str, Callable[..., None]] = {
    "found": _found,
    "check": _check,
    "perform": _perform,
    "undo": _undo,
}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        import django

        django.setup()
        STEPS[sys.argv[2]](*sys.argv[3:])
        sys.exit()
    main(int(sys.argv[1].replace("_", "").replace(",", "")) if len(sys.argv) > 1 else 100_000)
