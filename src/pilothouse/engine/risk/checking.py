"""Whether responses can be weighed against each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import isfinite

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.risk.response import KINDS, Response


def check_responses(responses: Sequence[Response], events: Sequence[Event], items: Collection[str]) -> None:
    """Raise `InvalidProblem` for responses that cannot be weighed against each other."""
    if not responses:
        raise InvalidProblem(
            "There are no responses.", where="responses", cure="Enter one for a risk, with what it leaves."
        )
    risks, seen = {event.id for event in events}, set[str]()
    for row in responses:
        if row.id in seen:
            raise InvalidProblem(
                f"There are two responses '{row.id}'.", where=row.name, cure="Give each its id."
            )
        seen.add(row.id)
        if row.kind not in KINDS:
            raise InvalidProblem(
                f"'{row.kind}' is no kind of response.", where=row.name, cure=f"Use {', '.join(KINDS)}."
            )
        if not row.risks or set(row.risks) - risks:
            unknown = next(iter(sorted(set(row.risks) - risks)), "")
            raise InvalidProblem(
                f"It answers the unknown risk '{unknown}'.", where=row.name, cure="Name a risk of this plan."
            )
        for name in (*row.before, *row.after):
            if name not in items:
                raise InvalidProblem(
                    f"Its work is tied to the unknown item '{name}'.",
                    where=row.name,
                    cure="Name items of this plan only.",
                )
        _check_effect(row)


def _check_effect(row: Response) -> None:
    for share, noun in ((row.chance, "probability"), (row.impact, "impact")):
        if not 0 <= share <= 1:
            raise InvalidProblem(
                f"It leaves {share:g} of the {noun}, which is outside 0 to 1.",
                where=row.name,
                cure="Give what is left: 0 nothing, 1 all of it.",
            )
    if not isfinite(row.cost) or row.cost < 0:
        raise InvalidProblem("Its cost is no amount of 0 or more.", where=row.name, cure="Give an amount.")
    for skill, effort in row.work:
        effort.check(f"{row.name}, {skill or 'work'}")
    changes = (row.chance, row.impact) != (1.0, 1.0)
    if row.kind == "accept" and (changes or row.cost or row.work):
        raise InvalidProblem(
            "To accept a risk changes and costs nothing.",
            where=row.name,
            cure="Make it reduce or transfer, or leave out its effect, cost and work.",
        )
    if row.kind != "accept" and not changes:
        raise InvalidProblem(
            "It does nothing: all of the risk is left.",
            where=row.name,
            cure="State the probability or the impact that is left, or accept the risk.",
        )
