"""What is wrong with a file and what it would change, gathered while its rows go by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pilothouse.connectors.contracts import Kind, RowProblem
from pilothouse.kit.tables.nouns import Intake, RowEffect

_SHOWN = 200
_AT_ONCE = 1000
_LARGE = 4 * 2**20  # characters
_MOST_KINDS = 500


class Findings:
    """Problems and warnings: how many rows have any, the first of each, and every kind."""

    def __init__(self, sink: Callable[[RowProblem], None]) -> None:
        self.sink = sink
        self.broken = self.left_out = self.warned = 0
        self.problems: list[RowProblem] = []
        self.warnings: list[RowProblem] = []
        self.by_kind: dict[tuple[bool, str, str], list[Any]] = {}

    def add(self, faults: Sequence[RowProblem], warnings: Sequence[RowProblem], *, came: bool) -> None:
        """Take note of what one row says; `came`: it is not left out."""
        self.broken += bool(faults)
        self.left_out += not came
        self.warned += bool(warnings)
        self.problems += faults[: max(0, _SHOWN - len(self.problems))]
        self.warnings += warnings[: max(0, _SHOWN - len(self.warnings))]
        for problem in (*faults, *warnings):
            self.sink(problem)
            key = (problem.left_out, problem.column, problem.kind)
            if key not in self.by_kind and len(self.by_kind) >= _MOST_KINDS:
                key = (problem.left_out, "", "")
            self.by_kind.setdefault(key, [0, problem])[0] += 1

    def kinds(self) -> tuple[Kind, ...]:
        """Rows that are left out first, then the most frequent."""
        return in_order(Kind(many, first, first.left_out) for many, first in self.by_kind.values())


def in_order(kinds: Any) -> tuple[Kind, ...]:
    return tuple(sorted(kinds, key=lambda kind: (not kind.left_out, -kind.many, kind.first.row)))


class Comparison:
    """What the rows would do to what is here, asked for by thousands."""

    def __init__(self, intake: Intake[Any], wanted: bool) -> None:
        self.intake, self.wanted = intake, wanted
        self.waiting: list[Any] = []
        self.weight = 0
        self.counts = {"new": 0, "changed": 0, "kept": 0, "unchanged": 0}
        self.told: list[RowEffect] = []

    def add(self, value: Any, weight: int = 0) -> None:
        """Take note of a value; `weight` is about how many characters it holds."""
        if self.wanted:
            self.waiting.append(value)
            self.weight += weight
        if len(self.waiting) >= _AT_ONCE or self.weight > _LARGE:
            self.flush()

    def flush(self) -> None:
        """Compare what waits."""
        if self.waiting:
            for found in self.intake.compare(self.waiting):
                self._count(found)
        self.waiting, self.weight = [], 0

    def _count(self, found: RowEffect) -> None:
        state = "new" if found.fresh else "changed" if found.changes else "unchanged"
        self.counts[state] += 1
        self.counts["kept"] += bool(found.kept)
        if (found.changes or found.kept) and not found.fresh and len(self.told) < _SHOWN:
            self.told.append(found)
