"""Machine code made ahead is all that a plan and its simulation need."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from pilothouse.engine import warm as module
from pilothouse.engine.warm import STEPS, told, warm

PROGRAM = """
import sys
from numba.core import event
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.problem import Effort, Group, Item, Need, Person, Problem
from pilothouse.engine.schedule.solve import solve

items = tuple(Item(f"x{n}", effort=Effort(2, 3, 9), needs=(Need("go", 2.0),)) for n in range(9))
problem = Problem(items, (Person("ana", skills={"go": 3.0}),), groups=(Group("g", ("x1",), 5.0),))
with event.install_recorder("numba:compile") as found:
    plan = solve(problem)
    simulate(problem, plan, draws=100, drift=0.1)
    simulate(problem, plan, draws=100, drift=0.1, shared={item.id: item.id for item in items})
    simulate(problem, plan, draws=100, drift=0.1, policy="dynamic")
print(sorted({row.data["dispatcher"].py_func.__name__ for _, row in found.buffer}))
parts = ("linalg", "sparse", "special", "optimize", "stats")  # numba asks scipy itself for its version
heavy = ("pandas", "sklearn", "igraph", "faiss", "model2vec", *(f"scipy.{part}" for part in parts))
print([name for name in heavy if name in sys.modules])
"""


def test_after_it_a_first_plan_compiles_nothing_and_loads_no_library_of_a_second() -> None:
    warm()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["[]", "[]"]


def test_progress_is_told_before_each_step_and_at_the_end() -> None:
    steps: list[tuple[int, int]] = []
    warm(lambda done, of, words: steps.append((done, of)))
    assert steps == [(number, len(STEPS)) for number in range(len(STEPS) + 1)]
    assert told(1, 5, "simulations") == "engine: 1 of 5 ready, next: simulations"
    assert told(5, 5, "") == "engine: 5 of 5 ready"


def test_it_is_done_once_where_python_keeps_no_bytecode(tmp_path: Path, monkeypatch: Any) -> None:
    done: list[str] = []
    monkeypatch.setattr(module, "stamp", lambda: tmp_path / "__pycache__" / "ready-1")
    monkeypatch.setattr(module, "STEPS", (("all", lambda: done.append("all")),))
    monkeypatch.setattr(sys, "argv", ["warm"])

    module.main()
    module.main()

    assert done == ["all"]


def test_two_processes_make_what_one_makes() -> None:
    """Each step is run once, in one of the two."""
    assert list(module._warm_in_two()) in ([0, 3, len(STEPS)], [0, len(STEPS) - 3, len(STEPS)])


def started(tmp_path: Path, work: str) -> subprocess.Popen[bytes]:
    """A process that makes machine code, which is nothing but `work`, for as long as its input is held."""
    code = (
        "import pathlib, threading\n"
        "from pilothouse.engine import warm\n"
        f"warm.STEPS = (('all', {work}),)\n"
        f"warm.stamp = lambda: pathlib.Path({str(tmp_path)!r}, 'made', 'ready-1')\n"
        "print('on', flush=True)\n"
        "warm.main()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, "--when-slow", "--with-parent"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_it_ends_with_the_process_that_holds_its_input(tmp_path: Path) -> None:
    """As a server that was killed ends: nothing keeps the processor busy after it."""
    with started(tmp_path, "threading.Event().wait") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"on\n"
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(timeout=60) == -signal.SIGTERM


def test_it_ends_well_while_its_input_is_held(tmp_path: Path) -> None:
    with started(tmp_path, "list") as process:
        assert process.wait(timeout=60) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert (tmp_path / "made" / "ready-1").exists()
