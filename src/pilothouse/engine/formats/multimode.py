"""Reads multi-mode files (`.mm` of PSPLIB, Kolisch and Sprecher 1996; `.txt` of MMLIB, Van Peteghem and
Vanhoucke 2014) into engine problems.

Modes become alternatives; those that need more than there is of a resource are left out, for they can never
be chosen (Sprecher, Hartmann and Drexl 1997). Nonrenewable resources become pools that are spent.
"""

from __future__ import annotations

import re

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.psplib import cut, job_count, numbers, precedence, section_at
from pilothouse.engine.schedule.problem import Alternative, Dependency, Effort, Item, Pool, Problem

_RESOURCE = re.compile(r"\b([RND])\s*([0-9]{1,4})\b")
_AVAILABLE = re.compile(r"^RESOURCE\s*AVAILABILITIES")
_REQUESTS = "REQUESTS/DURATIONS"
_AVAILABILITIES = "RESOURCE AVAILABILITIES"
_MOST_MODES = 1_000

Mode = tuple[int, int, list[int]]


def read_mm(text: str, *, name: str = "file") -> Problem:
    """The problem in `text`.

    Raises `InvalidProblem` naming line and cure for a file that is cut or malformed.
    """
    lines = text.splitlines()
    jobs = job_count(lines, name, kind="multi-mode", ending=".mm")
    at = section_at(lines, "PRECEDENCE RELATIONS", name)
    followers = precedence(lines, at, jobs, name)
    counts = [_mode_count(lines, at + offset, name) for offset in range(jobs)]
    requests = section_at(lines, _REQUESTS, name)
    pools = _pools(lines, name)
    modes = _modes(lines, requests, counts, len(pools), name)
    return Problem(
        tuple(_item(job, modes[job - 1], pools) for job in range(2, jobs)),
        dependencies=tuple(
            Dependency(str(job), str(after))
            for job in range(2, jobs)
            for after in sorted(set(followers[job]))
            if 2 <= after < jobs
        ),
        pools=pools,
    )


def _mode_count(lines: list[str], index: int, name: str) -> int:
    count = int(lines[index].split()[1])
    if not 1 <= count <= _MOST_MODES:
        raise InvalidProblem(
            f"{count} modes are not possible.",
            where=f"{name}, line {index + 1}",
            cure=f"Give 1 to {_MOST_MODES:,}.",
        )
    return count


def _item(job: int, modes: list[Mode], pools: tuple[Pool, ...]) -> Item:
    able = [mode for mode in modes if _fits(mode, pools)] or modes
    ways = tuple(
        Alternative(
            str(number),
            duration=Effort(length, length, length),
            demands={pool.id: units for pool, units in zip(pools, needs, strict=True) if units},
        )
        for number, length, needs in able
    )
    if len(modes) > 1:
        return Item(str(job), f"Job {job}", alternatives=ways)
    return Item(str(job), f"Job {job}", duration=ways[0].duration, demands=ways[0].demands)


def _fits(mode: Mode, pools: tuple[Pool, ...]) -> bool:
    return all(units <= pool.capacity for units, pool in zip(mode[2], pools, strict=True))


def _modes(lines: list[str], at: int, counts: list[int], width: int, name: str) -> list[list[Mode]]:
    found: list[list[Mode]] = []
    row = at
    for job, count in enumerate(counts, 1):
        modes: list[Mode] = []
        for number in range(1, count + 1):
            lead = [job] if number == 1 else []
            values = numbers(lines, row, _REQUESTS, name, least=1)
            if len(values) != len(lead) + 2 + width or values[: len(lead) + 1] != [*lead, number]:
                raise InvalidProblem(
                    f"The requests of job {job} in mode {number} are damaged.",
                    where=f"{name}, line {row + 1}",
                    cure="Get the file again.",
                )
            modes.append((number, values[len(lead) + 1], values[len(lead) + 2 :]))
            row += 1
        found.append(modes)
    if row < len(lines) and lines[row].strip() and not lines[row].startswith("***"):
        raise InvalidProblem(
            "There are more modes than announced.",
            where=f"{name}, line {row + 1}",
            cure="Get the file again.",
        )
    return found


def _pools(lines: list[str], name: str) -> tuple[Pool, ...]:
    at = next((index for index, line in enumerate(lines) if _AVAILABLE.match(line.strip())), None)
    if at is None or at + 1 >= len(lines):
        raise cut(name, _AVAILABILITIES, len(lines))
    named = _RESOURCE.findall(lines[at + 1])
    where = f"{name}, line {at + 2}"
    if not named:
        raise InvalidProblem("No resource is named.", where=where, cure="Get the file again.")
    if any(kind == "D" for kind, _ in named):
        raise InvalidProblem(
            "A resource is doubly constrained, which plans do not know.",
            where=where,
            cure="Give it as one renewable and one nonrenewable resource.",
        )
    values = numbers(lines, at + 2, _AVAILABILITIES, name, least=len(named))
    if not any(line.startswith("***") for line in lines[at + 3 :]):
        # A file cut within the last number would be read with another capacity.
        raise cut(name, _AVAILABILITIES, at + 3)
    if len(values) != len(named):
        raise InvalidProblem(
            f"{len(values)} capacities for {len(named)} resources.",
            where=f"{name}, line {at + 3}",
            cure="Get the file again.",
        )
    return tuple(
        Pool(f"{kind}{number}", units, renewable=kind == "R")
        for (kind, number), units in zip(named, values, strict=True)
    )
