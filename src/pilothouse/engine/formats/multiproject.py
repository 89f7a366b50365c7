"""Reads multi-project files of MPLIB (Van Eynde and Vanhoucke 2020) into one engine problem: the projects
share their resources, and end together as one portfolio.

The file: number of projects, number of resources, capacities; then for each project its jobs and release,
which resources it uses, and one row a job: duration, a request for each resource, number of successors,
successors as project:job.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Item, Pool, Problem

_NUMBER = re.compile(r"[0-9]{1,9}")
_AFTER = re.compile(r"([0-9]{1,6}):([0-9]{1,6})")
_MOST = 100_000

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class _Job:
    length: int
    needs: list[int]
    after: list[tuple[int, int]]
    row: int


def read_mplib(text: str, *, name: str = "file") -> Problem:
    """The problem in `text`, with one group for each project.

    Raises `InvalidProblem` naming line and cure for a file that is cut or malformed.
    """
    lines = text.splitlines()
    rows = iter([(number, line.split()) for number, line in enumerate(lines, 1) if line.strip()])
    end = len(lines)
    projects = _counted(_next(rows, name, end), "projects", name)
    resources = _counted(_next(rows, name, end), "resources", name)
    capacities = _whole(_next(rows, name, end), resources, name)
    released, jobs = [], []
    for _ in range(projects):
        line = _next(rows, name, end)
        count, release = _whole(line, 2, name)
        if not 1 <= count <= _MOST:
            raise _damaged(f"{count} jobs are not possible", line[0], name)
        released.append(release)
        _whole(_next(rows, name, end), resources, name)
        jobs.append([_job(_next(rows, name, end), resources, name) for _ in range(count)])
    extra = next(rows, None)
    if extra is not None:
        raise _damaged("There are more jobs than announced", extra[0], name)
    return _problem(capacities, released, jobs, name)


def _problem(capacities: list[int], released: list[int], projects: list[list[_Job]], name: str) -> Problem:
    pools = tuple(Pool(f"R{number}", units) for number, units in enumerate(capacities, 1))
    items, edges, groups = [], [], []
    for project, jobs in enumerate(projects, 1):
        ids = []
        for number, job in enumerate(jobs, 1):
            ids.append(f"{project}:{number}")
            items.append(
                Item(
                    ids[-1],
                    f"Project {project} job {number}",
                    duration=Effort(job.length, job.length, job.length),
                    demands={pool.id: units for pool, units in zip(pools, job.needs, strict=True) if units},
                    earliest=float(released[project - 1]),
                )
            )
            for other, after in sorted(set(job.after)):
                if not (1 <= other <= len(projects) and 1 <= after <= len(projects[other - 1])):
                    raise _damaged(f"The successor {other}:{after} does not exist", job.row, name)
                edges.append(Dependency(ids[-1], f"{other}:{after}"))
        groups.append(Group(f"project {project}", tuple(ids), title=f"Project {project}"))
    return Problem(tuple(items), dependencies=tuple(edges), pools=pools, groups=tuple(groups))


def _next(rows: Iterator[Row], name: str, end: int) -> Row:
    found = next(rows, None)
    if found is None:
        raise InvalidProblem(
            "The file ends before its projects are complete.",
            where=f"{name}, line {end}",
            cure="Get the whole file; it was cut in the middle.",
        )
    return found


def _counted(row: Row, noun: str, name: str) -> int:
    count = _whole(row, 1, name)[0]
    if not 1 <= count <= _MOST:
        raise _damaged(f"{count} {noun} are not possible", row[0], name)
    return count


def _whole(row: Row, width: int, name: str) -> list[int]:
    number, words = row
    if len(words) != width or not all(_NUMBER.fullmatch(word) for word in words):
        numbers = "one whole number" if width == 1 else f"{width} whole numbers"
        raise _damaged(f"'{' '.join(words)[:60]}' should be {numbers} of 0 or more", number, name)
    return [int(word) for word in words]


def _job(row: Row, resources: int, name: str) -> _Job:
    number, words = row
    head = _whole((number, words[: resources + 2]), resources + 2, name)
    after = [_AFTER.fullmatch(word) for word in words[resources + 2 :]]
    if len(after) != head[-1]:
        raise _damaged(f"A job names {len(after)} successors and announces {head[-1]}", number, name)
    pairs = [(int(found[1]), int(found[2])) for found in after if found]
    if len(pairs) != len(after):
        raise _damaged("A successor should be project:job", number, name)
    return _Job(head[0], head[1:-1], pairs, number)


def _damaged(message: str, line: int, name: str) -> InvalidProblem:
    return InvalidProblem(f"{message}.", where=f"{name}, line {line}", cure="Get the file again.")
