"""All 480 instances of PSPLIB's J30 against their proven optima."""

from __future__ import annotations

import csv
import tarfile
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from pilothouse.engine.formats.psplib import read_sm
from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.solve import solve
from tests.realdata import path


def instances() -> Iterator[tuple[str, Problem]]:
    with tarfile.open(path("scheduling/psplib_j30.tar.gz")) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name.endswith(".sm") else None
            if stream is not None:
                name = PurePosixPath(member.name).stem
                yield name, read_sm(stream.read().decode(), name=name)


def optima() -> dict[str, float]:
    with path("scheduling/j30.optimum.csv").open() as stream:
        return {row["problem"].removesuffix(".sm"): float(row["optimum"]) for row in csv.DictReader(stream)}


@pytest.mark.slow
def test_every_j30_plan_is_feasible_and_close_to_its_optimum() -> None:
    best = optima()
    deviations = []
    for name, problem in instances():
        plan = solve(problem, limit=Limit(passes=20_000))
        assert check(problem, plan) == (), name
        assert plan.lower_bound <= best[name] <= plan.makespan + 1e-6, name
        deviations.append(plan.makespan / best[name] - 1)
    assert len(deviations) == 480
    assert sum(deviations) / len(deviations) < 0.001


def test_the_first_instances_are_solved_to_the_optimum() -> None:
    best = optima()
    for _, (name, problem) in zip(range(12), instances(), strict=False):
        assert solve(problem, limit=Limit(passes=100_000)).makespan == best[name], name
