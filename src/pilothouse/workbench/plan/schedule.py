"""What `pilothouse schedule` does: the plan of a file, as text or JSON."""

from __future__ import annotations

from pathlib import Path

import typer

from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.solve import solve
from pilothouse.kit.shell import print_json
from pilothouse.workbench.plan.reading import Work, read_work
from pilothouse.workbench.plan.words import end, span
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
    return solve(work.problem, seed=seed, limit=limit)


def as_data(plan: Plan, work: Work) -> dict[str, object]:
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
    return found


def show(plan: Plan, work: Work) -> None:
    names = {person.id: person.label for person in work.problem.people}
    titles = {item.id: item.name for item in work.problem.items}
    rows = [
        (
            short(titles[row.item]),
            *span(row, work.dates),
            short(", ".join(names[name] for name in row.people), 30),
            row.reason.text,
        )
        for row in sorted(plan.placed, key=lambda placed: (placed.start, placed.finish))
    ]
    typer.echo(f"{work.title}\n")
    if work.problem.people:
        table(("Item", "Start", "Finish", "Who", "Why not earlier"), rows)
    else:
        table(("Item", "Start", "Finish", "Why not earlier"), [(*row[:3], row[4]) for row in rows])
    on = f" on {end('', plan.makespan, work.dates)}" if work.dates is not None else ""
    typer.echo(
        f"\nDone{on} after {plan.makespan:.1f} working days; "
        f"no plan can be shorter than {plan.lower_bound:.1f}."
    )
    for violation in plan.violations:
        typer.echo(f"Not kept: {violation.text}.")
