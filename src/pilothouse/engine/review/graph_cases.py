"""Cases of a rule of scope `graph`, read from `cases/CODE.md`.

A case is a fenced block of `text` (the blueprint), one of `toml` (the plan and what is kept beside the text),
or the first followed by the second. A line `Finds:` below it names the messages, in order, each in backticks.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.review.cases import page
from pilothouse.engine.review.document import Document
from pilothouse.engine.review.graph import (
    Graph,
    Item,
    KeyResult,
    Need,
    Objective,
    Person,
    Plan,
    Release,
    Uncertainty,
    nodes,
)

T = TypeVar("T")
_TOKEN = re.compile(r"^```(text|toml)\n(.*?)^```$|^## ([^\n]+)$|^Finds: ([^\n]+)$", re.M | re.S)
_TOP = {"item", "person", "release", "objective", "uncertainty", "personas", "budget", "cost", "currency"}
_PLAN = {"item", "person", "release", "budget", "cost"}


@dataclass(frozen=True, slots=True)
class GraphCase:
    """A blueprint, what is kept beside it as TOML, and the messages of the findings."""

    text: str = ""
    toml: str = ""
    messages: tuple[str, ...] = ()

    def graph(self) -> Graph:
        return graph_of(self.text, self.toml)


def graph_cases(code: str) -> tuple[GraphCase, ...]:
    """The cases of a rule in order; none where it has no file."""
    found: list[GraphCase] = []
    part, follows = "", False  # whether TOML would belong to the text above it
    for match in _TOKEN.finditer(page(code)):
        kind, body, title, told = match.groups()
        if title:
            part, follows = title, False
        elif part not in ("Finds", "Leaves alone"):
            continue
        elif kind == "text":
            found.append(GraphCase(body))
            follows = True
        elif kind == "toml" and follows:
            found[-1] = replace(found[-1], toml=body)
            follows = False
        elif kind == "toml":
            found.append(GraphCase(toml=body))
        elif found and part == "Finds":
            found[-1] = replace(found[-1], messages=tuple(re.findall(r"`([^`]+)`", told)))
            follows = False
    return tuple(found)


def graph_of(text: str, toml: str = "") -> Graph:
    """The graph of a blueprint and of what is kept beside it."""
    told = tomllib.loads(toml)
    _only(told, _TOP, "case")
    rows = told.get("item", [])
    delivered: dict[str, list[str]] = {}
    for row in rows:
        for key in row.get("delivers", ()):
            delivered.setdefault(key, []).append(row["key"])
    found = nodes(Document(text, "case.md"))
    unknown = delivered.keys() - {node.key for node in found}
    if unknown:
        raise InvalidProblem(f"No statement is called {', '.join(sorted(unknown))}.", where="delivers")
    return Graph(
        tuple(replace(node, items=tuple(delivered.get(node.key, ()))) for node in found),
        tuple(told["personas"]) if "personas" in told else None,
        tuple(_objective(row) for row in told["objective"]) if "objective" in told else None,
        tuple(_made(Uncertainty, row) for row in told["uncertainty"]) if "uncertainty" in told else None,
        _plan(told) if _PLAN & told.keys() else None,
    )


def _plan(told: Mapping[str, Any]) -> Plan:
    items = []
    for row in told.get("item", ()):
        needs = tuple(Need(*need) for need in row.get("needs", ()))
        bare = {key: value for key, value in row.items() if key not in ("delivers", "needs")}
        items.append(replace(_made(Item, {"title": "", **bare}), needs=needs))
    people = tuple(
        _made(Person, {**row, "skills": tuple(row.get("skills", {}).items())})
        for row in told.get("person", ())
    )
    releases = tuple(_made(Release, row) for row in told.get("release", ()))
    cents = {key: round(told[key] * 100) for key in ("cost", "budget") if key in told}
    return Plan(
        tuple(items), releases, people, cents.get("cost"), cents.get("budget"), told.get("currency", "")
    )


def _objective(row: Mapping[str, Any]) -> Objective:
    results = tuple(_made(KeyResult, each) for each in row.get("key_results", ()))
    return replace(_made(Objective, {**row, "key_results": ()}), key_results=results)


def _made(kind: type[T], row: Mapping[str, Any]) -> T:
    _only(row, kind.__dataclass_fields__, kind.__name__.lower())  # type: ignore[attr-defined]
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})


def _only(row: Mapping[str, Any], known: Collection[str], where: str) -> None:
    for key in row:
        if key not in known:
            raise InvalidProblem(f"'{key}' is not known here.", where=where, cure=", ".join(sorted(known)))
