from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event, Factor
from pilothouse.engine.formats.plan.reader import PlanFile, read_plan
from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.dates import PlanDates
from pilothouse.engine.schedule.objective import Objective
from pilothouse.engine.schedule.problem import Alternative, Budget, Dependency, Effort, Need, Pool
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


def test_alternatives_optional_work_resources_and_money_are_read() -> None:
    read = plan(
        '[[item]]\nid = "maps"\nprogress = 0.5\ncost_of_delay = 50\n'
        '[[item.alternative]]\nid = "build"\neffort = 8\nneeds = ["Go"]\n'
        '[[item.alternative]]\nid = "buy"\nduration = [2, 4, 6]\ncost = 4_000\nuses = { licence = 2 }\n'
        '[[item]]\nid = "themes"\neffort = 3\noptional = true\nvalue = 2.5\nuses = { rig = 1 }\ncost = 10\n'
        '[[resource]]\nid = "rig"\nunits = 1\n[[resource]]\nid = "licence"\nunits = 3\nspent = true\n'
        '[[budget]]\nid = "all"\namount = 9_000\n'
        '[[budget]]\nid = "start"\namount = 500\nfrom = 2027-01-05\nto = 2027-01-08\nhard = false\n',
        people='[[person]]\nname = "Ana"\nskills = { Go = 4 }\nrate = 640\n',
    )
    maps, themes = read.problem.items
    assert maps.alternatives == (
        Alternative("build", effort=Effort(4, 4, 4), needs=(Need("Go", 1.0),)),
        Alternative("buy", duration=Effort(1, 2, 3), demands={"licence": 2}, cost=4_000.0),
    )
    assert (maps.delay_cost, maps.optional) == (50.0, False)
    assert (themes.optional, themes.value, themes.demands, themes.cost) == (True, 2.5, {"rig": 1}, 10.0)
    assert read.problem.pools == (Pool("rig", 1), Pool("licence", 3, renewable=False))
    assert read.problem.budgets == (Budget("all", 9_000.0), Budget("start", 500.0, 1.0, 5.0, hard=False))
    assert read.problem.people[0].rate == 640.0


def test_weights_factors_and_risks_are_read() -> None:
    read = plan(
        item("effort = 3"),
        top=START + "[objective]\nlength = 2\ncost = 0.001\ncost_of_delay = 0.01\n",
        people=ANA
        + '[[factor]]\nid = "f"\nitems = ["a"]\nsigma = 0.3\n'
        + '[[risk]]\nid = "r"\ntitle = "It breaks"\nprobability = 0.25\nitems = ["a"]\ndelay = [1, 2, 4]\n',
    )
    assert read.objective == Objective(makespan=2.0, cost=0.001, delay_cost=0.01)
    assert read.factors == (Factor("f", "f", ("a",), 0.3),)
    assert read.risks == (Event("r", "It breaks", 0.25, ("a",), Effort(1, 2, 4)),)


