"""What is known of a plan, as far as it shows roadblocks that are coming. Days count from today; work is in
person-days, shares are 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An open item. `moved`: how often it was put off or carried over. `quiet`: days since anything was heard
    of it. `people` do it by the plan; `start` is the day it is planned to begin. `waiting` items wait for it.
    `critical`: share of simulations in which the end waits for it. `answered`: a risk with a response says
    what is done when it is late."""

    ref: str
    key: str
    title: str
    owner: int | None = None
    release: str = ""
    likely: float | None = None
    low: float | None = None
    high: float | None = None
    started: bool = False
    start: int | None = None
    finish: int | None = None
    people: tuple[int, ...] = ()
    skills: tuple[tuple[int, int], ...] = ()
    moved: int = 0
    quiet: int | None = None
    critical: float = 0.0
    external: bool = False
    waiting: int = 0
    answered: bool = False


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """`over`: weeks to come with more work than time, as (days from today, days too many). `skills` by number
    and level; `away` from a first to a last day."""

    id: int
    name: str
    over: tuple[tuple[int, float], ...] = ()
    skills: tuple[tuple[int, int], ...] = ()
    away: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A release with a target date, `target` days ahead. `chance` of it now and some weeks before; `items`
    now, and those that came in since."""

    ref: str
    name: str
    owner: int | None
    target: int
    chance: float | None = None
    chance_before: float | None = None
    items: int = 0
    added: int = 0


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """An open question that blocks; `items` are references of what waits for it."""

    ref: str
    text: str
    owner: int | None
    items: tuple[str, ...] = ()
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """How much longer finished items took than estimated, of a product: actual by estimate, one each."""

    ref: str
    name: str
    owner: int | None
    ratios: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class MarketFacts:
    """Something of the market that a plan rests on: a fact of a competitor that is out of date by `days`, or
    support that missed its service level."""

    ref: str
    text: str
    owner: int | None
    days: int
    is_support: bool = False


@dataclass(frozen=True, slots=True)
class PlanFacts:
    items: tuple[ItemFacts, ...] = ()
    people: tuple[PersonFacts, ...] = ()
    releases: tuple[ReleaseFacts, ...] = ()
    questions: tuple[QuestionFacts, ...] = ()
    records: tuple[RecordFacts, ...] = ()
    market: tuple[MarketFacts, ...] = ()
    skills: tuple[tuple[int, str], ...] = ()
