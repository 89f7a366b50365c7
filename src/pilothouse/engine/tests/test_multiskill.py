from __future__ import annotations

import csv
import io
import tarfile
from contextlib import suppress
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.multiskill import read_dzn
from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.solve import solve
from tests.realdata import path

SMALL = """\
% seed = 1
nActs = 4;
dur = [0,3,2,0];
nSkills = 2;
sreq = [| 0,0,
\t| 1,1,
\t| 0,2,
\t| 0,0, |];
nResources = 3;
mastery = [| true,false,
\t| true,true,
\t| false,true, |];
nPrecs = 4;
pred = [1,1,2,3];
succ = [2,3,4,4];
USEFUL_RES = [{}, {1,2,3}, {2,3}, {}];
"""


def test_activities_people_and_order() -> None:
    problem = read_dzn(SMALL)
    assert [(row.id, [(need.skill, need.people) for need in row.needs]) for row in problem.items] == [
        ("1", []),
        ("2", [("S1", 1), ("S2", 1)]),
        ("3", [("S2", 2)]),
        ("4", []),
    ]
    assert [dict(person.skills) for person in problem.people] == [
        {"S1": 1.0},
        {"S1": 1.0, "S2": 1.0},
        {"S2": 1.0},
    ]
    plan = solve(problem, limit=Limit(seconds=2))
    assert (plan.makespan, plan.status) == (5.0, "optimal")


@given(st.integers(0, len(SMALL) - 48))
def test_a_file_cut_anywhere_is_refused_with_a_cure(length: int) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_dzn(SMALL[:length], name="cut.dzn")
    assert caught.value.cure
    assert "cut.dzn" in caught.value.where


@given(st.integers(0, len(SMALL) - 1), st.sampled_from("0x9;,|[]\n -%"))
def test_a_damaged_letter_is_read_or_refused(at: int, letter: str) -> None:
    with suppress(InvalidProblem):
        read_dzn(SMALL[:at] + letter + SMALL[at + 1 :])


@pytest.mark.parametrize(
    ("old", "new", "words", "where"),
    [
        ("nActs = 4", "nActs = many", "a whole number", "line 2"),
        ("nActs = 4", "nActs = 5", "4 values, 5 are announced", "line 3"),
        ("nSkills = 2;", "", "nSkills is missing", "small.dzn"),
        ("[0,3,2,0]", "0,3,2,0", "square brackets", "line 3"),
        ("| 0,2,", "| 0,x,", "'x' should be a whole number", "line 5"),
        ("true,true", "true,maybe", "true or false", "line 10"),
        ("succ = [2,3,4,4]", "succ = [2,3,4,5]", "no activity 5", "line 15"),
        ("| 0,2,", "| 0,3,", "more different people", "Activity 3"),
    ],
)
def test_a_damaged_field_is_named_with_a_cure(old: str, new: str, words: str, where: str) -> None:
    assert old in SMALL
    with pytest.raises(InvalidProblem) as caught:
        read_dzn(SMALL.replace(old, new, 1), name="small.dzn")
    assert words in caught.value.message
    assert where in caught.value.where
    assert caught.value.cure


def test_real_problems_are_solved_to_their_optimum() -> None:
    with tarfile.open(path("scheduling/mspsp_set1a.tar.gz")) as archive:
        files = {PurePosixPath(row.name).name: row for row in archive if row.isfile()}

        def text(name: str) -> str:
            stream = archive.extractfile(files[name])
            assert stream is not None
            return stream.read().decode()

        problems = sorted(name for name in files if name.endswith(".dzn"))
        assert len(problems) == 216
        for name in problems:
            assert len(read_dzn(text(name), name=name).items) == 22
        for name in ("inst_set1a_sf0.5_nc1.8_n20_m13_00.dzn", "inst_set1a_sf0.75_nc2.1_n20_m20_00.dzn"):
            problem = read_dzn(text(name), name=name)
            stem, number = name.removeprefix("inst_").removesuffix(".dzn").rsplit("_", 1)
            rows = csv.DictReader(io.StringIO(text(f"results_{stem}_pris.txt")))
            known = next(row for row in rows if int(row["instNum"]) == int(number))
            plan = solve(problem, limit=Limit(seconds=20))
            assert feasible(problem, plan)
            assert plan.status == "optimal"
            assert plan.makespan == float(known["makespan"])
