from __future__ import annotations

import csv
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.multimode import read_mm
from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.solve import solve
from tests.realdata import path

SMALL = """\
jobs  (incl. supersource/sink ):\t5
RESOURCES
- renewable                 : 1 R
- nonrenewable              : 1 N
- doubly constrained        : 0 D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
1\t1\t2\t\t2 3
2\t2\t1\t\t4
3\t1\t1\t\t5
4\t2\t1\t\t5
5\t1\t0\t\t
************************************************************************
REQUESTS/DURATIONS
jobnr.\tmode\tdur\tR1\tN1
------------------------------------------------------------------------
1\t1\t0\t0\t0
2\t1\t3\t2\t4
\t2\t5\t1\t0
3\t1\t2\t1\t1
4\t1\t4\t3\t0
\t2\t6\t1\t2
5\t1\t0\t0\t0
************************************************************************

 RESOURCE AVAILABILITIES
\tR 1\tN 1
\t2\t6
************************************************************************
"""


def test_modes_become_alternatives_and_impossible_ones_are_left_out() -> None:
    problem = read_mm(SMALL)
    assert [item.id for item in problem.items] == ["2", "3", "4"]
    two, three, four = problem.items
    assert [(way.id, way.duration.mean, dict(way.demands)) for way in two.alternatives if way.duration] == [
        ("1", 3.0, {"R1": 2, "N1": 4}),
        ("2", 5.0, {"R1": 1}),
    ]
    assert three.alternatives == ()
    assert three.demands == {"R1": 1, "N1": 1}
    assert [way.id for way in four.alternatives] == ["2"]
    assert [(pool.id, pool.capacity, pool.renewable) for pool in problem.pools] == [
        ("R1", 2, True),
        ("N1", 6, False),
    ]
    assert [(edge.predecessor, edge.successor) for edge in problem.dependencies] == [("2", "4")]


@given(st.integers(0, SMALL.rindex("*" * 72)))
def test_a_file_cut_anywhere_is_refused_with_a_cure(length: int) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_mm(SMALL[:length])
    assert caught.value.cure
    assert caught.value.where


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("jobs  (incl.", "tasks (incl.", "not a PSPLIB multi-mode file"),
        ("2\t2\t1\t\t4", "2\t0\t1\t\t4", "0 modes"),
        ("2\t2\t1\t\t4", "2\t3\t1\t\t4", "job 2 in mode 3 are damaged"),
        ("4\t2\t1\t\t5", "4\t1\t1\t\t5", "job 5 in mode 1 are damaged"),
        ("2\t2\t1\t\t4", "2\t2\t2\t\t4", "names 1 successors"),
        ("\t2\t5\t1\t0", "\t2\t5\t1\tx", "whole numbers"),
        ("\t2\t5\t1\t0", "\t2\t5\t1\t-1", "negative"),
        ("\tR 1\tN 1", "\tR 1\tD 1", "doubly constrained"),
        ("\tR 1\tN 1", "\t", "No resource"),
        ("\t2\t6\n", "\t2\t6\t7\n", "3 capacities for 2"),
        ("3\t1\t2\t1\t1", "3\t1\t2\t3\t1", "needs 3 of 'R1', which has 2"),
        ("\t2\t6\n", "\t2\t2\n", "spends at least 3 of the 2"),
    ],
)
def test_a_damaged_line_is_named_with_a_cure(old: str, new: str, words: str) -> None:
    assert old in SMALL
    with pytest.raises(InvalidProblem) as caught:
        read_mm(SMALL.replace(old, new), name="small.mm")
    assert words in caught.value.message
    assert caught.value.cure
    assert caught.value.where


def test_real_files_are_read() -> None:
    with tarfile.open(path("scheduling/mmlib50.tar.gz")) as archive:
        members = [member for member in archive if member.name.endswith(".txt")]
        assert len(members) == 540
        for member in members[::27]:
            stream = archive.extractfile(member)
            assert stream is not None
            problem = read_mm(stream.read().decode(), name=member.name)
            assert len(problem.items) == 50
            assert [pool.renewable for pool in problem.pools] == [True, True, False, False]
            assert sum(len(item.alternatives) for item in problem.items) == 150


def test_real_modes_are_chosen_close_to_the_best_known() -> None:
    with path("scheduling/bks_mmlib50.csv").open() as stream:
        best = {row["instance"]: float(row["bks"]) for row in csv.DictReader(stream)}
    with tarfile.open(path("scheduling/mmlib50.tar.gz")) as archive:
        members = {member.name.rsplit("/", 1)[-1]: member for member in archive}
        for name in ("J5027_1.txt", "J5035_1.txt", "J5076_1.txt"):
            file = archive.extractfile(members[name])
            assert file is not None
            problem = read_mm(file.read().decode(), name=name)
            plan = solve(problem, limit=Limit(passes=30_000))
            assert feasible(problem, plan)
            assert best[name] <= plan.makespan <= 1.05 * best[name]
            assert plan.lower_bound <= best[name]
