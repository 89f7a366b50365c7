"""What the rules of scope `graph` look at: statements with their keys and traces, and the plan that is to
deliver them. Whatever is not known is absent, and its rules are silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit
from pilothouse.engine.review.statements import Statement, keyed, statements


@dataclass(frozen=True, slots=True)
class Node:
    """A statement. `items` are keys of the plan's items that deliver it, `supports` of the statements that it
    was traced to (beside those it mentions); `start` to `end` lie in the document `path`."""

    key: str
    kind: str
    text: str
    path: str = ""
    start: int = 0
    end: int = 0
    mentions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    written: str = ""

    def hit(self, message: str) -> Hit:
        """A finding about this statement."""
        return Hit(self.start, self.end, message, subject=self.key, path=self.path)


@dataclass(frozen=True, slots=True)
class Need:
    """`people` with `skill` at `level` or more."""

    skill: str
    level: float = 0
    people: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """Work of the plan that is not finished. `days`: likely work in person-days, None without an estimate.

    `start`, `p50` and `p85` come from the newest plan run. `parent` and `waits_for` are keys of items.
    """

    key: str
    title: str
    level: str = "task"
    days: float | None = None
    cents: int | None = None
    parent: str = ""
    waits_for: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    deadline: date | None = None
    start: date | None = None
    p50: date | None = None
    p85: date | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    name: str
    target: date | None = None
    p50: date | None = None
    p85: date | None = None
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """`skills`: name and level, 1 to 5."""

    name: str
    skills: tuple[tuple[str, float], ...] = ()
    leaves: date | None = None

    def has(self, need: Need) -> bool:
        return any(name == need.skill and level >= need.level for name, level in self.skills)


@dataclass(frozen=True, slots=True)
class Plan:
    """Open items, releases and people of a product. `cents` is the sum of what the open items cost, None
    where no rate is known; amounts are in units of which 10 ** `places` make one of `currency`. `run` is the
    number of the run that the dates are from, None before the first."""

    items: tuple[Item, ...] = ()
    releases: tuple[Release, ...] = ()
    people: tuple[Person, ...] = ()
    cents: int | None = None
    budget_cents: int | None = None
    currency: str = ""
    run: int | None = None
    places: int = 2

    def whole(self, cents: int) -> str:
        """An amount in whole units of the currency, such as `6,000 EUR`."""
        return f"{cents / 10**self.places:,.0f} {self.currency}"

    @property
    def by_key(self) -> Mapping[str, Item]:
        return {item.key: item for item in self.items}


@dataclass(frozen=True, slots=True)
class KeyResult:
    """`metric` is what is measured, `source` where the figure comes from; empty where no one said."""

    title: str
    metric: str = ""
    source: str = ""
    baseline: float | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    title: str
    key_results: tuple[KeyResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """An open question. `items` are keys of those whose work depends on the answer."""

    question: str
    owner: str = ""
    due: date | None = None
    blocking: bool = False
    test: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Everything about one product. `plan`, `personas`, `objectives` and `uncertainties` are None where
    no one keeps them beside the text."""

    nodes: tuple[Node, ...] = ()
    personas: tuple[str, ...] | None = None
    objectives: tuple[Objective, ...] | None = None
    uncertainties: tuple[Uncertainty, ...] | None = None
    plan: Plan | None = None

    def of(self, *kinds: str) -> list[Node]:
        return [node for node in self.nodes if node.kind in kinds]

    @cached_property
    def by_key(self) -> Mapping[str, Node]:
        return {node.key: node for node in self.nodes}

    @cached_property
    def supported(self) -> frozenset[str]:
        """Keys that some other statement mentions or is traced to."""
        return frozenset(key for node in self.nodes for key in (*node.mentions, *node.supports))


def nodes(
    document: Document, keys: Sequence[str] | None = None, found: Sequence[Statement] | None = None
) -> list[Node]:
    """The statements of a document as nodes; keys are made where none are given, and the statements `found`
    in it need not be found again."""
    found = statements(document) if found is None else found
    told = keyed(found, ()) if keys is None else keys
    return [
        Node(
            key,
            row.kind,
            row.text,
            document.path,
            row.start,
            row.end,
            row.mentions,
            row.needs,
            written=row.written,
        )
        for key, row in zip(told, found, strict=True)
    ]


def from_documents(documents: Iterable[Document]) -> Graph:
    """The graph of texts alone: what can be told without a plan."""
    return Graph(tuple(node for document in documents for node in nodes(document)))


def listed(keys: Sequence[str], most: int = 4) -> str:
    """`A, B and C`, or the first few and how many more."""
    if len(keys) > most:
        return f"{', '.join(keys[:most])} and {len(keys) - most} more"
    return " and ".join((", ".join(keys[:-1]), keys[-1])) if len(keys) > 1 else "".join(keys)


def cycles(edges: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """One cycle of each knot, as keys in order, each beginning with its least key (Tarjan 1972)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: list[str] = []
    for root in sorted(edges):
        if root in order:
            continue
        work = [(root, iter(sorted(edges.get(root, ()))))]
        order[root] = low[root] = len(order)
        on_stack.append(root)
        while work:
            key, rest = work[-1]
            step = next((other for other in rest), None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[key])
                if low[key] == order[key]:
                    knot = on_stack[on_stack.index(key) :]
                    del on_stack[on_stack.index(key) :]
                    if len(knot) > 1 or key in edges.get(key, ()):
                        yield _around(min(knot), set(knot), edges)
            elif step not in order:
                order[step] = low[step] = len(order)
                on_stack.append(step)
                work.append((step, iter(sorted(edges.get(step, ())))))
            elif step in on_stack:
                low[key] = min(low[key], order[step])


def _around(first: str, knot: set[str], edges: Mapping[str, Iterable[str]]) -> list[str]:
    """The shortest way from `first` back to itself within the knot."""
    before: dict[str, str] = {}
    wave = [first]
    while wave:
        following = []
        for key in wave:
            for other in sorted(knot & set(edges.get(key, ()))):
                if other == first:
                    way = [key]
                    while way[-1] != first:
                        way.append(before[way[-1]])
                    return way[::-1]
                if other not in before:
                    before[other] = key
                    following.append(other)
        wave = following
    return [first]
