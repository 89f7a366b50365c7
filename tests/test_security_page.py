"""The guide to security names tests that are there, that are run, and on the databases that it says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.lint.source import ROOT

PAGE = ROOT / "docs/guides/security.md"
NAMED = re.compile(r"`((?:[\w/]+)/test_\w+\.py)(?:::(test_\w+))?`")
# What `make test` leaves out on PostgreSQL, where it runs everything else of the rooms a second time.
ON_SQLITE_ALONE = {"slow", "one_database", "browser"}


@dataclass(frozen=True)
class Promise:
    """A row of the page: what is promised, where it says that the tests run, and the tests it names."""

    text: str
    where: str
    tests: tuple[tuple[str, str], ...]


def promises() -> list[Promise]:
    found = []
    for line in PAGE.read_text().split("## What is not promised")[0].splitlines():
        if line.startswith("|") and not re.match(r"\| (promise|---)", line):
            text, where, tests = (part.strip() for part in line.strip("|").split("|"))
            found.append(Promise(text, where, tuple(NAMED.findall(tests))))
    return found


def _place(path: str) -> Path:
    places = [place for place in (ROOT / path, ROOT / "src/pilothouse" / path) if place.is_file()]
    assert len(places) == 1, f"{path} is not there"
    return places[0]


PROMISES = promises()
every_promise = pytest.mark.parametrize("promise", PROMISES, ids=lambda row: row.text[:60])


def named_by(promise: Promise) -> Iterator[tuple[Path, ast.FunctionDef]]:
    """The functions that pytest collects of what the row names."""
    for named, test in promise.tests:
        path = _place(named)
        found = [
            node
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and test in ("", node.name)
        ]
        assert found, f"{path.name} has no {test or 'test'}"
        yield from ((path, node) for node in found)


def marks(path: Path, test: ast.FunctionDef) -> set[str]:
    """Names of the marks of a test and of its module, and of the fixtures that it asks for."""
    module = ast.parse(path.read_text()).body
    own = [
        node.value
        for node in module
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
    ]
    text = " ".join(ast.unparse(node) for node in (*own, *test.decorator_list))
    used = re.findall(r"usefixtures\(([^)]*)\)", text)
    fixtures = {name for names in used for name in re.findall(r"\w+", names)}
    return set(re.findall(r"pytest\.mark\.(\w+)", text)) | fixtures | {row.arg for row in test.args.args}


def database(path: Path, test: ast.FunctionDef) -> str:
    """On which database `make test` runs a test: its marks say so, a server of its own, or a fixture that
    skips it elsewhere."""
    if "pilothouse/engine/" in str(path):
        return "none"  # it has a run of its own, without Django
    if re.search(r"\bpostgres\.postgres\(", path.read_text()):
        return "PostgreSQL"
    found = marks(path, test)
    alone = ON_SQLITE_ALONE - {"slow"} if "twice" in found else ON_SQLITE_ALONE
    return "SQLite" if found & (alone | {"sqlite"}) else "both"


def where(promise: Promise) -> str:
    """What the row should say."""
    found = {database(*each) for each in named_by(promise)}
    rest = " and ".join(sorted(found - {"both"}))
    return f"both, in part {rest}" if rest and "both" in found else rest or "both"


@every_promise
def test_every_promise_names_tests_that_are_run_where_it_says(promise: Promise) -> None:
    assert promise.tests, f"no test shows: {promise.text}"
    assert promise.where == where(promise)


@every_promise
def test_every_test_that_shows_a_promise_can_fail(promise: Promise) -> None:
    """It asserts something, itself or in a function beside it, and nothing says that it is skipped."""
    for path, test in named_by(promise):
        module = ast.parse(path.read_text()).body
        helpers = {node.name: node for node in module if isinstance(node, ast.FunctionDef)}
        assert _asserts(test, helpers, set()), f"{test.name} of {path.name} asserts nothing"
        assert not marks(path, test) & {"skip", "skipif", "xfail"}, f"{test.name} of {path.name} is skipped"


def _asserts(test: ast.AST, helpers: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    for node in ast.walk(test):
        if isinstance(node, ast.Assert) or "raises" in ast.unparse(node)[:20]:
            return True
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if name in helpers and name not in seen and _asserts(helpers[name], helpers, seen | {name}):
            return True
    return False


def test_there_are_as_many_promises_as_were_made() -> None:
    assert len(PROMISES) >= 41
