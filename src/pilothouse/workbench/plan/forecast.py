"""What `pilothouse forecast` does: a plan simulated, as text or JSON."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from pilothouse.engine.forecast.futures.simulate import Forecast, simulate
from pilothouse.engine.forecast.history.single import spread
from pilothouse.kit.shell import print_json
from pilothouse.workbench.plan.reading import Work, read_work
from pilothouse.workbench.plan.schedule import planned
from pilothouse.workbench.plan.words import end
from pilothouse.workbench.printing import short, table


def run(file: Path, *, draws: int, seed: int, passes: int | None, as_json: bool) -> None:
    work = read_work(file)
    plan = planned(work, seed=seed, passes=passes)
    # The numbers of a benchmark are exact; those of a plan are estimates.
    problem = work.problem if work.dates is None else spread(work.problem)
    answer = simulate(problem, plan, draws=draws, seed=seed)
    if as_json:
        print_json(as_data(answer, work))
    else:
        show(answer, work)


def as_data(answer: Forecast, work: Work) -> dict[str, object]:
    found: dict[str, object] = asdict(answer)
    if work.dates is not None:
        rows = [(row.item, row.finish) for row in answer.items]
        rows += [(row.group, row.finish) for row in answer.groups]
        found["dates"] = {
            name: {"p50": work.dates.finish(name, finish.p50), "p85": work.dates.finish(name, finish.p85)}
            for name, finish in rows
        }
    return found


def show(answer: Forecast, work: Work) -> None:
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
    typer.echo(f"{work.title}\n")
    table(
        ("Item", "p50", "p85", "Deadline", "Chance to keep it"),
        [
            (
                text,
                end(name, finish.p50, work.dates),
                end(name, finish.p85, work.dates),
                "" if due is None else end("", due, work.dates),
                "" if chance is None else in_ten(chance),
            )
            for text, name, finish, due, chance in rows
        ],
    )
    whole = answer.finish
    typer.echo(
        f"\nAll done by {end('', whole.p50, work.dates)} in half of {answer.draws:,} futures, "
        f"by {end('', whole.p85, work.dates)} in 85 of 100."
    )
    if answer.drivers:
        parts = ", ".join(f"{titles[row.item]} ({row.share:.0%})" for row in answer.drivers[:3])
        typer.echo(f"What moves the end most: all work together ({answer.common_share:.0%}), {parts}.")


def in_ten(chance: float) -> str:
    whole = int(chance * 10 + 0.5)
    return "over 9 in 10" if whole >= 10 else "under 1 in 10" if whole <= 0 else f"{whole} in 10"
