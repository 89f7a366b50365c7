"""Two weeks with a holiday: dates above, plan days below, and one piece of work over the weekend."""

from __future__ import annotations

from datetime import date, timedelta

from pilothouse.engine.calendar import PlanClock, WorkCalendar, capacity_steps
from pilothouse.engine.schedule.dates import PlanDates
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Dependency, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from tools.docs.algorithms.drawing import Picture, row

_START = date(2027, 1, 4)
_CLOSED = date(2027, 1, 13)
_CLOCK = PlanClock(_START, WorkCalendar(closed=frozenset({_CLOSED})))
_DAY = 48.0


def _name(day: date) -> str:
    return f"{day:%a} {day.day}"


def draw() -> str:
    picture = Picture(
        "Working days and dates",
        "Plan days count worked dates only. Work that finishes at 5.0 ends on Friday, work that starts at "
        "5.0 begins on Monday.",
        212,
    )
    shown = [_START + timedelta(days=number) for number in range(14)]
    left = 44.0
    for place, day in enumerate(shown):
        x = left + place * _DAY
        worked = _CLOCK.calendar.is_working(day)
        picture.bar(
            x + 1, 34, _DAY - 2, 56, colour="blue" if worked else "line", faint=0.14 if worked else 0.6
        )
        picture.text(
            x + _DAY / 2, 58, f"{day:%a}", colour="ink" if worked else "mute", at="middle", small=True
        )
        picture.text(x + _DAY / 2, 75, str(day.day), colour="ink" if worked else "mute", at="middle")
        if worked:
            number = int(_CLOCK.day_of(day))
            picture.text(x + 1, 110, str(number), colour="mute", at="middle", small=True)
    picture.text(left, 24, "January 2027; Wed 13 is a public holiday", colour="mute", small=True)
    picture.text(left, 128, "plan day at the beginning of the date", colour="mute", small=True)
    first, last = _CLOCK.start_date(3.0), _CLOCK.finish_date(6.0)
    begin, end = left + (first - _START).days * _DAY, left + ((last - _START).days + 1) * _DAY
    picture.bar(begin + 1, 146, end - begin - 2, 20)
    picture.text(
        begin,
        186,
        f"start 3.0 → {_name(first)}     finish 6.0 → {_name(last)}: three worked days, five dates",
    )
    return picture.svg()


def worked() -> list[str]:
    clock = PlanClock(_START)
    days = [clock.day_of(date(2027, 1, day)) for day in (9, 10, 11)]
    ended, began = clock.finish_date(5.0), clock.start_date(5.0)
    before = clock.day_of(date(2026, 12, 28))
    away = [(date(2027, 1, 11), date(2027, 1, 12))]
    steps = capacity_steps(
        clock, horizon_days=15, fraction=0.8, closed=away, joins=date(2027, 1, 6), ramp=(0.5, 0.5)
    )
    return [
        f"| `day_of(Fri 8 Jan)` | {clock.day_of(date(2027, 1, 8)):g} |",
        f"| `day_of` of Sat 9, Sun 10, Mon 11 Jan | {', '.join(f'{day:g}' for day in days)} |",
        f"| `finish_date(5.0)`, `start_date(5.0)` | {_name(ended)} Jan, {_name(began)} Jan |",
        f"| `day_of(Mon 28 Dec 2026)` | −{abs(before):g} |",
        *_milestones(),
        "| " + ", ".join(f"({day}, {part:g})" for day, part in steps) + " |",
    ]


def _milestones() -> list[str]:
    """Dates of what comes after five days of work from Monday on."""
    size = Effort(5, 5, 5)
    later = Item("later", earliest=5.0)
    items = (
        Item("work", effort=size),
        Item("gate"),
        later,
        Item("at start"),
        Item("next", effort=Effort(1, 1, 1)),
    )
    edges = [Dependency("work", "gate"), Dependency("work", "later"), Dependency("work", "at start", "SS")]
    problem = Problem(items, (Person("p"),), (*edges, Dependency("gate", "next")))
    plan, dates = solve(problem), PlanDates.of(problem, PlanClock(_START))
    first = {at.item: dates.span(at.item, at.start, at.finish)[0] for at in plan.placed}
    told = {
        "gate": "a milestone after it",
        "later": "a milestone after it, not before Mon 11 Jan",
        "at start": "a milestone when the work starts (SS)",
        "next": "one more day of work after the milestone",
    }
    return [row(words, f"{_name(first[name])} Jan") for name, words in told.items()]
