"""Reads multi-skill problems (MSPSP) in MiniZinc's data format (`.dzn`; Young, Feydy and Schutt 2017).

An activity lasts a fixed time and holds, from start to finish, as many different people with each skill as it
asks for. Of the fields `nActs dur nSkills sreq nResources mastery nPrecs pred succ` none may be missing; all
others follow from them and are not read.
"""

from __future__ import annotations

import re

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Need, Person, Problem

_FIELD = re.compile(r"(\w+)\s*=\s*(.*)", re.S)
_NUMBER = re.compile(r"[0-9]{1,9}")
_MOST = 10_000


def read_dzn(text: str, *, name: str = "file") -> Problem:
    """The problem in `text`.

    Raises `InvalidProblem` naming field, line and cure for a file that is cut or malformed.
    """
    fields = _Fields(text, name)
    acts, skills = fields.whole("nActs"), fields.whole("nSkills")
    crew, edges = fields.whole("nResources"), fields.whole("nPrecs")
    days = fields.row("dur", acts)
    asked = fields.table("sreq", acts, skills)
    masters = fields.table("mastery", crew, skills, words={"true": 1, "false": 0})
    first, then = fields.row("pred", edges), fields.row("succ", edges)
    for field, ends in (("pred", first), ("succ", then)):
        for end in ends:
            if not 1 <= end <= acts:
                raise fields.wrong(field, f"There is no activity {end}.")
    items = tuple(
        Item(
            str(act + 1),
            f"Activity {act + 1}",
            duration=Effort(days[act], days[act], days[act]),
            needs=tuple(
                Need(f"S{skill + 1}", 1.0, people) for skill, people in enumerate(asked[act]) if people
            ),
        )
        for act in range(acts)
    )
    people = tuple(
        Person(f"P{number + 1}", skills={f"S{skill + 1}": 1.0 for skill, able in enumerate(row) if able})
        for number, row in enumerate(masters)
    )
    pairs = sorted(set(zip(first, then, strict=True)))
    return Problem(items, people, tuple(Dependency(str(before), str(after)) for before, after in pairs))


class _Fields:
    """The assignments of a data file, with the line of each."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.values: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        line = 1
        plain = "\n".join(row.split("%", 1)[0] for row in text.splitlines())
        *statements, rest = plain.split(";")
        for statement in statements:
            found = _FIELD.match(statement.strip())
            begins = line + statement[: len(statement) - len(statement.lstrip())].count("\n")
            if found is None:
                raise InvalidProblem(
                    f"'{statement.strip()[:40]}' assigns nothing.",
                    where=f"{name}, line {begins}",
                    cure="Choose a .dzn file of MSPSP, or get it again.",
                )
            self.values[found[1]], self.lines[found[1]] = found[2].strip(), begins
            line += statement.count("\n")
        if rest.strip():
            raise InvalidProblem(
                f"The file ends within '{rest.strip()[:40]}'.",
                where=f"{name}, line {line + rest.count(chr(10))}",
                cure="Get the whole file; it was cut in the middle.",
            )

    def wrong(self, field: str, text: str) -> InvalidProblem:
        return InvalidProblem(
            text, where=f"{self.name}, line {self.lines[field]}, {field}", cure="Get the file again."
        )

    def _value(self, field: str) -> str:
        if field not in self.values:
            raise InvalidProblem(
                f"The field {field} is missing.",
                where=self.name,
                cure="Choose a .dzn file of MSPSP, whole.",
            )
        return self.values[field]

    def _number(self, field: str, word: str, words: dict[str, int] | None = None) -> int:
        word = word.strip()
        if words is not None and word in words:
            return words[word]
        if words is not None or not _NUMBER.fullmatch(word):
            wanted = " or ".join(words) if words else "a whole number of 0 or more"
            raise self.wrong(field, f"'{word[:40]}' should be {wanted}.")
        return int(word)

    def whole(self, field: str) -> int:
        found = self._number(field, self._value(field))
        if found > _MOST:
            raise self.wrong(field, f"{found:,} are more than the {_MOST:,} that can be read.")
        return found

    def row(self, field: str, count: int) -> list[int]:
        text = self._value(field)
        if not (text.startswith("[") and text.endswith("]")):
            raise self.wrong(field, "A list in square brackets is wanted.")
        return self._cells(field, text[1:-1], count, None)

    def table(
        self, field: str, rows: int, columns: int, *, words: dict[str, int] | None = None
    ) -> list[list[int]]:
        text = self._value(field)
        if not (text.startswith("[|") and text.endswith("|]")):
            raise self.wrong(field, "A table between [| and |] is wanted.")
        lines = [line for line in text[2:-2].split("|") if line.strip()]
        if len(lines) != rows:
            raise self.wrong(field, f"{len(lines)} rows, {rows} are announced.")
        return [self._cells(field, line, columns, words) for line in lines]

    def _cells(self, field: str, text: str, count: int, words: dict[str, int] | None) -> list[int]:
        cells = text.split(",")
        if not cells[-1].strip():
            cells.pop()
        if len(cells) != count:
            raise self.wrong(field, f"{len(cells)} values, {count} are announced.")
        return [self._number(field, cell, words) for cell in cells]