ONE = START + '[[person]]\nname = "Ana"\n'
RISK = ONE + item("effort = 1") + '[[risk]]\nid = "r"\n'
WRONG = [
    ("", "no start date", "plan.toml, start"),
    ("start = 5\n", "'5' is not a date", "plan.toml, start"),
    ("start = 2027-01-04\nstrat = 1\n", "'strat' is not known", "plan.toml"),
    ('start = 2027-01-04\ncountry = "XX"\n', "No public holidays", "plan.toml, country"),
    ('start = 2027-01-04\nweekdays = ["someday"]\n', "no weekday", "plan.toml, weekdays"),
    ("start = 2027-01-04\nweekdays = []\n", "No working weekday", "plan.toml, weekdays"),
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
    (START + item("optional = 1"), "not true or false", "item 'Alerting', optional"),
    (START + item("uses = 3"), "not a table", "item 'Alerting', uses"),
    (START + item("uses = { rig = 1.5 }"), "not a whole number", "item 'Alerting', uses, rig"),
    (START + item("uses = { rig = 1 }"), "'rig' does not exist", "Alerting"),
    (START + item("cost = -1"), "outside 0", "item 'Alerting', cost"),
    (START + item("alternative = 1"), "not a list", "item 'Alerting', alternative"),
    (
        START + item('[[item.alternative]]\nid = "b"\nvalue = 1'),
        "'value' is not known",
        "item 'Alerting', alternative 'b'",
    ),
    (
        START + item('effort = 1\n[[item.alternative]]\nid = "b"'),
        "alternatives and work",
        "Alerting",
    ),
    (START + "[[resource]]\nid = 'rig'\n", "not a whole number", "resource 'rig', units"),
    (START + "[[budget]]\nid = 'all'\n", "'amount' is missing", "budget 'all', amount"),
    (
        START + "[[budget]]\nid = 'all'\namount = 1\nfrom = 2027-02-01\nto = 2027-01-05\n",
        "ends before",
        "budget 'all', to",
    ),
    (START + "[objective]\nspeed = 1\n", "'speed' is not known", "plan.toml, objective"),
    (START + "[objective]\ncost = -1\n", "outside 0", "plan.toml, objective, cost"),
    (RISK, "'probability' is missing", "risk 'r', probability"),
    (RISK + "probability = 2\ndelay = 1\n", "outside 0 to 1", "risk 'r', probability"),
    (RISK + "probability = 0.2\n", "does nothing", "risk 'r', delay"),
    (RISK + "probability = 0.2\ndelay = 1\n", "names no item", "risk 'r', items"),
    (RISK + "probability = 0.2\ndelay = 1\nitems = ['x']\n", "'x' does not exist", "risk 'r', items"),
    (RISK + "probability = 0.2\ndelay = [3, 2, 1]\nitems = ['a']\n", "out of order", "risk 'r', delay"),
    (START + "[[factor]]\nid = 'f'\nsigma = 5\n", "outside 0", "factor 'f', sigma"),
    (ONE + "rate = true\n", "not a number", "person 'Ana', rate"),
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
KEYS += ["uses", "alternative", "optional", "value", "cost", "cost_of_delay"]
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


@pytest.mark.parametrize(
    ("fixed", "next_day"), [("2027-01-09", "2027-01-11"), ("2027-04-27", "2027-04-28"), ("2027-01-11", "")]
)
def test_a_fixed_start_on_a_day_without_work_is_refused_with_the_next_one(fixed: str, next_day: str) -> None:
    text = f'start = 2027-01-04\ncountry = "NL"\n[[item]]\nid = "a"\neffort = 1\nfixed = {fixed}\n'
    text += '[[person]]\nname = "Ann"\n'
    if not next_day:
        assert read_plan(text).problem.items[0].fixed_start == 5.0
        return
    with pytest.raises(InvalidProblem, match=f"No one works on {fixed}") as caught:
        read_plan(text)
    assert next_day in str(caught.value.cure)


def test_a_milestone_after_work_of_a_week_is_on_its_friday() -> None:
    text = (
        'start = 2027-01-04\n[[person]]\nname = "Ann"\n[[item]]\nid = "work"\neffort = 5\n'
        '[[item]]\nid = "gate"\nafter = ["work"]\n'
    )
    found = read_plan(text)

    friday = date(2027, 1, 8)
    assert PlanDates.of(found.problem, found.clock).span("gate", 5.0, 5.0) == (friday, friday)


def test_holidays_and_absences_count_as_far_as_the_plan_leads() -> None:
    far = (
        'start = 2027-01-04\ncountry = "NL"\n[[person]]\nname = "Ann"\n'
        "absences = [[2033-03-07, 2033-03-11]]\n"
        '[[item]]\nid = "a"\neffort = 5\nearliest = 2033-03-07\n'
        '[[item]]\nid = "b"\neffort = 1\nearliest = 2033-04-27\n'
    )
    found = read_plan(far)
    placed = {row.item: row for row in solve(found.problem, seed=0).placed}
    dates = PlanDates.of(found.problem, found.clock)

    assert dates.span("a", placed["a"].start, placed["a"].finish)[0] == date(2033, 3, 14)
    assert dates.span("b", placed["b"].start, placed["b"].finish)[0] == date(
        2033, 4, 28
    )  # King's day is no work


def test_much_work_reaches_as_far_as_one_person_needs_for_it() -> None:
    assert (
        read_plan('start = 2027-01-04\n[[person]]\nname = "A"\n[[item]]\nid = "a"\neffort = 5\n').clock.reach
        == 780
    )
    long = read_plan(
        'start = 2027-01-04\n[[person]]\nname = "A"\n[[item]]\nid = "a"\neffort = [1, 2, 1_000]\n'
    )
    assert long.clock.reach == 2080
