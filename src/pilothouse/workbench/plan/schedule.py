"""What `pilothouse schedule` does: the plan of a file, as text or JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import typer

from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.plan import Limit, Placed, Plan
from pilothouse.engine.schedule.solve import solve
from pilothouse.kit.shell import print_json
from pilothouse.workbench.plan.reading import Work, read_work
from pilothouse.workbench.plan.words import span, whole_end
from pilothouse.workbench.printing import short, table


def run(file: Path, *, seed: int, passes: int | None, seconds: float | None, as_json: bool) -> None:
    work = read_work(file)
    plan = planned(work, seed=seed, passes=passes, seconds=seconds)
    if as_json:
        print_json(as_data(plan, work) | {"feasible": feasible(work.problem, plan)})
    else:
        show(plan, work)


def planned(work: Work, *, seed: int, passes: int | None, seconds: float | None = None) -> Plan:
    # With a number of passes the answer depends on them alone, however long they take.
    limit = Limit(passes, seconds=float("inf") if passes and seconds is None else seconds)
    return solve(work.problem, seed=seed, limit=limit, objective=work.objective)


def as_data(plan: Plan, work: Work) -> dict[str, object]:
    """What of the plan was chosen is there only where something was to be chosen or paid."""
    found: dict[str, object] = {
        "status": plan.status,
        "makespan": plan.makespan,
        "lower_bound": plan.lower_bound,
        "gap": plan.gap,
        "starts": {row.item: row.start for row in plan.placed},
        "finishes": {row.item: row.finish for row in plan.placed},
        "people": {row.item: row.people for row in plan.placed},
        "reasons": {row.item: row.reason.text for row in plan.placed},
        "violations": [row.text for row in plan.violations],
        "passes": plan.passes,
        "seed": plan.seed,
        "engine_version": plan.engine_version,
    }
    if work.dates is not None:
        found["dates"] = {row.item: work.dates.span(row.item, row.start, row.finish) for row in plan.placed}
    if plan.score is not None:
        found["alternatives"] = {row.item: row.alternative for row in plan.placed if row.alternative}
        found["left_out"] = plan.left_out
        found["score"] = asdict(plan.score)
    return found


def show(plan: Plan, work: Work) -> None:
    typer.echo(f"{work.title}\n")
    _show_rows(plan, work)
    on = f" on {whole_end(plan.makespan, work.dates)}" if work.dates is not None else ""
    typer.echo(
        f"\nDone{on} after {plan.makespan:.1f} working days; "
        f"no plan can be shorter than {plan.lower_bound:.1f}."
    )
    _show_choices(plan, work)
    for violation in plan.violations:
        typer.echo(f"Not kept: {violation.text}.")


def _show_rows(plan: Plan, work: Work) -> None:
    names = {person.id: person.label for person in work.problem.people}
    titles = {item.id: item.name for item in work.problem.items}
    columns: dict[str, Callable[[Placed], str]] = {
        "Item": lambda row: short(titles[row.item]),
        "Alternative": lambda row: row.alternative or "",
        "Start": lambda row: span(row, work.dates)[0],
        "Finish": lambda row: span(row, work.dates)[1],
        "Who": lambda row: short(", ".join(names[name] for name in row.people), 30),
        "Why not earlier": lambda row: row.reason.text,
    }
    if not work.problem.people:
        del columns["Who"]
    if not any(row.alternative for row in plan.placed):
        del columns["Alternative"]
    rows = sorted(plan.placed, key=lambda placed: (placed.start, placed.finish))
    table(list(columns), [[text(row) for text in columns.values()] for row in rows])


def _show_choices(plan: Plan, work: Work) -> None:
    """What was left out, and what the plan costs, where anything has a price."""
    if plan.left_out:
        titles = {item.id: item.name for item in work.problem.items}
        typer.echo(f"Left out: {', '.join(titles[name] for name in plan.left_out)}.")
    if plan.score is None:
        return
    amounts = {
        "Cost": plan.score.cost,
        "cost of delay": plan.score.delay_cost,
        "value left out": plan.score.value_lost,
        "over budget": plan.score.over_budget,
    }
    told = [f"{label} {amount:,.0f}" for label, amount in amounts.items() if amount > 0]
    if told:
        typer.echo(f"{', '.join(told)}.")
