"""Which of the best sets is chosen, and what each response is worth beside it."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.engine.risk.advice import Weighed, Why
from pilothouse.engine.risk.case import DECIDED, SECOND, THIRD, Case
from pilothouse.engine.risk.limits import Chosen
from pilothouse.engine.risk.outcome import Outcome
from pilothouse.engine.risk.response import Response


def decided(case: Case, sets: Sequence[Chosen]) -> Chosen:
    """The best of some sets on more futures, less what gains nothing there that can be told from
    chance."""
    trials = case.trials(DECIDED, SECOND)
    found = {chosen: trials.outcome(chosen) for chosen in dict.fromkeys(sets)}
    chosen = min(found, key=lambda each: (case.measure.worth(found[each]), len(each)))
    outcome = found[chosen]
    while chosen:
        least: tuple[float, int, Outcome] | None = None
        for number in sorted(chosen):
            other = trials.outcome(chosen - {number})
            gain, error = case.measure.gain(other, outcome)
            if gain < max(error, 1e-9) and (least is None or gain < least[0]):
                least = gain, number, other
        if least is None:
            break
        chosen, outcome = chosen - {least[1]}, least[2]
    return chosen


def weighed(case: Case, chosen: Chosen) -> list[Weighed]:
    """Each response, the most worth first, those that are chosen before all others."""
    trials = case.trials(DECIDED, THIRD)
    outcome = trials.outcome(chosen)
    rows = []
    for number, row in enumerate(case.responses):
        inside = number in chosen
        other = trials.outcome(chosen ^ {number})
        gain, error = case.measure.gain(*((other, outcome) if inside else (outcome, other)))
        why, short = ("chosen", None) if inside else _why_not(case, chosen, number, gain, error)
        days = sum(effort.mean for _, effort in row.work)
        rows.append(Weighed(row.id, row.name, row.kind, row.risks, row.cost, days, gain, error, why, short))
    return sorted(rows, key=lambda row: (not row.chosen, -row.gain, row.response))


def as_accepted(row: Response) -> Weighed:
    return Weighed(row.id, row.name, row.kind, row.risks, 0.0, 0.0, 0.0, 0.0, "accepted")


def _why_not(case: Case, chosen: Chosen, number: int, gain: float, error: float) -> tuple[Why, str | None]:
    if gain < -error:
        return "worse", None
    if abs(gain) <= 1e-9:
        return "no gain", None
    if gain <= error:
        return "unsure", None
    lacking = case.limits.lacks(chosen | {number})
    if lacking is None:
        return "unsure", None
    return ("budget", None) if lacking == 0 else ("days", case.means.skills[lacking - 1])
