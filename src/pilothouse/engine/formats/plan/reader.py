"""Reads a plan written by hand in TOML: people, items, releases and more. See docs/guides/plan-file.md."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pilothouse.engine.calendar import PlanClock, reach_of
from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event, Factor
from pilothouse.engine.formats.plan.causes import FACTOR, RISK, read_factor, read_responses, read_risk
from pilothouse.engine.formats.plan.items import ITEM, read_after, read_item
from pilothouse.engine.formats.plan.people import PERSON, read_calendar, read_person
from pilothouse.engine.formats.plan.table import MONEY, Table
from pilothouse.engine.risk.checking import check_responses
from pilothouse.engine.risk.response import Response
from pilothouse.engine.schedule.objective import Objective
from pilothouse.engine.schedule.problem import Budget, Group, Pool, Problem

_TOP = frozenset(
    {"title", "start", "country", "subdivision", "weekdays", "closed", "person", "item", "release"}
    | {"resource", "budget", "objective", "factor", "risk"}
)
_RELEASE = frozenset({"id", "title", "deadline"})
_RESOURCE = frozenset({"id", "units", "spent"})
_BUDGET = frozenset({"id", "amount", "from", "to", "hard"})
_MOST_UNITS = 1_000_000
_SPREAD = 2.0  # how much longer than planned work takes in most simulations, and in parts of a day
_LAST_YEAR = 9000  # the days of the years from then on stand for "never"
# Key to field: what each weighs in days of the plan's length.
_OBJECTIVE = {
    "lateness": "lateness",
    "length": "makespan",
    "early": "early",
    "cost_of_delay": "delay_cost",
    "cost": "cost",
    "value": "value",
    "over_budget": "over_budget",
}


@dataclass(frozen=True)
class PlanFile:
    """A problem with the clock that turns its days into dates; what is wanted of a plan, where the file says
    so; and what makes items late together."""

    problem: Problem
    clock: PlanClock
    title: str
    objective: Objective | None = None
    factors: tuple[Factor, ...] = ()
    risks: tuple[Event, ...] = ()
    responses: tuple[Response, ...] = ()


def read_plan(text: str, *, name: str = "file") -> PlanFile:
    """The plan in `text`. Raises `InvalidProblem` naming table, key and cure."""
    top = Table(_parsed(text, name), name, _TOP)
    start = top.day("start")
    if start is None:
        raise top.wrong("start", "The plan has no start date.", "Add a line such as start = 2027-01-04.")
    reach = _reach(top.values, start)
    clock = PlanClock(start, read_calendar(top, start, reach), reach)
    rows = top.tables("item", "title", ITEM)
    items = tuple(read_item(row, clock) for row in rows)
    known = {item.id for item in items}
    problem = Problem(
        items,
        people=tuple(read_person(row, clock) for row in top.tables("person", "name", PERSON)),
        dependencies=tuple(edge for row in rows for edge in read_after(row, known)),
        pools=tuple(_pool(row) for row in top.tables("resource", "id", _RESOURCE)),
        groups=_groups(top.tables("release", "title", _RELEASE), rows, clock),
        budgets=tuple(_budget(row, clock) for row in top.tables("budget", "id", _BUDGET)),
    )
    causes = top.tables("risk", "title", RISK)
    risks = tuple(read_risk(row, known) for row in causes)
    return PlanFile(
        problem,
        clock,
        top.text("title", name),
        _objective(top),
        tuple(read_factor(row, known) for row in top.tables("factor", "title", FACTOR)),
        risks,
        _responses(causes, risks, known),
    )


def _responses(rows: Sequence[Table], risks: Sequence[Event], known: set[str]) -> tuple[Response, ...]:
    named = {event.id: event for event in risks}
    found = [
        each
        for row, event in zip(rows, risks, strict=True)
        for each in read_responses(row, event, named, known)
    ]
    if found:
        check_responses(found, risks, known)
    return tuple(found)


def _reach(values: Mapping[str, object], start: date) -> int:
    """How far the plan may lead: all its work one after the other, from the last date that it names."""
    named: list[date] = []
    work = 0.0
    waiting: list[tuple[str, object]] = list(values.items())
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            # Days of work by skill are no keys of their own.
            waiting += [(key if key == "work" else name, each) for name, each in value.items()]
        elif key in ("effort", "duration", "delay", "work"):
            work += max(map(_length, value if isinstance(value, list) else [value]), default=0.0)
        elif isinstance(value, list):
            waiting += [(key, each) for each in value]
        elif isinstance(value, date) and value.year < _LAST_YEAR:
            named.append(value.date() if isinstance(value, datetime) else value)
    return reach_of(start, named, _SPREAD * work)


def _length(value: object) -> float:
    """Days of work; nothing where the value is none, which its own reader says."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 <= value <= MONEY else 0.0


def _parsed(text: str, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidProblem(f"This is not TOML: {error}.", where=name, cure="Fix that line.") from None
    except (ValueError, RecursionError):
        raise InvalidProblem(
            "It holds a number with thousands of digits, or lists a thousand deep.",
            where=name,
            cure="Fix that value.",
        ) from None


def _pool(row: Table) -> Pool:
    return Pool(row.text("id"), row.whole("units", most=_MOST_UNITS), renewable=not row.flag("spent"))


def _budget(row: Table, clock: PlanClock) -> Budget:
    first, last = row.day("from"), row.day("to")
    if last is not None and last < (first or clock.start):
        raise row.wrong("to", "The budget ends before it begins.", "Give a later date.")
    if not row.has("amount"):
        raise row.wrong("amount", "'amount' is missing.", "Write amount = 50_000.")
    return Budget(
        row.text("id"),
        row.number("amount", 0.0, most=MONEY),
        max(0.0, clock.day_of(first)) if first else 0.0,
        clock.end_of(last) if last else None,
        hard=row.flag("hard", True),
    )


def _objective(top: Table) -> Objective | None:
    if not top.has("objective"):
        return None
    given = top.table(
        "objective", "Write [objective] and a line such as cost = 0.001.", frozenset(_OBJECTIVE)
    )
    return Objective(**{_OBJECTIVE[key]: given.number(key, 1.0, most=MONEY) for key in given.values})


def _groups(rows: list[Table], items: list[Table], clock: PlanClock) -> tuple[Group, ...]:
    groups = []
    for row in rows:
        identity, deadline = row.text("id"), row.day("deadline")
        members = tuple(item.text("id") for item in items if item.values.get("release") == identity)
        end = clock.end_of(deadline) if deadline else None
        groups.append(Group(identity, members, end, row.text("title", identity)))
    known = {group.id for group in groups}
    for item in items:
        if item.has("release") and item.text("release") not in known:
            raise item.wrong(
                "release",
                f"The release '{item.text('release')}' does not exist.",
                "Add [[release]] with that id.",
            )
    return tuple(groups)
