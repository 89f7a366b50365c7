"""`pilothouse schedule` and `pilothouse forecast`: the engine from the shell, without server or database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilothouse.engine.dates import day_text

if TYPE_CHECKING:
    from pilothouse.engine.calendar import PlanClock
    from pilothouse.engine.forecast.futures.simulate import Forecast
    from pilothouse.engine.schedule.dates import PlanDates
    from pilothouse.engine.schedule.plan import Placed, Plan
    from pilothouse.engine.schedule.problem import Problem

app = typer.Typer()
_LARGEST = 10 * 2**20

PlanPath = Annotated[
    Path, typer.Argument(help="A plan in TOML, or a benchmark: .sm, .mm, .rcp, .dzn.", metavar="FILE")
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer.", min=0)]
Passes = Annotated[
    int | None, typer.Option(help="How many schedules to try. [default: by size]", min=1, max=10_000_000)
]
Seconds = Annotated[
    float | None,
    typer.Option(
        help="Search and prove for so long. The answer then depends on the machine.", min=0.01, max=86_400
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def schedule(
    file: PlanPath, seed: Seed = 0, passes: Passes = None, seconds: Seconds = None, as_json: AsJson = False
) -> None:
    """Plan FILE: who does what when, and why not earlier. Exit code 2 says what is wrong with the file."""
    from pilothouse.engine.schedule.check import feasible

    problem, clock, title = _read(file)
    plan = _solve(problem, seed, passes, seconds)
    kept = feasible(problem, plan)
    dates = _dates(problem, clock)
    if as_json:
        _print_json(_schedule_json(plan, dates) | {"feasible": kept})
        return
    _print_schedule(problem, plan, dates, title)


@app.command()
def forecast(
    file: PlanPath,
    draws: Annotated[int, typer.Option(help="How many futures.", min=100, max=1_000_000)] = 10_000,
    seed: Seed = 7,
    passes: Passes = None,
    as_json: AsJson = False,
) -> None:
    """Plan FILE and simulate it: dates as ranges, and the chance of each deadline."""
    from pilothouse.engine.forecast.futures.simulate import simulate

    problem, clock, title = _read(file)
    plan = _solve(problem, seed, passes)
    answer = simulate(problem, plan, draws=draws, seed=seed)
    dates = _dates(problem, clock)
    if as_json:
        _print_json(_forecast_json(answer, dates))
        return
    _print_forecast(problem, answer, dates, title)


def _solve(problem: Problem, seed: int, passes: int | None, seconds: float | None = None) -> Plan:
    from pilothouse.engine.schedule.plan import Limit
    from pilothouse.engine.schedule.solve import solve

    # With a number of passes the answer depends on them alone, however long they take.
    limit = Limit(passes, seconds=float("inf") if passes and seconds is None else seconds)
    return solve(problem, seed=seed, limit=limit)


def _read(file: Path) -> tuple[Problem, PlanClock | None, str]:
    from pilothouse.engine.errors import InvalidProblem
    from pilothouse.engine.formats.multimode import read_mm
    from pilothouse.engine.formats.multiskill import read_dzn
    from pilothouse.engine.formats.patterson import read_rcp
    from pilothouse.engine.formats.planfile import read_plan
    from pilothouse.engine.formats.psplib import read_sm

    try:
        with file.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise InvalidProblem(
            f"It cannot be read: {error.strerror or error}.",
            where=str(file),
            cure="Check the name of the file.",
        ) from None
    if len(data) > _LARGEST:
        raise InvalidProblem(
            "The file has more than 10 MB.",
            where=str(file),
            cure="Give a plan or a benchmark file; none is that large.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidProblem(
            f"Byte {error.start + 1} is not UTF-8.", where=str(file), cure="Save the file as UTF-8 text."
        ) from None
    benchmark = {".sm": read_sm, ".mm": read_mm, ".rcp": read_rcp, ".dzn": read_dzn}.get(file.suffix.lower())
    if benchmark is not None:
        return benchmark(text, name=file.name), None, file.name
    plan = read_plan(text, name=file.name)
    return plan.problem, plan.clock, plan.title


def _dates(problem: Problem, clock: PlanClock | None) -> PlanDates | None:
    from pilothouse.engine.schedule.dates import PlanDates

    return None if clock is None else PlanDates.of(problem, clock)


def _print_json(data: dict[str, Any]) -> None:
    from pilothouse.kit.shell import print_json

    print_json(data)


def _schedule_json(plan: Plan, dates: PlanDates | None) -> dict[str, Any]:
    found: dict[str, Any] = {
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
    if dates is not None:
        found["dates"] = {row.item: dates.span(row.item, row.start, row.finish) for row in plan.placed}
    return found


def _forecast_json(answer: Forecast, dates: PlanDates | None) -> dict[str, Any]:
    from dataclasses import asdict

    found = asdict(answer)
    if dates is not None:
        rows = [(row.item, row.finish) for row in answer.items]
        rows += [(row.group, row.finish) for row in answer.groups]
        found["dates"] = {
            name: {"p50": dates.finish(name, finish.p50), "p85": dates.finish(name, finish.p85)}
            for name, finish in rows
        }
    return found


def _span(row: Placed, dates: PlanDates | None) -> tuple[str, str]:
    """Start and finish of an item, in words."""
    if dates is None:
        return f"{row.start:.1f}", f"{row.finish:.1f}"
    first, last = dates.span(row.item, row.start, row.finish)
    return day_text(first), day_text(last)


def _end(name: str, moment: float, dates: PlanDates | None) -> str:
    """When an item or a group is done; the whole plan has no name."""
    return f"{moment:.1f}" if dates is None else day_text(dates.finish(name, moment))


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print columns as wide as they need; the last one runs free."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head) - 1)]
    for row in [head, *rows]:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        typer.echo("  ".join([*cells, row[-1]]).rstrip())


def _short(text: str, width: int = 44) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _print_schedule(problem: Problem, plan: Plan, dates: PlanDates | None, title: str) -> None:
    names = {person.id: person.label for person in problem.people}
    titles = {item.id: item.name for item in problem.items}
    rows = [
        (
            _short(titles[row.item]),
            *_span(row, dates),
            _short(", ".join(names[name] for name in row.people), 30),
            row.reason.text,
        )
        for row in sorted(plan.placed, key=lambda placed: (placed.start, placed.finish))
    ]
    typer.echo(f"{title}\n")
    if problem.people:
        _table(("Item", "Start", "Finish", "Who", "Why not earlier"), rows)
    else:
        _table(("Item", "Start", "Finish", "Why not earlier"), [(*row[:3], row[4]) for row in rows])
    on = f" on {_end('', plan.makespan, dates)}" if dates is not None else ""
    typer.echo(
        f"\nDone{on} after {plan.makespan:.1f} working days; "
        f"no plan can be shorter than {plan.lower_bound:.1f}."
    )
    for violation in plan.violations:
        typer.echo(f"Not kept: {violation.text}.")


def _print_forecast(problem: Problem, answer: Forecast, dates: PlanDates | None, title: str) -> None:
    titles = {item.id: item.name for item in problem.items}
    groups = {group.id: group.title or group.id for group in problem.groups}
    dues = {item.id: item.deadline for item in problem.items}
    group_dues = {group.id: group.deadline for group in problem.groups}
    rows = [
        (_short(titles[row.item]), row.item, row.finish, dues[row.item], row.chance)
        for row in sorted(answer.items, key=lambda row: row.finish.p50)
    ]
    rows += [
        (_short(groups[row.group]).upper(), row.group, row.finish, group_dues[row.group], row.chance)
        for row in answer.groups
    ]
    typer.echo(f"{title}\n")
    _table(
        ("Item", "p50", "p85", "Deadline", "Chance to keep it"),
        [
            (
                text,
                _end(name, finish.p50, dates),
                _end(name, finish.p85, dates),
                "" if due is None else _end("", due, dates),
                "" if chance is None else _in_ten(chance),
            )
            for text, name, finish, due, chance in rows
        ],
    )
    whole = answer.finish
    typer.echo(
        f"\nAll done by {_end('', whole.p50, dates)} in half of {answer.draws:,} futures, "
        f"by {_end('', whole.p85, dates)} in 85 of 100."
    )
    if answer.drivers:
        parts = ", ".join(f"{titles[row.item]} ({row.share:.0%})" for row in answer.drivers[:3])
        typer.echo(f"What moves the end most: all work together ({answer.common_share:.0%}), {parts}.")


def _in_ten(chance: float) -> str:
    whole = int(chance * 10 + 0.5)
    return "over 9 in 10" if whole >= 10 else "under 1 in 10" if whole <= 0 else f"{whole} in 10"
