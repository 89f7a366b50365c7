from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.planfile import PlanFile, read_plan
from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.problem import Dependency, Effort, Need
from pilothouse.engine.schedule.solve import solve

OBSERVATORY = Path(__file__).parents[4] / "examples" / "observatory.toml"
ANA = '[[person]]\nname = "Ana"\nskills = { Go = 4 }\n'
START = "start = 2027-01-04\n"


def plan(items: str, people: str = ANA, top: str = START) -> PlanFile:
    return read_plan(f"{top}{people}{items}", name="plan.toml")


def item(lines: str) -> str:
    return f'[[item]]\nid = "a"\ntitle = "Alerting"\n{lines}\n'


def test_the_sample_plan_can_be_planned() -> None:
    sample = read_plan(OBSERVATORY.read_text(), name="observatory.toml")
    assert (len(sample.problem.items), len(sample.problem.people)) == (15, 5)
    assert feasible(sample.problem, solve(sample.problem))


def test_every_key_of_an_item_is_read() -> None:
    read = plan(
        item(
            'effort = [2, 4, 10]\nneeds = [["Go", 3], "Go"]\npeople = ["Ana"]\n'
            "earliest = 2027-01-11\n"
            "fixed = 2027-01-18\ndeadline = 2027-01-22\nhard = true\nweight = 3\n"
            'release = "r"\nprogress = 0.5'
        )
        + '[[release]]\nid = "r"\ntitle = "First"\ndeadline = 2027-01-29\n',
        people=ANA + '[[person]]\nid = "ben"\nname = "Ben"\nskills = { Go = 1 }\n',
    )
    found = read.problem.items[0]
    assert found.effort == Effort(1, 2, 5)
    assert found.needs == (Need("Go", 3.0), Need("Go", 1.0))
    assert (found.people, found.earliest, found.fixed_start) == (("Ana",), 5.0, 10.0)
    assert (found.deadline, found.deadline_hard, found.weight) == (15.0, True, 3.0)
    assert (read.problem.groups[0].members, read.problem.groups[0].deadline) == (("a",), 20.0)


def test_every_key_of_a_person_is_read() -> None:
    read = plan(
        item("effort = 2"),
        people='[[person]]\nname = "Ana"\navailability = 0.5\njoins = 2027-01-05\nleaves = 2027-02-01\n'
        'country = "DE"\nabsences = [[2027-01-07, "2027-01-08"]]\n',
    )
    assert read.problem.people[0].capacity == ((0, 0.0), (1, 0.5), (3, 0.0), (5, 0.5), (21, 0.0))


def test_dependencies_carry_type_and_lag() -> None:
    rows = "".join(f'[[item]]\nid = "{name}"\neffort = 1\n' for name in ("a", "b:c", "d"))
    after = '[[item]]\nid = "z"\nafter = ["a", "b:c", "d:SS", "a:FF-1.5"]\n'
    assert plan(rows + after).problem.dependencies == (
        Dependency("a", "z"),
        Dependency("b:c", "z"),
        Dependency("d", "z", "SS"),
        Dependency("a", "z", "FF", -1.5),
    )


def test_holidays_weekdays_and_closed_days_make_the_calendar() -> None:
    top = (
        'start = 2027-03-22\ncountry = "GB"\nsubdivision = "ENG"\n'
        'weekdays = ["mon", "tue", "fri"]\nclosed = [2027-03-23]\n'
    )
    calendar = plan(item("effort = 1"), top=top).clock.calendar
    worked = [day for day in range(22, 32) if calendar.is_working(date(2027, 3, day))]
    assert worked == [22, 30]


ONE = START + '[[person]]\nname = "Ana"\n'
WRONG = [
    ("", "no start date", "plan.toml, start"),
    ("start = 5\n", "'5' is not a date", "plan.toml, start"),
    ("start = 2027-01-04\nstrat = 1\n", "'strat' is not known", "plan.toml"),
    ('start = 2027-01-04\ncountry = "XX"\n', "No public holidays", "plan.toml, country"),
    ('start = 2027-01-04\nweekdays = ["someday"]\n', "no weekday", "plan.toml, weekdays"),
    ("start = 2027-01-04\nitem = 3\n", "not a list", "plan.toml, item"),
    ("start = 2027-01-04\nitem = [3]\n", "must be tables", "plan.toml, item"),
    ("start = \n", "not TOML", "plan.toml"),
    (START + item("effort = [1, 2]"), "low, likely and high", "item 'Alerting', effort"),
    (START + item("effort = [3, 2, 1]"), "out of order", "item 'Alerting', effort"),
    (START + item("effort = nan"), "not a number", "item 'Alerting', effort"),
    (START + item('needs = "Go"'), "not a list", "item 'Alerting', needs"),
    (START + item("needs = [[3]]"), "A need is", "item 'Alerting', needs"),
    (START + item('people = "Ana"'), "not a list", "item 'Alerting', people"),
    (START + item('people = ["Bob"]'), "'Bob' does not exist", "Alerting"),
    (START + item('after = ["x"]'), "unknown item 'x'", "item 'Alerting', after"),
    (START + item('after = ["a:XX"]'), "not a dependency", "item 'Alerting', after"),
    (START + item('release = "r"'), "release 'r' does not exist", "item 'Alerting', release"),
    (START + item("hard = 1"), "not true or false", "item 'Alerting', hard"),
    (START + item("progress = 2"), "outside 0 to 1", "item 'Alerting', progress"),
    (START + item("deadline = 2026-01-04"), "before the plan's start", "item 'Alerting', deadline"),
    (START + '[[item]]\ntitle = "Alerting"\n', "'id' is missing", "item 'Alerting', id"),
    (START + "[[person]]\n", "'name' is missing", "person 1, name"),
    (ONE + "skills = 3\n", "not a table", "person 'Ana', skills"),
    (ONE + "skills = { Go = 9 }\n", "outside 0 to 5", "person 'Ana', skills, Go"),
    (ONE + "absences = [2027-02-01]\n", "first and a last", "person 'Ana', absences"),
    (ONE + "absences = [[2027-02-02, 2027-02-01]]\n", "ends before", "person 'Ana', absences"),
    (ONE + "joins = 2027-02-02\nleaves = 2027-02-01\n", "before joining", "person 'Ana', leaves"),
]


@pytest.mark.parametrize(("text", "words", "where"), WRONG)
def test_a_wrong_value_is_told_with_table_key_and_cure(text: str, words: str, where: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_plan(text, name="plan.toml")
    assert words in caught.value.message
    assert caught.value.where == where
    assert caught.value.cure


KEYS = ["id", "title", "effort", "needs", "people", "after", "deadline", "weight", "hard", "release"]
VALUES = [
    "3",
    "-1",
    "nan",
    "true",
    '"x"',
    "[]",
    "[[]]",
    "[1, 2, 3]",
    "{}",
    "2027-02-30",
    '["a"]',
    "2027-02-01",
]


@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=4))
def test_nonsense_is_read_or_refused_never_a_crash(rows: dict[str, str]) -> None:
    text = START + ANA + "[[item]]\n" + "".join(f"{key} = {value}\n" for key, value in rows.items())
    with suppress(InvalidProblem):
        read_plan(text)
