from __future__ import annotations

import csv
import tarfile
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.multiproject import read_mplib
from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.solve import solve
from tests.realdata import path

SMALL = """\
  2
  2
  3  1

  3  0
  1  1

  0  0  0  2 1:2 1:3
  4  2  0  1 1:3
  0  0  0  0

  2  5
  1  1

  3  2  1  1 2:2
  1  3  0  0
"""


def test_projects_share_their_resources() -> None:
    problem = read_mplib(SMALL)
    assert [item.id for item in problem.items] == ["1:1", "1:2", "1:3", "2:1", "2:2"]
    assert [pool.capacity for pool in problem.pools] == [3, 1]
    assert [group.members for group in problem.groups] == [("1:1", "1:2", "1:3"), ("2:1", "2:2")]
    assert [item.earliest for item in problem.items] == [0, 0, 0, 5, 5]
    plan = solve(problem, limit=Limit(passes=20))
    assert check(problem, plan) == ()
    assert plan.makespan == 9


@given(st.integers(0, SMALL.rindex("0") - 1))
def test_a_file_cut_before_its_end_is_refused_with_a_cure(length: int) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_mplib(SMALL[:length])
    assert caught.value.cure
    assert caught.value.where


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  2\n  2\n", "  x\n  2\n", "'x' should be one whole number"),
        ("  3  1\n", "  3  1  1\n", "should be 2 whole numbers"),
        ("  3  0\n", "  0  0\n", "0 jobs"),
        ("2 1:2 1:3", "2 1:2", "names 1 successors and announces 2"),
        ("1 2:2", "1 2:9", "successor 2:9 does not exist"),
        ("1 2:2", "1 2-2", "project:job"),
        ("1 2:2", "1 2:1", "Circular dependency"),
        ("  4  2  0", "  4  5  0", "needs 5 of 'R1', which has 3"),
        ("  4  2  0", "  -4  2  0", "0 or more"),
        ("  1  3  0  0\n", "  1  3  0  0\n  1  3  0  0\n", "more jobs than announced"),
    ],
)
def test_a_damaged_line_is_named_with_a_cure(old: str, new: str, words: str) -> None:
    assert old in SMALL
    with pytest.raises(InvalidProblem) as caught:
        read_mplib(SMALL.replace(old, new, 1), name="small.rcmp")
    assert words in caught.value.message
    assert caught.value.cure
    assert caught.value.where


def test_a_real_portfolio_is_read_and_bounded_below_what_is_known() -> None:
    with path("scheduling/bks_mplib1_set3_dev.csv").open() as stream:
        best = {row["instance"]: float(row["bks"]) for row in csv.DictReader(stream)}
    with tarfile.open(path("scheduling/mplib1_set3_dev.tar.gz")) as archive:
        member = sorted((row for row in archive if row.name.endswith(".txt")), key=lambda row: row.name)[0]
        stream = archive.extractfile(member)
        assert stream is not None
        problem = read_mplib(stream.read().decode(), name=member.name)
    assert len(problem.groups) == 24
    plan = solve(problem, limit=Limit(passes=1))
    assert check(problem, plan) == ()
    known = best[PurePosixPath(member.name).name]
    assert plan.lower_bound <= known <= plan.makespan
