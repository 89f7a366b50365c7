from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.psplib import read_sm
from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.solve import solve

SMALL = """\
************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  5
horizon                       :  9
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           5
   4        1          1           5
   5        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    0
  3      1     2       1    1
  4      1     4       0    1
  5      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
   2    1
************************************************************************
"""


def test_jobs_become_items_without_the_super_jobs() -> None:
    problem = read_sm(SMALL)
    assert [item.id for item in problem.items] == ["2", "3", "4"]
    assert [(edge.predecessor, edge.successor) for edge in problem.dependencies] == [("2", "4")]
    assert [dict(item.demands) for item in problem.items] == [{"R1": 2}, {"R1": 1, "R2": 1}, {"R2": 1}]
    assert [pool.capacity for pool in problem.pools] == [2, 1]


def test_the_small_file_takes_nine_days_or_less() -> None:
    problem = read_sm(SMALL)
    plan = solve(problem)
    assert check(problem, plan) == ()
    assert plan.makespan == 9


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("PRECEDENCE RELATIONS:", "PRECEDENCE RELATIONS"),
        ("   4        1          1           5", "PRECEDENCE RELATIONS"),
        ("REQUESTS/DURATIONS:", "REQUESTS/DURATIONS"),
        ("  3      1     2", "REQUESTS/DURATIONS"),
        ("RESOURCEAVAILABILITIES:", "RESOURCEAVAILABILITIES"),
        ("   2    1\n", "RESOURCEAVAILABILITIES"),
    ],
)
def test_a_cut_file_names_the_section_that_is_missing(words: str, section: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_sm(SMALL[: SMALL.index(words)], name="small.sm")
    assert section in caught.value.message
    assert re.match(r"small\.sm, line \d+", caught.value.where)
    assert "whole file" in caught.value.cure


@given(st.integers(0, len(SMALL) - 1))
def test_a_file_cut_anywhere_is_refused_with_a_cure(length: int) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_sm(SMALL[: min(length, SMALL.rindex("*" * 72))])
    assert caught.value.cure
    assert caught.value.where


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  3      1     2       1    1", "  3      1     x       1    1", "whole numbers"),
        ("  3      1     2       1    1", "  3      1    -2       1    1", "negative"),
        (
            "   2        1          1           4",
            "   2        1          2           4",
            "names 1 successors",
        ),
        ("   2        1          1           4", "   2        1          1           9", "does not exist"),
        ("  3      1     2       1    1", "  3      2     2       1    1", "several modes"),
        ("  3      1     2       1    1", "  3      1     2       5    1", "needs 5 of 'R1', which has 2"),
        (
            "   4        1          1           5",
            "   4        1          1           2",
            "Circular dependency: Job 2 → Job 4 → Job 2",
        ),
        ("jobs (incl. supersource/sink ):  5", "jobs (incl. supersource/sink ):  0", "0 jobs"),
        ("jobs (incl.", "tasks (incl.", "not a PSPLIB"),
    ],
)
def test_a_damaged_line_is_named_with_a_cure(old: str, new: str, words: str) -> None:
    assert old in SMALL
    with pytest.raises(InvalidProblem) as caught:
        read_sm(SMALL.replace(old, new), name="small.sm")
    assert words in caught.value.message
    assert caught.value.cure
    assert caught.value.where
