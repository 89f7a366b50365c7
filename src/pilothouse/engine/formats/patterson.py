"""Reads Patterson files (`.rcp`; Patterson 1984) into engine problems.

Whole numbers, whatever the lines: jobs and resources, the capacities, then for each job its duration, its
demands and its successors. The first and the last job, which do nothing, are left out.
"""

from __future__ import annotations

import re

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Pool, Problem

_NUMBER = re.compile(r"[0-9]{1,9}")
_JOBS = 100_000
_RESOURCES = 1_000


def read_rcp(text: str, *, name: str = "file") -> Problem:
    """The problem in `text`.

    Raises `InvalidProblem` naming line and cure for a file that is cut or malformed.
    """
    words = _Words(text, name)
    jobs = words.take("the number of jobs", least=2, most=_JOBS)
    kinds = words.take("the number of resources", most=_RESOURCES)
    capacities = [words.take(f"the capacity of resource {kind + 1}") for kind in range(kinds)]
    durations, demands, edges = {}, {}, []
    for job in range(1, jobs + 1):
        durations[job] = words.take(f"the duration of job {job}")
        demands[job] = [words.take(f"a demand of job {job}") for _ in range(kinds)]
        after = [
            words.take(f"a successor of job {job}", least=1, most=jobs)
            for _ in range(words.take(f"the number of successors of job {job}", most=jobs))
        ]
        edges += [Dependency(str(job), str(row)) for row in sorted(set(after)) if job > 1 and row < jobs]
    words.end()
    items = tuple(
        Item(
            str(job),
            f"Job {job}",
            duration=Effort(durations[job], durations[job], durations[job]),
            demands={f"R{kind + 1}": units for kind, units in enumerate(demands[job]) if units},
        )
        for job in range(2, jobs)
    )
    pools = tuple(Pool(f"R{kind + 1}", units) for kind, units in enumerate(capacities))
    return Problem(items, dependencies=tuple(edges), pools=pools)


class _Words:
    """The numbers of a text one after the other, with the line of each."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.rows = [
            (word, number) for number, line in enumerate(text.splitlines(), 1) for word in line.split()
        ]
        self.at = 0

    def take(self, what: str, *, least: int = 0, most: int = 999_999_999) -> int:
        if self.at >= len(self.rows):
            raise InvalidProblem(
                f"The file ends before {what}.",
                where=f"{self.name}, line {self.rows[-1][1] if self.rows else 1}",
                cure="Get the whole file; it was cut in the middle.",
            )
        word, line = self.rows[self.at]
        self.at += 1
        if not _NUMBER.fullmatch(word) or not least <= int(word) <= most:
            raise InvalidProblem(
                f"'{word[:40]}' is not {what}: a whole number of {least:,} to {most:,} is wanted.",
                where=f"{self.name}, line {line}",
                cure="Choose a Patterson file (.rcp), or get it again; this line is damaged.",
            )
        return int(word)

    def end(self) -> None:
        if self.at < len(self.rows):
            raise InvalidProblem(
                f"There is more after the last job: '{self.rows[self.at][0][:40]}'.",
                where=f"{self.name}, line {self.rows[self.at][1]}",
                cure="Get the file again; a line is damaged or added.",
            )
