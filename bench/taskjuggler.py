"""TaskJuggler as a peer: the same roadmap as its project file, scheduled by `tj3` where that is installed."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np

from pilothouse.engine.schedule.problem import Effort, Problem

BEGIN = date(2026, 1, 5)
_HOURS = 8.0


def flattened(problem: Problem) -> Problem:
    """Everybody full time and every estimate certain in whole hours, which both tools read alike."""
    people = tuple(replace(person, capacity=((0, 1.0),)) for person in problem.people)
    items = []
    for item in problem.items:
        days = max(1, round(item.effort.mean * _HOURS)) / _HOURS if item.effort else 0.0
        items.append(replace(item, effort=Effort(days, days, days)))
    return replace(problem, people=people, items=tuple(items))


def by_taskjuggler(problem: Problem) -> float | None:
    """Makespan in working days of a `flattened` problem of one person an item; None without `tj3`."""
    program = shutil.which("tj3")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plan.tjp").write_text(project(problem))
        subprocess.run([program, "plan.tjp"], cwd=folder, capture_output=True, check=True, timeout=600)
        with (Path(folder) / "ends.csv").open() as stream:
            ends = [row["End"] for row in csv.DictReader(stream, delimiter=";")]
    return max(_days(datetime.strptime(f"{end}+0000", "%Y-%m-%d-%H:%M%z")) for end in ends)


def project(problem: Problem) -> str:
    """The problem as a TaskJuggler 3 project."""
    lines = [f'project plan "Plan" {BEGIN} +6y {{ timezone "UTC" timingresolution 60min }}']
    lines += [f'resource {person.id} "{person.id}" {{}}' for person in problem.people]
    waits: dict[str, list[str]] = {}
    for edge in problem.dependencies:
        waits.setdefault(edge.successor, []).append(edge.predecessor)
    for item in problem.items:
        (need,) = item.needs
        able = [row.id for row in problem.people if row.skills.get(need.skill or "", 0.0) >= need.level]
        hours = round((item.effort.mean if item.effort else 0.0) * _HOURS)
        others = f"alternative {', '.join(able[1:])} " if len(able) > 1 else ""
        depends = f" depends {', '.join('!' + name for name in waits[item.id])}" if item.id in waits else ""
        lines.append(
            f'task {item.id} "{item.id}" {{ effort {hours}h '
            f"allocate {able[0]} {{ {others}select minloaded persistent }}{depends} }}"
        )
    lines.append('taskreport "ends" { formats csv columns id, end timeformat "%Y-%m-%d-%H:%M" }')
    return "\n".join(lines) + "\n"


def _days(moment: datetime) -> float:
    """Working days since the beginning: from nine to six, an hour's break at noon."""
    whole = int(np.busday_count(BEGIN, moment.date()))
    hours = moment.hour + moment.minute / 60 - 9
    return whole + min(_HOURS, hours - (1.0 if hours >= 4 else 0.0)) / _HOURS
