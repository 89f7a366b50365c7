"""What `pilothouse forecast` does: a plan simulated, as text or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import typer

from pilothouse.engine.forecast.futures.forecast import Forecast, Policy
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.forecast.history.single import spread
from pilothouse.engine.risk.found import RiskEffect
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.settling import as_chosen
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.workbench.plan.costs import Asked, asked_of, costs_as_data, prices, show_costs
from pilothouse.workbench.plan.exposure import SURE, exposed
from pilothouse.workbench.plan.how import How
from pilothouse.workbench.plan.reading import Work, read_work
from pilothouse.workbench.plan.schedule import planned
from pilothouse.workbench.plan.words import due, end, whole_end
from pilothouse.workbench.printing import short, table

_RISKS = 20  # in the text; JSON has all

POLICIES: dict[str, tuple[Policy, ...]] = {
    "fixed": ("fixed",),
    "dynamic": ("dynamic",),
    "both": ("fixed", "dynamic"),
}


def run(file: Path, how: How, *, as_json: bool) -> None:
    if how.policy not in POLICIES:
        raise Invalid(
            f"'{how.policy}' is not a policy.", where="--policy", cure=f"Use one of {', '.join(POLICIES)}."
        )
    work = read_work(file)
    asked = asked_of(work, budget=how.budget, by=how.by)
    plan = planned(work, seed=how.seed, passes=how.passes)
    chosen = as_chosen(work.problem, plan)
    # The numbers of a benchmark are exact; those of a plan are estimates.
    done = replace(work, problem=chosen if work.dates is None else spread(chosen))
    answers = [_simulated(done, plan, how, policy) for policy in POLICIES[how.policy]]
    # Risks are read off the fixed plan, whose people keep their order.
    risks = exposed(done, plan, how).risks if done.risks else ()
    if as_json:
        told = [as_data(answer, done, asked, risks) for answer in answers]
        named = zip(POLICIES[how.policy], told, strict=True)
        print_json(told[0] if len(told) == 1 else dict(named))
        return
    show(answers[0], done, asked, risks)
    if len(answers) > 1:
        _show_policies(answers, done)


def _simulated(work: Work, plan: Plan, how: How, policy: Policy) -> Forecast:
    rates, fixed = prices(work)
    return simulate(
        work.problem,
        plan,
        draws=how.draws,
        seed=how.seed,
        policy=policy,
        factors=work.factors,
        events=work.risks,
        rates=rates,
        fixed_costs=fixed,
        drift=how.drift,
        until=how.until,
    )


def as_data(
    answer: Forecast, work: Work, asked: Sequence[Asked], risks: Sequence[RiskEffect]
) -> dict[str, object]:
    factors = tuple(row for row in answer.causes if row.kind == "factor")
    found: dict[str, object] = asdict(replace(answer, cost=None, causes=factors))
    found["risks"] = [asdict(row) for row in risks]
    found["cost"] = costs_as_data(answer, asked)
    if work.dates is not None:
        rows = [(row.item, row.finish) for row in answer.items]
        rows += [(row.group, row.finish) for row in answer.groups]
        found["dates"] = {
            name: {"p50": work.dates.finish(name, finish.p50), "p85": work.dates.finish(name, finish.p85)}
            for name, finish in rows
        }
    return found


def show(answer: Forecast, work: Work, asked: Sequence[Asked], risks: Sequence[RiskEffect]) -> None:
    typer.echo(f"{work.title}\n")
    _show_rows(answer, work)
    whole = answer.finish
    typer.echo(
        f"\nAll done by {whole_end(whole.p50, work.dates)} (median, p50), "
        f"by {whole_end(whole.p85, work.dates)} in 85 % of {answer.draws:,} simulations (p85)."
    )
    titles = {item.id: item.name for item in work.problem.items}
    if answer.drivers:
        parts = ", ".join(f"{titles[row.item]} ({row.share:.0%})" for row in answer.drivers[:3])
        parts = f"all work together ({answer.common_share:.0%}), {parts}"
        typer.echo(f"Largest sources of schedule uncertainty: {parts}.")
    _show_causes(answer, risks)
    show_costs(answer, asked)


def _show_rows(answer: Forecast, work: Work) -> None:
    titles = {item.id: item.name for item in work.problem.items}
    groups = {group.id: group.title or group.id for group in work.problem.groups}
    dues = {item.id: item.deadline for item in work.problem.items}
    group_dues = {group.id: group.deadline for group in work.problem.groups}
    rows = [
        (short(titles[row.item]), row.item, row.finish, dues[row.item], row.chance)
        for row in sorted(answer.items, key=lambda row: row.finish.p50)
    ]
    rows += [
        (short(groups[row.group]).upper(), row.group, row.finish, group_dues[row.group], row.chance)
        for row in answer.groups
    ]
    table(
        ("Item", "p50", "p85", "Deadline", "Chance to keep it"),
        [
            (
                text,
                end(name, finish.p50, work.dates),
                end(name, finish.p85, work.dates),
                due(deadline, work.dates),
                "" if chance is None else in_ten(chance),
            )
            for text, name, finish, deadline, chance in rows
        ],
    )


def _show_causes(answer: Forecast, risks: Sequence[RiskEffect]) -> None:
    """How much of the uncertainty comes from factors, and how many days risks cost or gain."""
    for row in answer.causes:
        if row.kind == "factor":
            typer.echo(f"{row.title} makes up {row.share:.0%} of the uncertainty.")
    for risk in risks[:_RISKS]:
        found = risk.finish
        verb = "gains" if found.days < 0 else "costs"
        typer.echo(
            f"{risk.title} {verb} {abs(found.days):.1f} ± {SURE * found.error:.1f} working days on average, "
            f"{abs(found.p85):.1f} at p85."
        )
    if len(risks) > _RISKS:
        typer.echo(f"… and {len(risks) - _RISKS} more risks: see pilothouse exposure.")


def _show_policies(answers: Sequence[Forecast], work: Work) -> None:
    """The plan kept as it is, beside one in which who does what next is decided in every simulation."""
    priced = all(answer.cost for answer in answers)
    rows = []
    for answer in answers:
        ends = [whole_end(moment, work.dates) for moment in (answer.finish.p50, answer.finish.p85)]
        row = [answer.policy, *ends]
        if answer.cost is not None:
            row += [f"{answer.cost.p50:,.0f}", f"{answer.cost.p85:,.0f}"]
        rows.append(row)
    typer.echo("")
    table(("Policy", "p50", "p85", *(("Cost p50", "Cost p85") if priced else ())), rows)


def in_ten(chance: float) -> str:
    """The chance in words."""
    whole = int(chance * 10 + 0.5)
    return "over 9 in 10" if whole >= 10 else "under 1 in 10" if whole <= 0 else f"{whole} in 10"
