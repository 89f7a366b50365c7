"""Which responses to risks are best under a budget, as it was computed of a plan run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from pilothouse.risk.contracts.exposure import SURE

OBJECTIVES = ("p85", "chance")


@dataclass(frozen=True, slots=True)
class SkillDays:
    """Person-days that there are of a skill, None: of people for work that needs no skill."""

    skill_id: int | None
    days: float
    skill_name: str = ""


@dataclass(frozen=True, slots=True)
class AdviceAsked:
    """What the best set is asked for: the 85 % date (`p85`) of `ref`, or the `chance` of its target date.
    `ref` is a release, a product or a portfolio, empty for the whole plan.

    `budget_cents`, minor units, and `days` are what there is; None and a skill that is not named are
    unlimited.
    """

    objective: str = "p85"
    ref: str = ""
    budget_cents: int | None = None
    days: tuple[SkillDays, ...] = ()


@dataclass(frozen=True, slots=True)
class AdvisedResponse:
    """A proposed response in an answer. `gain`: by how much the objective is worse without it where it is
    chosen, and better with it where it is not; working days or a share of simulations, with its standard
    `error`; None where it could not compete. `reason` says why it is left out.
    """

    response_id: int
    title: str
    kind: str
    risk_id: int
    risk_key: str
    risk_event: str
    cost_cents: int
    days: float
    skill_name: str
    chosen: bool
    gain: float | None
    error: float | None
    reason: str
    based_on: int

    @property
    def margin(self) -> float:
        """Half of the 95 % interval of `gain`."""
        return SURE * (self.error or 0.0)


@dataclass(frozen=True, slots=True)
class ResponseAdvice:
    """The best set of responses that was found for what was `asked`, of plan run `run`.

    `gain` is what the set gains together, with its standard `error`: working days of the 85 % date, or a
    share of simulations. `p85` and `chance` are those of the run, `p85_after` and `chance_after` those with
    the set. `exact`: all sets were judged, `tried` of them. `outdated` says that risks or responses have
    changed since.
    """

    id: int
    run: int
    as_of: date
    computed_at: datetime
    asked_by: str
    asked: AdviceAsked
    name: str
    cost_cents: int
    days: float
    gain: float
    error: float
    p85: date
    p85_after: date
    chance: float | None
    chance_after: float | None
    tried: int
    exact: bool
    draws: int
    seed: int
    responses: tuple[AdvisedResponse, ...]
    basis: tuple[str, ...] = ()
    digest: str = field(default="", compare=False)
    outdated: bool = False

    @property
    def chosen(self) -> tuple[AdvisedResponse, ...]:
        return tuple(row for row in self.responses if row.chosen)

    @property
    def left_out(self) -> tuple[AdvisedResponse, ...]:
        return tuple(row for row in self.responses if not row.chosen)

    @property
    def margin(self) -> float:
        """Half of the 95 % interval of `gain`."""
        return SURE * self.error


@dataclass(frozen=True, slots=True)
class ResponsesChosen:
    """A set that was marked as chosen: how many of its responses changed, and what that is undone by."""

    batch: str
    chosen: int
