"""Reads PSPLIB single-mode files (`.sm`; Kolisch and Sprecher 1996) into engine problems.

Jobs become items with fixed durations that hold units of pools; the super source and sink are left out.
"""

from __future__ import annotations

import re

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Pool, Problem

_COUNT = re.compile(r"^jobs\s*\(incl\. supersource/sink\s*\)\s*:\s*([0-9]{1,9})\b", re.I)
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_SECTIONS = ("PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES")
_LIMIT = 100_000


def read_sm(text: str, *, name: str = "file") -> Problem:
    """The problem in `text`.

    Raises `InvalidProblem` naming line and cure for a file that is cut or malformed.
    """
    lines = text.splitlines()
    jobs = job_count(lines, name)
    followers = precedence(lines, section_at(lines, _SECTIONS[0], name), jobs, name)
    durations, demands = _requests(lines, section_at(lines, _SECTIONS[1], name), jobs, name)
    capacities = _availabilities(lines, section_at(lines, _SECTIONS[2], name), len(demands[1]), name)
    pools = tuple(Pool(f"R{index + 1}", units) for index, units in enumerate(capacities))
    inner = range(2, jobs)
    items = tuple(
        Item(
            id=str(job),
            title=f"Job {job}",
            duration=Effort(durations[job], durations[job], durations[job]),
            demands={pool.id: units for pool, units in zip(pools, demands[job], strict=True) if units},
        )
        for job in inner
    )
    edges = tuple(
        Dependency(str(job), str(after))
        for job in inner
        for after in sorted(set(followers[job]))
        if 2 <= after < jobs
    )
    return Problem(items, dependencies=edges, pools=pools)


def cut(name: str, section: str, line: int) -> InvalidProblem:
    """What to say of a file that ends too early."""
    return InvalidProblem(
        f"The file ends before the section {section} is complete.",
        where=f"{name}, line {line}",
        cure="Get the whole file; it was cut in the middle.",
    )


def job_count(lines: list[str], name: str, *, kind: str = "single-mode", ending: str = ".sm") -> int:
    for number, line in enumerate(lines, 1):
        found = _COUNT.match(line.strip())
        if found:
            jobs = int(found[1])
            if not 2 <= jobs <= _LIMIT:
                raise InvalidProblem(
                    f"{jobs} jobs are not possible.",
                    where=f"{name}, line {number}",
                    cure=f"Give 2 to {_LIMIT:,}, the first and the last included.",
                )
            return jobs
    raise InvalidProblem(
        f"This is not a PSPLIB {kind} file: the line 'jobs (incl. supersource/sink )' is missing.",
        where=name,
        cure=f"Choose a {ending} file of PSPLIB.",
    )


def section_at(lines: list[str], section: str, name: str) -> int:
    """Index of the first data line of `section`."""
    at = next((index for index, line in enumerate(lines) if line.strip().startswith(section)), None)
    if at is None:
        raise cut(name, section, len(lines))
    at += 2
    return at + (at < len(lines) and lines[at].strip().startswith("---"))


def numbers(lines: list[str], index: int, section: str, name: str, *, least: int) -> list[int]:
    """Whole numbers of one line, at least as many as wanted."""
    if index >= len(lines) or not lines[index].strip() or lines[index].startswith("***"):
        raise cut(name, section, min(index, len(lines)))
    words = lines[index].split()
    if not all(_NUMBER.fullmatch(word) for word in words):
        raise InvalidProblem(
            f"'{lines[index].strip()[:60]}' should hold whole numbers of up to nine digits only.",
            where=f"{name}, line {index + 1}",
            cure="Get the file again; this line is damaged.",
        )
    values = [int(word) for word in words]
    if len(values) < least:
        raise cut(name, section, index + 1)
    if min(values) < 0:
        raise InvalidProblem(
            "A number is negative.", where=f"{name}, line {index + 1}", cure="Get the file again."
        )
    return values


def precedence(lines: list[str], at: int, jobs: int, name: str) -> dict[int, list[int]]:
    """Successors of each job."""
    found = {}
    for offset in range(jobs):
        values = numbers(lines, at + offset, _SECTIONS[0], name, least=3)
        where = f"{name}, line {at + offset + 1}"
        job, count, after = values[0], values[2], values[3:]
        if job != offset + 1:
            raise InvalidProblem(f"Job {offset + 1} is missing.", where=where, cure="Get the whole file.")
        if len(after) != count:
            raise InvalidProblem(
                f"Job {job} names {len(after)} successors and announces {count}.",
                where=where,
                cure="Get the file again.",
            )
        if any(not 1 <= other <= jobs for other in after):
            raise InvalidProblem(
                f"Job {job} has a successor that does not exist.", where=where, cure="Get the file again."
            )
        found[job] = after
    return found


def _requests(lines: list[str], at: int, jobs: int, name: str) -> tuple[dict[int, int], dict[int, list[int]]]:
    durations, demands = {}, {}
    width = 0
    for offset in range(jobs):
        values = numbers(lines, at + offset, _SECTIONS[1], name, least=width or 4)
        where = f"{name}, line {at + offset + 1}"
        width = width or len(values)
        if len(values) != width or values[0] != offset + 1:
            raise InvalidProblem(
                f"The requests of job {offset + 1} are damaged.", where=where, cure="Get the file again."
            )
        if values[1] != 1:
            raise InvalidProblem("A job has several modes.", where=where, cure="Use a single-mode file.")
        durations[offset + 1], demands[offset + 1] = values[2], values[3:]
    return durations, demands


def _availabilities(lines: list[str], at: int, width: int, name: str) -> list[int]:
    values = numbers(lines, at, _SECTIONS[2], name, least=width)
    if not any(line.startswith("***") for line in lines[at + 1 :]):
        # A file cut within the last number would be read with another capacity.
        raise cut(name, _SECTIONS[2], at + 1)
    if len(values) != width:
        raise InvalidProblem(
            f"{len(values)} capacities for {width} resources.",
            where=f"{name}, line {at + 1}",
            cure="Get the file again.",
        )
    return values
