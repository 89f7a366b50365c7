"""Reads multi-skill problems of iMOPSE (`.def`; Myszkowski et al. 2015).

A task lasts a fixed time and needs one person with a skill at a level or better; a person has a salary by
hour and skills with levels. Level 0 of the files is a level; ours begin at 1, so that 4 is the highest read.
"""

from __future__ import annotations

import re

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Need, Person, Problem

_MOST = 10_000
_HIGHEST = 4
_CURE = "Choose a .def file of iMOPSE, whole."
_SKILL = re.compile(r"(\S+?):\s*(\d{1,4})")
_RESOURCE = re.compile(r"^(?P<id>\d+)\s+(?P<salary>\d+(?:\.\d+)?)\s+(?P<rest>.*)$")
_TASK = re.compile(r"^(?P<id>\d+)\s+(?P<days>\d+)\s+(?P<skill>\S+?):\s*(?P<level>\d{1,4})(?P<rest>[\s\d]*)$")


def read_def(text: str, *, name: str = "file") -> Problem:
    """The problem in `text`.

    Raises `InvalidProblem` naming line and cure for a file that is cut or malformed.
    """
    announced = {
        key: int(found[1])
        for key in ("Tasks", "Resources")
        if (found := re.search(rf"^{key}\s*:\s*(\d{{1,9}})\s*$", text, re.MULTILINE))
    }
    people: list[Person] = []
    items: list[Item] = []
    edges: list[tuple[str, str, int]] = []
    part = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith(("ResourceID", "TaskID")):
            part = line[:4]
        elif not line or line.startswith("=") or not part:
            continue
        elif part == "Reso":
            people.append(_person(line, f"{name}, line {number}"))
        else:
            items.append(_item(line, f"{name}, line {number}"))
            found = _TASK.match(line)
            edges += [(one, items[-1].id, number) for one in (found["rest"].split() if found else ())]
    for key, count in (("Tasks", len(items)), ("Resources", len(people))):
        if count == 0 or announced.get(key, count) != count:
            raise InvalidProblem(
                f"{count} {key.lower()}, {announced.get(key, 'some')} are announced.", where=name, cure=_CURE
            )
        if count > _MOST:
            raise InvalidProblem(
                f"{count:,} {key.lower()} are more than the {_MOST:,} that can be read.",
                where=name,
                cure=_CURE,
            )
    known = {item.id for item in items}
    for before, _, number in edges:
        if before not in known:
            raise InvalidProblem(f"There is no task {before}.", where=f"{name}, line {number}", cure=_CURE)
    return Problem(
        tuple(items),
        tuple(people),
        tuple(Dependency(before, after) for before, after, _ in dict.fromkeys(edges)),
    )


def _level(text: str, where: str) -> float:
    if int(text) > _HIGHEST:
        raise InvalidProblem(f"Level {text} is above {_HIGHEST}.", where=where, cure=_CURE)
    return int(text) + 1.0


def _person(line: str, where: str) -> Person:
    found = _RESOURCE.match(line)
    skills = (
        {} if found is None else {row[1]: _level(row[2], where) for row in _SKILL.finditer(found["rest"])}
    )
    if found is None or not skills:
        raise InvalidProblem(f"'{line[:60]}' is no person with salary and skills.", where=where, cure=_CURE)
    return Person(f"r{found['id']}", f"Resource {found['id']}", skills=skills, rate=float(found["salary"]))


def _item(line: str, where: str) -> Item:
    found = _TASK.match(line)
    if found is None:
        raise InvalidProblem(f"'{line[:60]}' is no task with duration and skill.", where=where, cure=_CURE)
    days = float(found["days"])
    need = Need(found["skill"], _level(found["level"], where))
    return Item(found["id"], f"Task {found['id']}", duration=Effort(days, days, days), needs=(need,))
