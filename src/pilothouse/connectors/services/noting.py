"""What is noted while an import runs: the first lines, every kind, and all of it as rows of a table."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import Any, TextIO

from pilothouse.connectors.contracts import Kind, RowProblem
from pilothouse.connectors.tables.verdict import in_order
from pilothouse.kit.export import safe_text
from pilothouse.kit.tables.nouns import RowNote, TableNoun, Word

_FIRST = 500
HEADS = ("Row", "Where", "What", "How to fix it", "Effect")


@dataclass
class Notes:
    """What is noted while an import runs: `first` as lines, all of it in `stream`."""

    stream: TextIO
    first: list[str] = field(default_factory=list)
    by_kind: dict[tuple[bool, str, str], list[Any]] = field(default_factory=dict)

    def problem(self, problem: RowProblem) -> None:
        """A cell or row that cannot be read, or a warning."""
        self._add(problem, str(problem))

    def row(self, note: RowNote) -> None:
        """What the room says of a row."""
        self._add(RowProblem(note.row, note.key, note.text), f"row {note.row}, {note.key}: {note.text}")

    def word(self, noun: TableNoun, word: Word) -> None:
        """A value of the file that was taken as a default."""
        label = next(each.label for each in noun.fields if each.name == word.field)
        meaning = word.meaning.replace("_", " ")
        rows = "1 row" if word.many == 1 else f"{word.many:,} rows"
        text = f"'{word.text[:60]}' in {rows} is not a known {label.lower()}: taken as {meaning}."
        self._add(RowProblem(0, label, text, "Choose what it means before the import."), text)

    def _add(self, problem: RowProblem, line: str) -> None:
        if len(self.first) < _FIRST:
            self.first.append(line)
        place = "" if "-" in problem.column else problem.column
        found = self.by_kind.setdefault((problem.left_out, place, problem.kind), [0, problem])
        found[0] += 1
        csv.writer(self.stream).writerow(note_line(problem))

    def kinds(self) -> tuple[Kind, ...]:
        """Every kind with how often it occurs, rows that were left out first."""
        return in_order(Kind(many, first, first.left_out) for many, first in self.by_kind.values())


def note_line(problem: RowProblem) -> tuple[str, ...]:
    """A line under `HEADS`."""
    effect = "The row was left out" if problem.left_out else ""
    row = str(problem.row) if problem.row else ""
    return (row, *map(safe_text, (problem.column, problem.text, problem.cure)), effect)
