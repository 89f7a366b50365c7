"""What answers to open questions are worth to the plan: which uncertainty to ask first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Problem
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.refs import Ref
from pilothouse.risk import queries as risk
from pilothouse.risk.contracts import Uncertainty, Worth
from pilothouse.roadmap.planning.plan import Inputs, Step, read
from pilothouse.roadmap.queries.runs import latest_run

_ITEM = "roadmap.item:"


def worth_of_answers(
    *,
    actor: Actor,
    product_id: int,
    today: date,
    seed: int = 0,
    step: Step = lambda text, done, of: None,
) -> dict[int, Worth]:
    """What an answer to each open uncertainty of a product is worth, by its number, ready to store.

    Asked are those with a chance of a bad answer. Delay costs what items say; where none does, a day costs
    the
    day rates of the team; where nobody has a rate either, days are compared. Raises `Invalid` where there is
    no such uncertainty or nothing to plan.
    """
    from pilothouse.engine.forecast.futures.information import Effect, Question, value_of_information
    from pilothouse.engine.schedule.solve import solve
    from pilothouse.roadmap.planning.layers import layered

    asked = [
        row
        for row in risk.uncertainties(actor=actor, scope=Ref("vision.product", product_id), state="open")
        if row.chance is not None
    ]
    if not asked:
        raise Invalid(
            "No open question says how likely a bad answer is.",
            where="chance",
            cure="Give the chance, what a bad answer costs, and what you would do instead.",
        )
    step("Reading items, people and calendars", 0, 1)
    inputs = read(actor=actor, product_id=product_id, today=today)
    layers = layered(
        actor=actor, product_id=product_id, problem=inputs.problem, rows=inputs.rows, clock=inputs.clock
    )
    step("Scheduling", 0, 1)
    plan = solve(inputs.problem, seed=seed, limit=Limit(passes=300, seconds=5))
    members = _members(inputs.problem)
    questions = [
        Question(
            str(row.id),
            row.question,
            row.chance or 0.0,
            _items(row, members),
            Effect(row.wrong_days, row.wrong_cents),
            None
            if row.instead_days is None and row.instead_cents is None
            else Effect(row.instead_days or 0.0, row.instead_cents or 0),
            Effect(row.test_days, row.test_cents),
        )
        for row in asked
    ]
    groups = _targets(inputs.problem, questions_items={row.id: row.items for row in questions})
    weekly, a_day, basis = _prices(inputs)
    found = value_of_information(
        layers.problem,
        plan,
        questions,
        groups=groups,
        cost_of_delay=weekly,
        cost_a_day=a_day,
        seed=seed,
        common_sigma=layers.common_sigma,
        drift=layers.drift,
        progress=lambda done, of: step("Simulating each answer", done, of),
    )
    run = latest_run(actor=actor, product_id=product_id)
    titles = {group.id: group.title for group in inputs.problem.groups}
    amount = _rounded if found.priced else lambda days: round(days, 2)
    return {
        int(row.question): Worth(
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
            target=titles.get(groups.get(row.question, ""), ""),
            basis=basis,
            draws=found.draws,
            run=run.number if run else 0,
        )
        for row in found.worths
    }


def _rounded(minor: float) -> float:
    """Whole minor units."""
    return float(round(minor))


def _members(problem: Problem) -> Callable[[str], tuple[str, ...]]:
    """The engine's items of an item's number: itself, or its parts."""
    leaves = {item.id for item in problem.items}
    parts = {group.id: group.members for group in problem.groups}
    return lambda number: (number,) if number in leaves else parts.get(f"p{number}", ())


def _items(row: Uncertainty, members: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """Open items that an uncertainty bears on; finished ones are past being delayed."""
    numbers = [each.ref.removeprefix(_ITEM) for each in row.subjects if each.ref.startswith(_ITEM)]
    return tuple(dict.fromkeys(item for number in numbers for item in members(number)))


def _targets(problem: Problem, *, questions_items: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The release that a question's items belong to, the one with most of them."""
    releases = [group for group in problem.groups if group.id.startswith("r") and group.members]
    found = {}
    for question, items in questions_items.items():
        shared = [(len(set(items) & set(group.members)), group.id) for group in releases]
        most = max(shared, default=(0, ""))
        if most[0]:
            found[question] = most[1]
    return found


def _prices(inputs: Inputs) -> tuple[dict[str, float], float, str]:
    """Minor units: cost of delay a week by item or group, else of a working day, and where it comes from."""
    leaves = {item.id for item in inputs.problem.items}
    weekly = {
        (name if name in leaves else f"p{name}"): float(row.cost_of_delay_cents)
        for name, row in inputs.rows.items()
        if row.cost_of_delay_cents
    }
    if weekly:
        return weekly, 0.0, "delay costs what the items say"
    rates = [(person.day_rate_cents or 0) * person.availability for person in inputs.people.values()]
    if any(rates):
        return {}, float(sum(rates)), "no item has a cost of delay, so a day costs the team's day rates"
    return {}, 0.0, "neither items nor people have a price, so days are compared"
