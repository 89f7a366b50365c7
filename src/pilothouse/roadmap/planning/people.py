"""Colleagues as the engine's people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.problem import Person
from pilothouse.roadmap.queries.snapshot import Colleague, WorkingDays
from pilothouse.roadmap.queries.working import capacity_of


def present(people: tuple[Colleague, ...], today: date) -> dict[int, Colleague]:
    """Those who have not left by `today`."""
    return {person.id: person for person in people if person.leaves_on is None or person.leaves_on >= today}


def stays(number: int | None, people: Mapping[int, Colleague]) -> bool:
    """Whether somebody is there for good: work is given by name only to them."""
    return number is not None and number in people and people[number].leaves_on is None


def name_of(number: int) -> str:
    """The engine's name of a person."""
    return f"{number}"


def person_of(
    person: Colleague, calendar: WorkingDays, clock: PlanClock, skills: Mapping[int, str]
) -> Person:
    """Somebody with their skills, and the share of each working day that they are there."""
    return Person(
        id=name_of(person.id),
        name=person.name,
        skills={skills[number]: float(level) for number, level in person.skills},
        capacity=capacity_of(person, calendar, clock),
    )
