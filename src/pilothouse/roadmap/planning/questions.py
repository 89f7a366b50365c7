"""What answers to open questions are worth to the plan: which uncertainty to ask first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.refs import Ref
from pilothouse.risk import queries as risk
from pilothouse.risk.contracts import Uncertainty, Worth
from pilothouse.roadmap.planning.compute import Step
from pilothouse.roadmap.planning.nodes import ItemNode, ReleaseGroup
from pilothouse.roadmap.planning.problem import Inputs
from pilothouse.roadmap.planning.start import start

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.information import Question, Ranking
    from pilothouse.engine.forecast.futures.information import Worth as Found

_ITEM = "roadmap.item"


@dataclass(frozen=True, slots=True)
class _Prices:
    """Minor units: cost of delay a week by item or group, else of a working day, and where it comes from."""

    weekly: Mapping[str, float]
    a_day: float
    basis: str


def worth_of_answers(
    *,
    actor: Actor,
    product_id: int,
    today: date,
    step: Step = lambda text, done, of: None,
) -> dict[int, Worth]:
    """What an answer to each open uncertainty of a product is worth, by its number.

    Asked are those with a chance of a bad answer. Delay costs what items say; where none does, a day costs
    the day rates of the team; where nobody has a rate either, days are compared. Raises `Invalid` where there
    is no such uncertainty or nothing to plan.
    """
    from pilothouse.engine.forecast.futures.information import value_of_information

    asked = _asked(actor, product_id)
    shown = start(actor=actor, today=today, step=step)
    inputs = shown.inputs
    questions = [_question(row, inputs) for row in asked]
    targets, prices = _targets(inputs, questions), _prices(inputs)
    found = value_of_information(
        inputs.problem,
        shown.plan,
        questions,
        groups=targets,
        cost_of_delay=prices.weekly,
        cost_a_day=prices.a_day,
        forecast=shown.struck,
        progress=lambda done, of: step("Simulating each answer", done, of),
    )
    basis = prices.basis
    if shown.shown.counted:
        basis += "; weekly counts know of no delay, so estimates were simulated for this"
    if shown.run is not None and shown.run.stale:
        basis += f"; plan run {shown.run.number} is older than the data, so it was replanned for this"
    titles = {group.id: group.title for group in inputs.problem.groups}
    numbers = {_name(row): row.id for row in asked}
    return {
        numbers[row.question]: _worth(
            row,
            found,
            target=titles.get(targets.get(row.question, ""), ""),
            basis=basis,
            run=shown.run.number if shown.run else 0,
        )
        for row in found.worths
    }


def _asked(actor: Actor, product_id: int) -> list[Uncertainty]:
    scope = Ref("vision.product", product_id)
    found = risk.uncertainties(actor=actor, scope=scope, state="open")
    asked = [row for row in found if row.chance is not None]
    if not asked:
        raise Invalid(
            "No open question says how likely a bad answer is.",
            where="chance",
            cure="Give the chance, what a bad answer costs, and what you would do instead.",
        )
    return asked


def _name(row: Uncertainty) -> str:
    """The engine's name of a question."""
    return f"{row.id}"


def _question(row: Uncertainty, inputs: Inputs) -> Question:
    from pilothouse.engine.forecast.futures.information import Effect, Question

    silent = row.instead_days is None and row.instead_cents is None
    instead = None if silent else Effect(row.instead_days or 0.0, row.instead_cents or 0)
    return Question(
        _name(row),
        row.question,
        row.chance or 0.0,
        _items(row, inputs),
        Effect(row.wrong_days, row.wrong_cents),
        instead,
        Effect(row.test_days, row.test_cents),
    )


def _items(row: Uncertainty, inputs: Inputs) -> tuple[str, ...]:
    """Open items without parts that an uncertainty bears on; finished ones are past being delayed."""
    refs = [Ref.parse(each.ref) for each in row.subjects]
    numbers = [ref.id for ref in refs if ref.kind == _ITEM and ref.id in inputs.structure.items]
    leaves = [leaf for number in numbers for leaf in inputs.structure.leaves(number)]
    return tuple(dict.fromkeys(ItemNode(leaf).name for leaf in leaves))


def _targets(inputs: Inputs, questions: Sequence[Question]) -> dict[str, str]:
    """The release that a question's items belong to, the one with most of them."""
    groups = [row for row in inputs.problem.groups if isinstance(inputs.nodes[row.id], ReleaseGroup)]
    found = {}
    for question in questions:
        shared = [(len(set(question.items) & set(group.members)), group.id) for group in groups]
        most = max(shared, default=(0, ""))
        if most[0]:
            found[question.id] = most[1]
    return found


def _prices(inputs: Inputs) -> _Prices:
    structure = inputs.structure
    weekly = {
        structure.node(item.id).name: float(item.cost_of_delay)
        for item in structure.items.values()
        if item.cost_of_delay
    }
    if weekly:
        return _Prices(weekly, 0.0, "delay costs what the items say")
    rates = [(person.day_rate or 0) * person.availability for person in inputs.people.values()]
    if any(rates):
        basis = "no item has a cost of delay, so a day costs the team's day rates"
        return _Prices({}, float(sum(rates)), basis)
    return _Prices({}, 0.0, "neither items nor people have a price, so days are compared")


def _worth(row: Found, found: Ranking, *, target: str, basis: str, run: int) -> Worth:
    amount = _whole if found.priced else _hundredths
    return Worth(
        priced=found.priced,
        value=amount(row.value),
        test=amount(row.test),
        gain=amount(row.gain),
        act=row.act,
        loss_wrong=amount(row.loss_wrong),
        loss_instead=None if row.loss_instead is None else amount(row.loss_instead),
        delay_wrong=round(row.delay_wrong, 1),
        delay_instead=None if row.delay_instead is None else round(row.delay_instead, 1),
        chance_right=row.chance_right,
        chance_wrong=row.chance_wrong,
        target=target,
        basis=basis,
        draws=found.draws,
        run=run,
    )


def _whole(minor: float) -> float:
    """Money has no less than a minor unit."""
    return float(round(minor))


def _hundredths(days: float) -> float:
    return round(days, 2)
