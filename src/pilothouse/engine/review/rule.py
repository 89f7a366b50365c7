"""A rule: its manual is the docstring of its file, its cases are those of `cases/CODE.md`.

A rule of scope `sentence` is asked only about sentences that hold one of its triggers (all sentences of its
roles where it has none); a trigger of several words is held where all of them occur. One of scope `document`
is asked once. One of scope `graph` is asked about the plan: items, people, dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Literal

from pilothouse.engine.review.finding import Severity

if TYPE_CHECKING:
    from pilothouse.engine.review.document import Document, Sentence

Scope = Literal["sentence", "document", "graph"]


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found: characters of the document, the message, and a replacement where one is certain.

    A rule of scope `graph` says which document by `path`; without one its finding is about the plan.
    """

    start: int
    end: int
    message: str
    replacement: str | None = None
    subject: str = ""
    path: str = ""


SentenceCheck = Callable[["Sentence"], Iterator[Hit]]
DocumentCheck = Callable[["Document"], Iterator[Hit]]
GraphCheck = Callable[[Any], Iterator[Hit]]


@dataclass(frozen=True, eq=False)
class Rule:
    """`family` groups codes: the first letters of the code. `roles`: those of sentences, all when empty."""

    code: str
    name: str
    family: str
    scope: Scope
    summary: str
    check: Callable[..., Iterator[Hit]]
    severity: Severity = "warning"
    triggers: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    manual: str = ""


def every_rule() -> tuple[Rule, ...]:
    """All rules in order of code: one per file of the folder `rules`, as its `RULE`."""
    if not _found:
        package = import_module("pilothouse.engine.review.rules")
        for module in sorted(row.name for row in iter_modules(package.__path__) if not row.ispkg):
            loaded = import_module(f"{package.__name__}.{module}")
            rule: Rule = loaded.RULE
            _found.append(
                rule if rule.manual else Rule(**{**_fields(rule), "manual": (loaded.__doc__ or "").strip()})
            )
        _found.sort(key=lambda rule: rule.code)
    return tuple(_found)


_found: list[Rule] = []


def _fields(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in rule.__dataclass_fields__}


def words_of(*lists: str) -> frozenset[str]:
    """The words of texts."""
    return frozenset(word for text in lists for word in text.split())
