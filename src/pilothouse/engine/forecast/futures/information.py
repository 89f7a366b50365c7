"""What it is worth to know the answer to an open question before the work is done: which to ask first.

For each question there is a chance that the answer is bad, what a bad answer does to the plan when it is
found out late (days on the items that it bears on, money), and what would be done instead by somebody who
knew (days and money as well). Without knowing, the cheaper of going on and doing the other thing at once is
chosen; with knowing, the better of the two for each answer. The difference of the expected losses is the
expected value of perfect information (Raiffa and Schlaifer 1961; Howard 1966); less the price of the test, it
is what asking gains at most. Delays come from simulated futures of the plan, in which all other questions
keep their chances, so that a delay beside the longest chain is worth little. Chances of a date start from the
plan as it is shown, which supposes that every answer is good. The same random numbers are used throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.forecast.futures.forecast import Forecast, GroupForecast
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem

# What simulations say of a plan in which events strike: the same draws whatever they are.
EventForecaster = Callable[[Problem, Plan, Sequence[Event]], Forecast]

_DRAWS = 4_000
_DAYS_A_WEEK = 5.0
_SAME = 1e-6  # share of a loss that single precision cannot tell apart


@dataclass(frozen=True)
class Effect:
    """Working days more on each item that the question bears on, and money."""

    days: float = 0.0
    cost: float = 0.0


@dataclass(frozen=True)
class Question:
    """`chance`, 0..1, of a bad answer; `wrong`: what that does when found out late; `instead`: what acting on
    it in time takes, None where nothing else could be done. `test` is what finding out takes now."""

    id: str
    title: str
    chance: float
    items: tuple[str, ...] = ()
    wrong: Effect = Effect()
    instead: Effect | None = None
    test: Effect = Effect()


@dataclass(frozen=True)
class Worth:
    """What one answer is worth. Losses are money where `priced`, else working days of the date.

    `value` is the expected value of perfect information, `test` the loss of finding out, `gain` their
    difference. `act`: "go on" or "do instead", the better of the two for who does not know. `delay_wrong` and
    `delay_instead`: mean working days by which the date moves with a bad answer and with acting in time;
    `chance_right` of keeping the date as the plan is shown, in which every answer is good, and `chance_wrong`
    with this one bad; None without a date.
    """

    question: str
    value: float
    test: float
    gain: float
    act: str
    loss_wrong: float
    loss_instead: float | None
    delay_wrong: float
    delay_instead: float | None
    chance_right: float | None
    chance_wrong: float | None


@dataclass(frozen=True)
class Ranking:
    """Questions in the order in which to ask them: largest gain first. `priced`: losses are money."""

    worths: tuple[Worth, ...]
    priced: bool
    draws: int
    seed: int


def value_of_information(
    problem: Problem,
    plan: Plan,
    questions: Sequence[Question],
    *,
    groups: Mapping[str, str] | None = None,
    cost_of_delay: Mapping[str, float] | None = None,
    cost_a_day: float = 0.0,
    draws: int = _DRAWS,
    seed: int = 0,
    forecast: EventForecaster | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Ranking:
    """Rank `questions`, each for the date of its group in `groups`, or of the whole plan.

    `cost_of_delay` is money a week of five working days by item or group, `cost_a_day` money for each working
    day of the date itself. With neither, days are ranked and money of effects is left out. `forecast` says
    what simulations of a plan say with events in it; without it they are `draws` from `seed`. Raises
    `InvalidProblem` for a chance outside 0..1, an effect below 0, or an item or group that the plan does not
    have.
    """
    _check(problem, questions, groups or {})
    weekly = cost_of_delay or {}
    priced = cost_a_day > 0 or any(amount > 0 for amount in weekly.values())
    simulated = forecast or _forecaster(draws, seed)
    ask = _Asking(problem, plan, questions, groups or {}, simulated)
    shown = simulated(problem, plan, ())
    steps, done = 4 * len(questions), 0
    worths = []
    for place, question in enumerate(questions):
        right = ask.future(place, 0.0, 0.0)
        wrong = ask.future(place, 1.0, question.wrong.days)
        instead = None if question.instead is None else ask.future(place, 1.0, question.instead.days)
        tested = ask.future(place, 1.0, question.test.days)
        alone = ask.alone(question) if question.id in ask.groups else shown

        def loss(told: Forecast, effect: Effect, base: Forecast = right, name: str = question.id) -> float:
            delay = max(0.0, ask.mean(told, name) - ask.mean(base, name))
            if not priced:
                return delay
            before = _means(base)
            late = sum(
                weekly.get(row, 0.0) / _DAYS_A_WEEK * max(0.0, mean - before[row])
                for row, mean in _means(told).items()
            )
            return late + cost_a_day * delay + effect.cost

        chances = ask.chance(shown, question.id), ask.chance(alone, question.id)
        worths.append(_worth(question, ask, loss, right, wrong, instead, tested, chances))
        done += 4
        if progress is not None:
            progress(done, steps)
    order = sorted(worths, key=lambda row: (-row.gain, -row.value, row.question))
    return Ranking(tuple(order), priced, shown.draws, shown.seed)


def _worth(
    question: Question,
    ask: _Asking,
    loss: Callable[[Forecast, Effect], float],
    right: Forecast,
    wrong: Forecast,
    instead: Forecast | None,
    tested: Forecast,
    chances: tuple[float | None, float | None],
) -> Worth:
    bad = loss(wrong, question.wrong)
    other = None if instead is None or question.instead is None else loss(instead, question.instead)
    going_on = question.chance * bad
    if other is None:
        value, act = 0.0, "go on"
    else:
        value = min(going_on, other) - question.chance * min(bad, other)
        act = "do instead" if other < going_on - _SAME * going_on else "go on"
    price = loss(tested, question.test) if question.test != Effect() else 0.0
    name = question.id
    base = ask.mean(right, name)
    return Worth(
        question=question.id,
        value=value,
        test=price,
        gain=value - price,
        act=act,
        loss_wrong=bad,
        loss_instead=other,
        delay_wrong=max(0.0, ask.mean(wrong, name) - base),
        delay_instead=None if instead is None else max(0.0, ask.mean(instead, name) - base),
        chance_right=chances[0],
        chance_wrong=chances[1],
    )


def _forecaster(draws: int, seed: int) -> EventForecaster:
    return lambda problem, plan, events: simulate(problem, plan, draws=draws, seed=seed, events=events)


@dataclass(frozen=True)
class _Asking:
    """What is asked of the futures of one plan."""

    problem: Problem
    plan: Plan
    questions: Sequence[Question]
    groups: Mapping[str, str]
    forecast: EventForecaster

    def future(self, place: int, chance: float, days: float) -> Forecast:
        """The plan with one question's items delayed by `days` with `chance`, all others as they are."""
        events = [self._event(row) for row in self.questions]
        events[place] = replace(self._event(self.questions[place], days), chance=chance if days else 0.0)
        return self.forecast(self.problem, self.plan, events)

    def alone(self, question: Question) -> Forecast:
        """The plan with a bad answer to this question and good ones to all others."""
        days = question.wrong.days
        event = replace(self._event(question, days), chance=1.0 if days else 0.0)
        return self.forecast(self.problem, self.plan, (event,))

    def _event(self, row: Question, days: float | None = None) -> Event:
        """What is done about a question while nobody knows: the cheaper of the two in days."""
        late = row.wrong.days if days is None else days
        chance = row.chance
        if days is None and row.instead is not None and row.instead.days < row.chance * row.wrong.days:
            late, chance = row.instead.days, 1.0
        delay = (late, late, late) if late > 0 else None
        return Event(row.id, row.title, chance if delay else 0.0, row.items, delay)

    def mean(self, told: Forecast, question: str) -> float:
        group = self._group(told, question)
        return told.mean if group is None else group.mean

    def chance(self, told: Forecast, question: str) -> float | None:
        group = self._group(told, question)
        return None if group is None else group.chance

    def _group(self, told: Forecast, question: str) -> GroupForecast | None:
        wanted = self.groups.get(question)
        return next((row for row in told.groups if row.group == wanted), None)


def _means(told: Forecast) -> dict[str, float]:
    return {row.item: row.mean for row in told.items} | {row.group: row.mean for row in told.groups}


def _check(problem: Problem, questions: Sequence[Question], groups: Mapping[str, str]) -> None:
    for group in groups.values():
        if all(row.id != group or not row.members for row in problem.groups):
            raise InvalidProblem(
                f"There is no group '{group}'.", where="group", cure="Name one of the plan's."
            )
    known = {item.id for item in problem.items}
    for row in questions:
        if not 0 <= row.chance <= 1:
            raise InvalidProblem(
                f"The chance {row.chance:g} lies outside 0 to 1.", where=row.title, cure="Give a share."
            )
        for effect in (row.wrong, row.instead or Effect(), row.test):
            if not all(isfinite(value) and value >= 0 for value in (effect.days, effect.cost)):
                raise InvalidProblem(
                    "Days or money are below 0 or no number.", where=row.title, cure="Give 0 or more."
                )
        for name in row.items:
            if name not in known:
                raise InvalidProblem(
                    f"The plan has no item '{name}'.", where=row.title, cure="Name one of the plan's."
                )
