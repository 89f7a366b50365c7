"""What is asked of a plan, and what the scheduling answers."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.engine.schedule.plan import Plan
from pilothouse.roadmap.contracts import KeptTo, Robust, RunKind


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan is to be. Without anything: all products, anew.

    `products`: those to replan; the others stay where they are published. `keep_to`: number of the run that
    is published. Unless `anew`, what need not move against it stays. `held` are items whose move was refused,
    `accepted` those whose move is taken from run `proposal`. `amends`: the run whose plan stays but for what
    is held, which goes back to where it was before. A proposal shows what a plan made anew would be.
    """

    products: tuple[int, ...] = ()
    keep_to: int | None = None
    anew: bool = False
    held: tuple[int, ...] = ()
    proposal: int | None = None
    accepted: tuple[int, ...] = ()
    amends: int | None = None
    kind: RunKind = "plan"


@dataclass(frozen=True)
class Scheduled:
    """The plan with what it kept to and what trying several gained; `in_order` unless places in it are those
    of another order of products.
    """

    plan: Plan
    kept: KeptTo | None = None
    robust: Robust | None = None
    in_order: bool = True
