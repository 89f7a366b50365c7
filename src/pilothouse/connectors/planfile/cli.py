"""`pilothouse schedule` and `pilothouse forecast`: the engine from the shell, without server or database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pilothouse.connectors.planfile.reader import PlanFile
    from pilothouse.engine.calendar import PlanClock
    from pilothouse.engine.forecast.simulate import Forecast
    from pilothouse.engine.schedule.plan import Plan
    from pilothouse.engine.schedule.problem import Problem

app = typer.Typer()
_LARGEST = 10 * 2**20

PlanPath = Annotated[Path, typer.Argument(help="A plan in TOML, or a PSPLIB .sm file.", metavar="FILE")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer.", min=0)]
Passes = Annotated[int, typer.Option(help="How many schedules to try.", min=1, max=100_000)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def schedule(file: PlanPath, seed: Seed = 0, passes: Passes = 200, as_json: AsJson = False) -> None:
    """Plan FILE: who does what when, and why not earlier. Exit code 2 says what is wrong with the file."""
    from pilothouse.engine.schedule.check import check
    from pilothouse.engine.schedule.plan import Limit
    from pilothouse.engine.schedule.solve import solve

    problem, clock = _read(file)
    plan = solve(problem, seed=seed, limit=Limit(passes=passes, seconds=60))
    broken = check(problem, plan)
    if as_json:
        _print_json(_schedule_json(plan, clock) | {"feasible": not any(row.hard for row in broken)})
        return
    _print_schedule(problem, plan, clock)


@app.command()
def forecast(
    file: PlanPath,
    draws: Annotated[int, typer.Option(help="How many futures.", min=100, max=1_000_000)] = 10_000,
    seed: Seed = 0,
    passes: Passes = 200,
    as_json: AsJson = False,
) -> None:
    """Plan FILE and simulate it: dates as ranges, and the chance of each deadline."""
    from pilothouse.engine.forecast.simulate import simulate
    from pilothouse.engine.schedule.plan import Limit
    from pilothouse.engine.schedule.solve import solve

    problem, clock = _read(file)
    plan = solve(problem, seed=seed, limit=Limit(passes=passes, seconds=60))
    answer = simulate(problem, plan, draws=draws, seed=seed)
    if as_json:
        _print_json(_forecast_json(answer, clock))
        return
    _print_forecast(problem, answer, clock)


def _read(file: Path) -> tuple[Problem, PlanClock | None]:
    from pilothouse.connectors.planfile.reader import read_plan
    from pilothouse.connectors.psplib.reader import read_sm
    from pilothouse.engine.errors import InvalidProblem

    try:
        size = file.stat().st_size
        if size > _LARGEST:
            raise InvalidProblem(
                f"The file has {size:,} bytes.", where=str(file), cure="A plan has at most 10 MB."
            )
        text = file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise InvalidProblem(
            f"Byte {error.start} is not UTF-8.", where=str(file), cure="Save the file as UTF-8."
        ) from None
    except OSError as error:
        raise InvalidProblem(
            f"It cannot be read: {error.strerror}.", where=str(file), cure="Check the name."
        ) from None
    if file.suffix.lower() == ".sm":
        return read_sm(text, name=file.name), None
    plan: PlanFile = read_plan(text, name=file.name)
    return plan.problem, plan.clock


def _print_json(data: dict[str, Any]) -> None:
    from pilothouse.kit.shell import print_json

    print_json(data)


def _schedule_json(plan: Plan, clock: PlanClock | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "status": plan.status,
        "makespan": plan.makespan,
        "lower_bound": plan.lower_bound,
        "gap": plan.gap,
        "starts": {row.item: row.start for row in plan.placed},
        "finishes": {row.item: row.finish for row in plan.placed},
        "people": {row.item: row.people for row in plan.placed if row.people},
        "reasons": {row.item: row.reason.text for row in plan.placed},
        "violations": [row.text for row in plan.violations],
        "passes": plan.passes,
        "seed": plan.seed,
        "engine_version": plan.engine_version,
    }
    if clock is not None:
        found["dates"] = {
            row.item: [clock.start_date(row.start), clock.finish_date(row.finish)] for row in plan.placed
        }
    return found


def _forecast_json(answer: Forecast, clock: PlanClock | None) -> dict[str, Any]:
    from dataclasses import asdict

    found = asdict(answer)
    if clock is not None:
        found["dates"] = {
            row.item: {"p50": clock.finish_date(row.finish.p50), "p85": clock.finish_date(row.finish.p85)}
            for row in answer.items
        }
    return found


def _when(moment: float, clock: PlanClock | None, *, end: bool) -> str:
    if clock is None:
        return f"{moment:.1f}"
    day = clock.finish_date(moment) if end else clock.start_date(moment)
    return f"{day:%d %b %Y}"


def _print_schedule(problem: Problem, plan: Plan, clock: PlanClock | None) -> None:
    names = {person.id: person.label for person in problem.people}
    titles = {item.id: item.name for item in problem.items}
    width = min(44, max((len(title) for title in titles.values()), default=4))
    typer.echo(f"{'Item':{width}}  {'Start':11}  {'Finish':11}  Who and why")
    for row in sorted(plan.placed, key=lambda placed: (placed.start, placed.finish)):
        who = ", ".join(names[name] for name in row.people)
        typer.echo(
            f"{titles[row.item][:width]:{width}}  {_when(row.start, clock, end=False):11}  "
            f"{_when(row.finish, clock, end=True):11}  {who + '; ' if who else ''}{row.reason.text}"
        )
    typer.echo(
        f"\nDone after {plan.makespan:.1f} working days; no plan can be shorter than {plan.lower_bound:.1f}."
    )
    for broken in plan.violations:
        typer.echo(f"Not kept: {broken.text}.")


def _print_forecast(problem: Problem, answer: Forecast, clock: PlanClock | None) -> None:
    titles = {item.id: item.name for item in problem.items} | {
        group.id: group.title or group.id for group in problem.groups
    }
    width = min(44, max((len(title) for title in titles.values()), default=4))
    typer.echo(f"{'Item':{width}}  {'p50':11}  {'p85':11}  Deadline kept")
    rows = [
        (row.item, row.finish, row.chance) for row in sorted(answer.items, key=lambda row: row.finish.p50)
    ]
    rows += [(row.group, row.finish, row.chance) for row in answer.groups]
    for name, finish, chance in rows:
        kept = "" if chance is None else _in_ten(chance)
        typer.echo(
            f"{titles[name][:width]:{width}}  {_when(finish.p50, clock, end=True):11}  "
            f"{_when(finish.p85, clock, end=True):11}  {kept}"
        )
    whole = answer.finish
    typer.echo(
        f"\nAll done by {_when(whole.p50, clock, end=True)} in half of {answer.draws:,} futures, "
        f"by {_when(whole.p85, clock, end=True)} in 85 of 100."
    )


def _in_ten(chance: float) -> str:
    whole = int(chance * 10 + 0.5)
    return "over 9 in 10" if whole >= 10 else "under 1 in 10" if whole <= 0 else f"{whole} in 10"
