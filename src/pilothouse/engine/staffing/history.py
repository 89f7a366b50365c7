"""Histories of changes to files, as git and code-maat write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pilothouse.engine.errors import InvalidProblem

# What `git log` is asked for: commit, name, address, time, and who else is named as an author.
FORMAT = "commit%x09%H%x09%an%x09%ae%x09%at%x09%(trailers:key=Co-authored-by,valueonly,separator=%x1f)"
MOST_LINES = 20_000_000
_MAAT = re.compile(r"^\[(?P<id>[0-9a-f]{4,40})\] (?P<name>.+?) (?P<day>\d{4}-\d{2}-\d{2})(?: |$)")
_STATUS = re.compile(r"^([ACDMRTUXB])(\d*)$")
_NUMSTAT = re.compile(r"^(\d+|-)\t(\d+|-)\t(.+)$")
_MOVED = re.compile(r"\{(.*?) => (.*?)\}")
_PERSON = re.compile(r"^\s*(?P<name>.*?)\s*<(?P<mail>[^<>]*)>\s*$")


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` is that of git: A, M, D, R (from `before`), C, T."""

    kind: str
    path: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """`people` are (name, address), the author first."""

    id: str
    people: tuple[tuple[str, str], ...]
    time: int
    changes: tuple[Change, ...]


def read_log(lines: Iterable[str], *, name: str = "log") -> Iterator[Commit]:
    """Commits in the order of the file: newest first, as git writes them.

    Known are `git log --name-status` and `--numstat` with a line `commit TAB id TAB name TAB address TAB
    time` before each, and code-maat's `[id] name date text` with `--numstat`. Raises `InvalidProblem` with
    the line.
    """
    head: tuple[str, tuple[tuple[str, str], ...], int] | None = None
    changes: list[Change] = []
    for number, line in enumerate(lines, 1):
        if number > MOST_LINES:
            raise InvalidProblem(
                f"The log has more than {MOST_LINES:,} lines.", where=name, cure="Give a part of it: --since."
            )
        line = line.rstrip("\r\n")
        if not line:
            continue
        if line.startswith("commit\t") or (line[0] == "[" and _MAAT.match(line)):
            if head is not None:
                yield Commit(*head, tuple(changes))
            head, changes = _head(line, f"{name}, line {number}"), []
            continue
        change = _change(line)
        if head is None or change is None:
            raise InvalidProblem(
                f"'{line[:60]}' is neither a commit nor a change of a file.",
                where=f"{name}, line {number}",
                cure="Write the log as docs/guides/team-files.md has it.",
            )
        changes.append(change)
    if head is not None:
        yield Commit(*head, tuple(changes))


def _head(line: str, where: str) -> tuple[str, tuple[tuple[str, str], ...], int]:
    maat = _MAAT.match(line) if line[0] == "[" else None
    if maat is not None:
        return maat["id"], ((maat["name"], ""),), 0
    cells = line.split("\t")
    if len(cells) < 5 or not cells[4].lstrip("-").isdigit():
        raise InvalidProblem(
            f"'{line[:60]}' lacks a name, an address or a time.",
            where=where,
            cure="Write commit, id, name, address and seconds since 1970, with tabs between.",
        )
    people = [(cells[2].strip(), cells[3].strip())]
    for text in cells[5].split("\x1f") if len(cells) > 5 and cells[5] else ():
        found = _PERSON.match(text)
        if found is not None:
            people.append((found["name"], found["mail"]))
    return cells[1], tuple(dict.fromkeys(people)), int(cells[4])


def _change(line: str) -> Change | None:
    cells = line.split("\t")
    if len(cells) >= 2 and cells[0]:
        kind = cells[0][0]
        if len(cells) == 2 and len(cells[0]) == 1 and kind in "AMDT":
            return Change(kind, _plain(cells[1]))
        if _STATUS.match(cells[0]):
            if kind in "RC":
                return Change(kind, _plain(cells[2]), _plain(cells[1])) if len(cells) == 3 else None
            return Change("M" if kind in "UXB" else kind, _plain(cells[1])) if len(cells) == 2 else None
    found = _NUMSTAT.match(line)
    if found is None:
        return None
    path = found[3]
    if " => " not in path:
        return Change("M", _plain(path))
    if "{" in path:
        before = _MOVED.sub(lambda row: row[1], path).replace("//", "/")
        after = _MOVED.sub(lambda row: row[2], path).replace("//", "/")
    else:
        before, after = path.split(" => ", 1)
    return Change("R", after, before)


def _plain(path: str) -> str:
    """A path that git has quoted, as it is."""
    if len(path) < 2 or path[0] != '"' or path[-1] != '"':
        return path
    text = path[1:-1].encode("latin-1", "backslashreplace").decode("unicode_escape", "replace")
    return text.encode("latin-1", "replace").decode("utf-8", "replace")
