"""A plan or a benchmark from a file, by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pilothouse.engine.forecast.futures.causes import Event, Factor
from pilothouse.engine.formats.imopse import read_def
from pilothouse.engine.formats.multimode import read_mm
from pilothouse.engine.formats.multiskill import read_dzn
from pilothouse.engine.formats.patterson import read_rcp
from pilothouse.engine.formats.plan.reader import read_plan
from pilothouse.engine.formats.psplib import read_sm
from pilothouse.engine.risk.response import Response
from pilothouse.engine.schedule.dates import PlanDates
from pilothouse.engine.schedule.objective import Objective
from pilothouse.engine.schedule.problem import Problem
from pilothouse.workbench.files import read_text

_LARGEST = 10  # MB
_BENCHMARKS: Mapping[str, Callable[..., Problem]] = {
    ".sm": read_sm, ".mm": read_mm, ".rcp": read_rcp, ".dzn": read_dzn, ".def": read_def,
}  # fmt: skip


@dataclass(frozen=True)
class Work:
    """What is to be planned, and what is wanted of the plan; `dates` is None where the file counts time in
    units of its own. `factors` and `risks` make items late together; `responses` are what can be done about
    the risks."""

    problem: Problem
    dates: PlanDates | None
    title: str
    objective: Objective | None = None
    factors: tuple[Factor, ...] = ()
    risks: tuple[Event, ...] = ()
    responses: tuple[Response, ...] = ()


def read_work(file: Path) -> Work:
    """Raises `Invalid` for a file that cannot be read, `InvalidProblem` for one that cannot be planned."""
    text = read_text(file, most=_LARGEST)
    benchmark = _BENCHMARKS.get(file.suffix.lower())
    if benchmark is not None:
        return Work(benchmark(text, name=file.name), None, file.name)
    plan = read_plan(text, name=file.name)
    dates = PlanDates.of(plan.problem, plan.clock)
    return Work(plan.problem, dates, plan.title, plan.objective, plan.factors, plan.risks, plan.responses)
