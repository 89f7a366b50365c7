"""What is said of a team, and of needs that no team can meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class Short:
    """A smallest set of needs that cannot be met together: without any one of them they could.

    `needs` are (skill, level, month from 0, days); `people` all who can do some of them, `free` their days.
    """

    text: str
    needs: tuple[tuple[str, float, int, float], ...] = ()
    people: tuple[str, ...] = ()
    asked: float = 0.0
    free: float = 0.0


@dataclass(frozen=True)
class Without:
    """What is done without a person while all others stay: who else comes in and what it costs more.

    `instead` is empty and `cost` None where no one can take over; then `text` says what is missing.
    """

    instead: tuple[str, ...]
    cost: float | None
    lost: float
    text: str


@dataclass(frozen=True)
class Member:
    """A person of the team. `work` are days by (skill, level, month from 0); `above` those of them that ask
    for two levels less than the person has, or even fewer."""

    person: str
    cost: float
    days: float
    free: float
    work: tuple[tuple[str, float, int, float], ...]
    above: float
    without: Without | None


@dataclass(frozen=True)
class Point:
    """A cheaper team with less coverage (share of all days)."""

    cost: float
    coverage: float
    people: tuple[str, ...]


@dataclass(frozen=True)
class Assembled:
    """`cost` counts people and moved days; no team costs less than `bound`. `gap` = cost / bound - 1."""

    status: Status
    cost: float
    bound: float
    gap: float
    team: tuple[Member, ...]
    moved: tuple[tuple[str, float, int, float], ...] = ()
    front: tuple[Point, ...] = ()
    why: Short | None = None
