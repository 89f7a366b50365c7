"""The same problem and seed give the same answer in every process, however cold its caches are."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from pilothouse.engine.schedule import stopwatch, turns
from pilothouse.engine.schedule.backends.people import search as people
from pilothouse.engine.schedule.backends.pools import search as pools
from pilothouse.engine.schedule.problem import Item, Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, work

# Names in sets and dictionaries of sets: what is taken in their order changes with the hash seed.
PROGRAM = """
from pilothouse.engine.forecast.futures.cuts import cuts_to_reach
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Item, Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve

pools = tuple(Pool(name, 2) for name in ("bay", "rig", "lab", "van"))
demands = {pool.id: 2 for pool in pools}
held = tuple(Item(name, duration=Effort(3, 3, 3), demands=demands) for name in "abc")
print(solve(Problem(held, pools=pools)))

items = tuple(Item(f"i{n}", effort=Effort(0.1 * n + 0.1, 0.3 * n + 0.2, 0.7 * n + 0.3)) for n in range(9))
edges = tuple(Dependency("i0", item.id) for item in items[1:])
group = Group("beta", tuple(item.id for item in items), 4.0)
problem = Problem(items, (Person("Ana"),), edges, groups=(group,))
value = {item.id: 0.1 * n for n, item in enumerate(items)}
print(cuts_to_reach(problem, group="beta", value=value, draws=200))
"""


def test_answers_do_not_depend_on_how_names_are_hashed() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(answers) == 1


WITH_PEOPLE = Problem(
    tuple(work(f"i{n}", 1 + n % 5, deadline=20.0) for n in range(60)), (Person("Ana"), Person("Ben"))
)
POOLS_ONLY = Problem(
    tuple(Item(f"i{n}", duration=exactly(1 + n % 5), demands={"bay": 2 + n % 2}) for n in range(30)),
    pools=(Pool("bay", 4),),
)


@pytest.mark.parametrize(
    ("module", "kernel", "problem"), [(people, "advance", WITH_PEOPLE), (pools, "evolve", POOLS_ONLY)]
)
def test_loading_machine_code_takes_nothing_from_the_time_to_plan(
    monkeypatch: pytest.MonkeyPatch, module: object, kernel: str, problem: Problem
) -> None:
    usual = solve(problem)
    moment, loaded = [0.0], [False]
    run = getattr(module, kernel)

    def slow_at_first(*arguments: object) -> object:
        if not loaded[0]:
            loaded[0] = True
            moment[0] += 60.0
        return run(*arguments)

    monkeypatch.setattr(module, kernel, slow_at_first)
    clock = type("Clock", (), dict.fromkeys(("perf_counter", "thread_time"), lambda *_: moment[0]))
    for each in (turns, module, stopwatch):
        monkeypatch.setattr(each, "time", clock)
    cold = solve(problem)

    assert loaded[0]
    assert cold.passes == usual.passes
    assert np.allclose([row.start for row in cold.placed], [row.start for row in usual.placed])
