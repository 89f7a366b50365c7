"""What the steps of the wizard show: words by field, names, cells to repair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pilothouse.connectors.contracts import ImportRun, Kind, Name, Report, RowProblem, Word
from pilothouse.kit.actor import Actor
from pilothouse.kit.tables.nouns import Answers, TableNoun

PROBLEMS = 50
NO_ANSWERS = Answers()


@dataclass(frozen=True, slots=True)
class WordGroup:
    """The words of one field, and what they may be taken as."""

    label: str
    words: tuple[Word, ...]
    choices: tuple[tuple[str, str], ...]


def word_groups(actor: Actor, run: ImportRun, kind: TableNoun, report: Report) -> list[WordGroup]:
    """The words of the file by field, in the order of the noun's fields; those to answer first."""
    intake = kind.intake(actor, run.source, NO_ANSWERS)
    found = []
    for field in kind.fields:
        words = sorted((word for word in report.words if word.field == field.name), key=lambda w: w.sure)
        if words:
            found.append(WordGroup(field.label, tuple(words), intake.choices(field.name)))
    return found


def names(report: Report, people: Sequence[tuple[int, str]]) -> list[tuple[Name, str]]:
    """Who the file names, with what they are called here; those that are not known first."""
    known = {str(number): name for number, name in people}
    rows = sorted(report.names, key=lambda name: bool(name.by))
    return [(name, known.get(name.person, "")) for name in rows]


@dataclass(frozen=True, slots=True)
class Repairable:
    """A problem, whether its cell can be typed anew, and what was typed already."""

    problem: RowProblem
    can: bool
    typed: str


def repairable(run: ImportRun, report: Report) -> list[Repairable]:
    """The first problems of a file."""
    headers = {column.header for column in report.columns}
    return [
        Repairable(each, each.column in headers, run.repairs.get(each.row, {}).get(each.column, ""))
        for each in report.problems[:PROBLEMS]
    ]


def beside_problems(report: Report) -> list[Kind]:
    """What is worth knowing of a file and is not listed as a cell to repair."""
    listed = {(each.row, each.column, each.text) for each in report.problems[:PROBLEMS]}
    return [
        kind
        for kind in report.kinds
        if kind.many > 1 or (kind.first.row, kind.first.column, kind.first.text) not in listed
    ]


def guessed(kind: TableNoun, report: Report) -> list[tuple[str, Word, str]]:
    """Words that are taken as a default: label of the field, word, and meaning as people read it."""
    labels = {field.name: field.label for field in kind.fields}
    return [
        (labels[word.field], word, word.meaning.replace("_", " ") or "nothing") for word in report.guessed
    ]
