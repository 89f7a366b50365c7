"""What the answers to one question of a survey show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.research.estimates import Estimate, free_mean, mean, net_promoter, proportion

PROMOTER_SCALE = (0, 10)


@dataclass(frozen=True, slots=True)
class Option:
    """How many chose something, and which share of those who answered."""

    chosen: int
    share: Estimate | None


@dataclass(frozen=True, slots=True)
class Scale:
    """Answers on a scale: how often each was given, from the lowest, their mean, and promoters less
    detractors where it runs from 0 to 10."""

    counts: tuple[int, ...]
    mean: Estimate | None
    promoters: Estimate | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers that were given."""

    mean: Estimate | None
    median: float | None
    least: float | None
    most: float | None


def judge_options(answers: Sequence[Sequence[int]], options: int) -> tuple[Option, ...]:
    """`answers` are numbers of options, from 0, of each who answered."""
    if any(not 0 <= each < options for row in answers for each in row):
        raise InvalidProblem("An answer is no option.", where="answers", cure="Choose one of the options.")
    counts = [sum(place in row for row in answers) for place in range(options)]
    return tuple(Option(many, proportion(many, len(answers))) for many in counts)


def judge_scale(answers: Sequence[int], least: int, most: int) -> Scale:
    """Answers from `least` to `most`."""
    if any(not least <= each <= most for each in answers):
        raise InvalidProblem(
            f"An answer lies outside {least} to {most}.", where="answers", cure=f"Give {least} to {most}."
        )
    return Scale(
        tuple(sum(each == step for each in answers) for step in range(least, most + 1)),
        mean(answers, least, most),
        net_promoter(answers) if (least, most) == PROMOTER_SCALE else None,
    )


def judge_numbers(answers: Sequence[float]) -> Numbers:
    """Numbers without bounds."""
    if not answers:
        return Numbers(None, None, None, None)
    return Numbers(free_mean(answers), median(answers), min(answers), max(answers))
