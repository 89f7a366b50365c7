from __future__ import annotations

import csv
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.patterson import read_rcp
from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.solve import solve
from tests.realdata import path

SMALL = "4 1\n3\n0 0 2 2 3\n4 2 1 4\n2 1 1\n4\n0 0 0\n"


def test_jobs_demands_and_order_wherever_the_lines_break() -> None:
    problem = read_rcp(SMALL)
    assert [(row.id, dict(row.demands)) for row in problem.items] == [("2", {"R1": 2}), ("3", {"R1": 1})]
    assert problem.dependencies == ()
    assert solve(problem, limit=Limit(passes=50)).makespan == 4.0


@given(st.integers(0, len(SMALL) - 3))
def test_a_file_cut_anywhere_is_refused_with_a_cure(length: int) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_rcp(SMALL[:length], name="cut.rcp")
    assert caught.value.cure
    assert "cut.rcp" in caught.value.where


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("4 1", "4 x", "'x' is not the number of resources"),
        ("4 2 1 4", "4 2 1 5", "'5' is not a successor of job 2"),
        ("4 2 1 4", "4 4 1 4", "needs 4 of 'R1'"),
        ("0 0 0\n", "0 0 0 7\n", "more after the last job"),
        ("4 1\n", "1 1\n", "'1' is not the number of jobs"),
    ],
)
def test_a_damaged_line_is_named_with_a_cure(old: str, new: str, words: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_rcp(SMALL.replace(old, new, 1), name="small.rcp")
    assert words in caught.value.message
    assert caught.value.where
    assert caught.value.cure


def test_the_real_set_is_read_and_some_solved_to_their_optimum() -> None:
    with path("scheduling/patterson.optimum.csv").open() as stream:
        optimum = {row["problem"]: float(row["optimum"]) for row in csv.DictReader(stream)}
    with tarfile.open(path("scheduling/patterson.tar.gz")) as archive:
        files = sorted(row.name for row in archive if row.name.endswith(".rcp"))
        assert len(files) == 110
        for number, file in enumerate(files):
            raw = archive.extractfile(file)
            assert raw is not None
            problem = read_rcp(raw.read().decode(), name=file)
            if number % 11 == 0:
                plan = solve(problem, limit=Limit(seconds=3))
                assert feasible(problem, plan)
                assert plan.status == "optimal"
                assert plan.makespan == optimum[file.rsplit("/", 1)[-1]]
