"""Tasks of a usability test, and the System Usability Scale (Brooke 1996)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.research.estimates import Estimate, mean, proportion, typical_time

SUS_ITEMS = 10
Outcome = Literal["completed", "helped", "failed"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """How someone fared at a task, and the seconds it took, where that was measured."""

    outcome: Outcome
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class TaskEstimate:
    """`completed` without help, of all who tried; `time` of those."""

    tried: int
    completed_alone: int
    helped: int
    failed: int
    completed: Estimate | None
    time: Estimate | None


def judge_task(attempts: Sequence[Attempt]) -> TaskEstimate:
    """What a task's attempts show. Help counts as not completed."""
    count = {
        word: sum(each.outcome == word for each in attempts) for word in ("completed", "helped", "failed")
    }
    times = [each.seconds for each in attempts if each.outcome == "completed" and each.seconds is not None]
    return TaskEstimate(
        tried=len(attempts),
        completed_alone=count["completed"],
        helped=count["helped"],
        failed=count["failed"],
        completed=proportion(count["completed"], len(attempts)),
        time=typical_time(times),
    )


def sus_score(answers: Sequence[int]) -> float:
    """0 to 100 of ten answers from 1 (strongly disagree) to 5. Odd items speak for the system, even ones
    against. Raises `InvalidProblem` for anything but ten such answers."""
    if len(answers) != SUS_ITEMS:
        raise InvalidProblem(
            f"The scale has {SUS_ITEMS} items, and there are {len(answers)} answers.",
            where="sus",
            cure="Give an answer from 1 to 5 for each item.",
        )
    for item, answer in enumerate(answers, 1):
        if isinstance(answer, bool) or answer not in (1, 2, 3, 4, 5):
            raise InvalidProblem(
                f"Item {item} has the answer {str(answer)[:20]}.", where="sus", cure="Give 1, 2, 3, 4 or 5."
            )
    return 2.5 * sum(each - 1 if place % 2 == 0 else 5 - each for place, each in enumerate(answers))


def judge_sus(people: Sequence[Sequence[int]]) -> Estimate | None:
    """The mean score with its interval."""
    return mean([sus_score(each) for each in people], 0.0, 100.0)
