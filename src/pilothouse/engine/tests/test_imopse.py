from __future__ import annotations

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.imopse import read_def
from pilothouse.engine.schedule.solve import solve

SMALL = """====
File name: small.def
Tasks: 3
Resources: 2
====
ResourceID \t Salary \t Skills
1\t \t 10.5 \t Q0: 0 \t Q1: 2
2\t \t 20.0 \t Q0: 1
====
TaskID \t Duration \t Skill \t Predecessor IDs
1 \t 4 \t Q0: 1 \t
2 \t 3 \t Q1: 0 \t
3 \t 2 \t Q0: 0 \t 1 2
====
"""


def test_a_small_instance_is_read_with_level_zero_as_a_level() -> None:
    problem = read_def(SMALL)
    plan = solve(problem, seed=1)
    assert [person.rate for person in problem.people] == [10.5, 20.0]
    assert problem.people[0].skills == {"Q0": 1.0, "Q1": 3.0}
    assert [(row.predecessor, row.successor) for row in problem.dependencies] == [("1", "3"), ("2", "3")]
    assert {row.item: row.people for row in plan.placed}["1"] == ("r2",)
    assert (plan.makespan, plan.status) == (6.0, "optimal")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Tasks: 3", "Tasks: 4", "3 tasks, 4 are announced"),
        ("Resources: 2", "Resources: 1", "2 resources, 1 are announced"),
        ("1 2\n", "1 9\n", "There is no task 9"),
        ("Q1: 2", "Q1: 7", "Level 7 is above 4"),
        ("4 \t Q0: 1", "four \t Q0: 1", "no task with duration"),
        ("20.0 \t Q0: 1", "20.0", "no person with salary"),
        ("TaskID", "Task", "no person"),
    ],
)
def test_a_wrong_file_is_refused_with_a_cure(old: str, new: str, words: str) -> None:
    assert old in SMALL
    with pytest.raises(InvalidProblem) as caught:
        read_def(SMALL.replace(old, new))
    assert words in caught.value.message
    assert caught.value.cure


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="0 tasks"):
        read_def("")
